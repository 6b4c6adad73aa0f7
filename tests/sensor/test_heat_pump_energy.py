"""Test the energy of a heat pump by use, and the sensors of its compressor."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.sensor import SensorStateClass
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import CoreState, HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.restore_state import async_get
import pytest
from pytest_homeassistant_custom_component.common import (
    mock_restore_cache_with_extra_data,
)

from simulator.json_format import timestamp
from tests.conftest import MORNING, Home

TOTAL = "sensor.heat_pump_energy_consumption"
HEATING = "sensor.heat_pump_heating_energy"
HOT_WATER = "sensor.heat_pump_hot_water_energy"
COOLING = "sensor.heat_pump_cooling_energy"
STANDBY = "sensor.heat_pump_standby_energy"
PARTS = (HEATING, HOT_WATER, STANDBY)
STARTS = "sensor.heat_pump_compressor_starts_today"
RUNTIME = "sensor.heat_pump_compressor_run_time_today"


async def read(home: Home, minutes: float, mode: str | None, power: float) -> None:
    """Let the heat pump be read so many minutes after the morning."""
    report(home, minutes, mode, power)
    await home.poll()


def report(home: Home, minutes: float, mode: str | None, power: float) -> None:
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id,
        current_state_last_updated_at=timestamp(MORNING + timedelta(minutes=minutes)),
        operational_mode=mode,
        current_power_consumption_w=power,
    )


def shown(home: Home, *entity_ids: str) -> list[Decimal]:
    return [Decimal(home.value(entity_id)) for entity_id in entity_ids]


def assert_parts_add_up(home: Home) -> None:
    assert sum(shown(home, *PARTS)) == Decimal(home.value(TOTAL))


async def test_the_energy_by_use_adds_up_at_every_moment(home: Home) -> None:
    before = shown(home, *PARTS)
    minute = 1.0
    for i, mode in enumerate(("Heating", "Hot Water", None, "Standby", "Defrost") * 6):
        minute += 7.3
        await read(home, minute, mode, 333.3 + 71.7 * i)
        assert_parts_add_up(home)
        if i % 4 == 3:
            # A correction under the same stamp takes energy back.
            await read(home, minute, "Hot Water", 100)
            assert_parts_add_up(home)
        after = shown(home, *PARTS)
        assert all(old <= new for old, new in zip(before, after, strict=True))
        before = after
    assert all(before)


async def test_the_sensors_are_totals_in_kwh(home: Home) -> None:
    for entity_id in PARTS:
        state = home.hass.states.get(entity_id)
        assert state is not None
        assert state.attributes["state_class"] is SensorStateClass.TOTAL_INCREASING
        assert state.attributes["unit_of_measurement"] == "kWh"
        assert "last_reset" not in state.attributes


@pytest.mark.parametrize("mode", [None, "Betrieb"])
async def test_without_an_operating_mode_there_are_none_of_them(
    new_home: Home, mode: str | None
) -> None:
    report(new_home, 0, mode, 1000)
    assert await new_home.set_up()
    assert float(new_home.value(TOTAL)) == 0
    for entity_id in (*PARTS, COOLING, STARTS, RUNTIME):
        assert new_home.hass.states.get(entity_id) is None
    await read(new_home, 6, mode, 1000)
    assert new_home.value(TOTAL) == "0.1"
    # What was counted until then belongs to heating.
    await read(new_home, 12, "Hot Water", 1000)
    assert shown(new_home, *PARTS) == [Decimal(text) for text in ("0.15", "0.05", "0")]
    assert_parts_add_up(new_home)


async def test_cooling_appears_once_the_heat_pump_cools(home: Home) -> None:
    assert home.hass.states.get(COOLING) is None
    await read(home, 6, "Cooling", 1000)
    total = shown(home, *PARTS, COOLING)
    assert sum(total) == Decimal(home.value(TOTAL))
    await read(home, 12, "Cooling", 1000)
    assert shown(home, COOLING)[0] == total[-1] + Decimal("0.1")


async def test_a_heat_pump_installed_for_cooling_has_it_at_once(new_home: Home) -> None:
    new_home.cloud.controls.set_fields(
        new_home.cloud.heat_pump.id, is_space_cooling_enabled=True
    )
    assert await new_home.set_up()
    assert float(new_home.value(COOLING)) == 0


async def test_an_outage_and_its_end(home: Home) -> None:
    await read(home, 1, "Heating", 1000)
    before = shown(home, *PARTS)
    failing = home.cloud.faults.fail(path="*/heat-pumps", status=503)
    await home.poll()
    assert {home.value(entity_id) for entity_id in (TOTAL, *PARTS, STARTS)} == {
        STATE_UNAVAILABLE
    }
    failing.stop()
    report(home, 13, "Hot Water", 1000)
    await home.wait(301)
    after = shown(home, *PARTS)
    assert [new - old for old, new in zip(before, after, strict=True)] == [
        Decimal("0.1"),
        Decimal("0.1"),
        0,
    ]
    assert_parts_add_up(home)


async def test_after_a_reload_everything_continues(home: Home) -> None:
    await read(home, 1, "Standby", 20)
    await read(home, 7, "Heating", 1000)
    await read(home, 13, "Hot Water", 1500)
    entity_ids = (TOTAL, *PARTS, STARTS, RUNTIME)
    before = shown(home, *entity_ids)
    assert before[-2:] == [1, Decimal("9.5")]
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.hass.async_block_till_done()
    assert shown(home, *entity_ids) == before


async def test_a_home_assistant_that_gives_stored_states_by_a_method(
    new_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = async_get(new_home.hass)
    asked: list[str] = []
    monkeypatch.setattr(data, "async_get_stored_state", asked.append, raising=False)
    assert await new_home.set_up()
    assert TOTAL in asked
    assert shown(new_home, TOTAL) == [0]


async def test_a_part_that_was_disabled_for_a_while_adds_up_again(home: Home) -> None:
    registry = er.async_get(home.hass)
    await read(home, 1, "Heating", 1000)
    registry.async_update_entity(TOTAL, disabled_by=er.RegistryEntryDisabler.USER)
    registry.async_update_entity(HEATING, disabled_by=er.RegistryEntryDisabler.USER)
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.hass.async_block_till_done()
    before = shown(home, HOT_WATER)
    await read(home, 7, "Heating", 1000)
    await read(home, 13, "Hot Water", 1000)
    for entity_id in (TOTAL, HEATING):
        registry.async_update_entity(entity_id, disabled_by=None)
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.hass.async_block_till_done()
    assert shown(home, HOT_WATER)[0] == before[0] + Decimal("0.05")
    assert shown(home, HEATING)[0] >= Decimal("0.15")
    assert_parts_add_up(home)


async def test_a_meter_of_an_earlier_version_is_divided(
    hass: HomeAssistant, new_home: Home
) -> None:
    hass.set_state(CoreState.not_running)
    saved = {
        "total_kwh": 42.0,
        "last_at": (MORNING - timedelta(minutes=6)).isoformat(),
        "last_power_w": 1000,
    }
    mock_restore_cache_with_extra_data(hass, [(State(TOTAL, "42"), saved)])
    report(new_home, 0, "Hot Water", 1000)
    assert await new_home.set_up()
    assert shown(new_home, TOTAL, *PARTS) == [
        Decimal(text) for text in ("42.1", "42.05", "0.05", "0")
    ]


async def test_a_day_of_the_home_begins_with_nothing(
    new_home: Home, morning: FrozenDateTimeFactory
) -> None:
    home = new_home
    await home.hass.config.async_set_time_zone("Europe/Vienna")
    midnight = datetime(2026, 3, 18, 23, tzinfo=UTC)
    morning.move_to(midnight - timedelta(minutes=31))
    before_midnight = (midnight - MORNING).total_seconds() / 60
    report(home, before_midnight - 30, "Standby", 20)
    assert await home.set_up()
    await read(home, before_midnight - 20, "Heating", 1000)
    assert shown(home, STARTS, RUNTIME) == [1, 5]
    state = home.hass.states.get(RUNTIME)
    assert state is not None
    assert state.attributes["state_class"] is SensorStateClass.TOTAL
    assert state.attributes["last_reset"] == "2026-03-18T00:00:00+01:00"
    morning.move_to(midnight - timedelta(seconds=1))
    await home.wait(0)
    assert shown(home, STARTS, RUNTIME) == [1, 5]
    await home.wait(1)
    assert shown(home, STARTS, RUNTIME) == [0, 0]
    state = home.hass.states.get(STARTS)
    assert state is not None
    assert state.attributes["last_reset"] == "2026-03-19T00:00:00+01:00"
    await read(home, before_midnight + 10, "Heating", 1000)
    assert shown(home, STARTS, RUNTIME) == [0, 10]
    await read(home, before_midnight + 20, "Standby", 20)
    await read(home, before_midnight + 30, "Hot Water", 900)
    assert shown(home, STARTS, RUNTIME) == [1, 20]


async def test_a_day_that_begins_while_home_assistant_is_off(
    home: Home, morning: FrozenDateTimeFactory
) -> None:
    await read(home, 1, "Standby", 20)
    await read(home, 7, "Heating", 1000)
    assert shown(home, STARTS, RUNTIME) == [1, Decimal("3.5")]
    assert await home.unload()
    morning.move_to(MORNING + timedelta(days=1))
    report(home, 24 * 60, "Heating", 1000)
    assert await home.set_up()
    assert shown(home, STARTS, RUNTIME) == [0, 0]


@pytest.mark.parametrize(
    "noon",
    [datetime(2026, 3, 29, 12, tzinfo=UTC), datetime(2026, 10, 25, 12, tzinfo=UTC)],
)
async def test_a_restart_when_clocks_change_at_midnight(
    new_home: Home, morning: FrozenDateTimeFactory, noon: datetime
) -> None:
    home = new_home
    await home.hass.config.async_set_time_zone("Atlantic/Azores")
    minutes = (noon - MORNING).total_seconds() / 60
    morning.move_to(noon + timedelta(minutes=20))
    report(home, minutes, "Standby", 20)
    assert await home.set_up()
    await read(home, minutes + 10, "Heating", 1000)
    await read(home, minutes + 15, "Heating", 1000)
    assert shown(home, STARTS, RUNTIME) == [1, 10]
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.hass.async_block_till_done()
    assert shown(home, STARTS, RUNTIME) == [1, 10]
    await read(home, minutes + 20, "Heating", 1000)
    assert shown(home, STARTS, RUNTIME) == [1, 15]
