"""Tests of meters that continue from the recorder."""

from datetime import timedelta
from decimal import Decimal

from homeassistant.components.recorder import Recorder
from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import async_import_statistics
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from tests.conftest import MORNING, Home

SOLAR = "sensor.solar_inverter_solar_energy"


@pytest.fixture(autouse=True)
def _custom_integrations(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """Let Home Assistant find the integration, after the recorder."""


@pytest.mark.parametrize("states", [["1001.7", "unavailable"], ["1001.7", "1001.2"]])
async def test_a_meter_never_starts_below_what_the_recorder_has(
    hass: HomeAssistant, new_home: Home, states: list[str]
) -> None:
    for state in states:
        hass.states.async_set(SOLAR, state)
        await async_wait_recording_done(hass)
    hass.states.async_remove(SOLAR)
    assert await new_home.set_up()
    assert float(new_home.value(SOLAR)) == 1001.7


async def test_a_meter_that_is_shown_in_another_unit_stays_in_kwh(
    hass: HomeAssistant, new_home: Home
) -> None:
    hass.states.async_set(SOLAR, "1001700", {"unit_of_measurement": "Wh"})
    await async_wait_recording_done(hass)
    hass.states.async_remove(SOLAR)
    assert await new_home.set_up()
    assert float(new_home.value(SOLAR)) == 1001.7


@pytest.mark.parametrize(("unit", "state"), [("kWh", 812.5), ("Wh", 812_500)])
async def test_a_meter_that_was_disabled_for_weeks_goes_on(
    hass: HomeAssistant, new_home: Home, unit: str, state: float
) -> None:
    metadata = StatisticMetaData(
        mean_type=StatisticMeanType.NONE,
        has_sum=True,
        name=None,
        source="recorder",
        statistic_id=SOLAR,
        unit_class="energy",
        unit_of_measurement=unit,
    )
    hour = MORNING - timedelta(days=30)
    async_import_statistics(
        hass, metadata, [StatisticData(start=hour, state=state, sum=state)]
    )
    await async_wait_recording_done(hass)
    assert await new_home.set_up()
    assert float(new_home.value(SOLAR)) == 812.5


async def test_a_meter_that_the_recorder_does_not_know_starts_at_zero(
    new_home: Home,
) -> None:
    assert await new_home.set_up()
    assert float(new_home.value(SOLAR)) == 0


async def test_the_parts_of_a_heat_pump_go_on_and_still_add_up(
    hass: HomeAssistant, new_home: Home
) -> None:
    heat_pump = "sensor.heat_pump"
    recorded = {"energy_consumption": "100.4", "heating_energy": "60.1"}
    recorded |= {"hot_water_energy": "39.2", "standby_energy": "1"}
    assert await new_home.set_up()
    assert await new_home.unload()
    for name, state in recorded.items():
        hass.states.async_set(f"{heat_pump}_{name}", state)
    await async_wait_recording_done(hass)
    for name in recorded:
        hass.states.async_remove(f"{heat_pump}_{name}")
    assert await new_home.set_up()
    # The power was cut before the last energy of a part was recorded.
    shown = {name: Decimal(new_home.value(f"{heat_pump}_{name}")) for name in recorded}
    assert all(shown[name] >= Decimal(state) for name, state in recorded.items())
    assert shown.pop("energy_consumption") == sum(shown.values()) == Decimal("100.4")
