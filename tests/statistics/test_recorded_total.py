"""Tests of meters that continue from the recorder."""

from datetime import timedelta
import logging

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
from pytest_homeassistant_custom_component.typing import RecorderInstanceContextManager

from tests.conftest import MORNING, Home

SOLAR = "sensor.solar_inverter_solar_energy"


@pytest.fixture
async def mock_recorder_before_hass(
    async_test_recorder: RecorderInstanceContextManager,
) -> None:
    """Prepare the recorder before Home Assistant."""
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)


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


async def test_a_meter_that_was_disabled_for_weeks_goes_on(
    hass: HomeAssistant, new_home: Home
) -> None:
    metadata = StatisticMetaData(
        mean_type=StatisticMeanType.NONE,
        has_sum=True,
        name=None,
        source="recorder",
        statistic_id=SOLAR,
        unit_class="energy",
        unit_of_measurement="kWh",
    )
    hour = MORNING - timedelta(days=30)
    async_import_statistics(
        hass, metadata, [StatisticData(start=hour, state=812.5, sum=700)]
    )
    await async_wait_recording_done(hass)
    assert await new_home.set_up()
    assert float(new_home.value(SOLAR)) == 812.5


async def test_a_meter_that_the_recorder_does_not_know_starts_at_zero(
    new_home: Home,
) -> None:
    assert await new_home.set_up()
    assert float(new_home.value(SOLAR)) == 0
