"""Test the energy sensors."""

from datetime import UTC, datetime, timedelta
import json
from typing import Any

from homeassistant.components.sensor import SensorStateClass
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import CoreState, HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.json import JSONEncoder
import pytest
from pytest_homeassistant_custom_component.common import (
    mock_restore_cache_with_extra_data,
)

from custom_components.podero.diagnostics import async_get_config_entry_diagnostics
from simulator import Device
from simulator.json_format import timestamp
from tests.automations import CHARGING, PLUGGED_IN
from tests.conftest import MORNING, Home

CHARGED = "sensor.car_energy_charged"
SOLAR = "sensor.solar_inverter_solar_energy"
IMPORT = "sensor.solar_inverter_grid_import_energy"
EXPORT = "sensor.solar_inverter_grid_export_energy"
METERS = {
    "sensor.heat_pump_energy_consumption",
    "sensor.car_energy_charged",
    SOLAR,
    "sensor.solar_inverter_household_energy",
    IMPORT,
    EXPORT,
    "sensor.solar_inverter_battery_charge_energy",
    "sensor.solar_inverter_battery_discharge_energy",
}

UNPLUGGED = {"is_plugged_in": False, "is_charging": False, "charge_rate_w": None}


async def read(
    home: Home, minutes: float, device: Device | None = None, **fields: Any
) -> None:
    """Let a device, else the inverter, be read so many minutes after the morning."""
    at = MORNING + timedelta(minutes=minutes)
    device = device or home.cloud.solar_inverter
    home.cloud.controls.set_fields(
        device.id, current_state_last_updated_at=timestamp(at), **fields
    )
    await home.poll()


async def test_each_flow_has_a_meter(home: Home) -> None:
    assert set(home.hass.states.async_entity_ids("sensor")) >= METERS
    for entity_id in METERS:
        state = home.hass.states.get(entity_id)
        assert state is not None
        assert float(state.state) == 0
        assert state.attributes["state_class"] is SensorStateClass.TOTAL_INCREASING
        assert state.attributes["unit_of_measurement"] == "kWh"
        assert state.attributes["device_class"] == "energy"


async def test_power_becomes_energy_by_the_times_of_the_cloud(home: Home) -> None:
    await read(home, 1, current_solar_production_w=6000)
    start = float(home.value(SOLAR))
    await read(home, 11, current_solar_production_w=6000)
    assert float(home.value(SOLAR)) == pytest.approx(start + 1, abs=0.001)
    await home.poll()
    await home.poll()
    assert float(home.value(SOLAR)) == pytest.approx(start + 1, abs=0.001)


async def test_each_way_of_a_flow_has_its_own_meter(home: Home) -> None:
    await read(home, 1, current_power_to_grid_w=-3000)
    imported, exported = float(home.value(IMPORT)), float(home.value(EXPORT))
    await read(home, 21, current_power_to_grid_w=-3000)
    assert float(home.value(IMPORT)) == pytest.approx(imported + 1, abs=0.001)
    assert float(home.value(EXPORT)) == exported


async def test_a_home_without_a_battery_has_no_meters_for_it(new_home: Home) -> None:
    new_home.cloud.controls.set_fields(
        new_home.cloud.solar_inverter.id, is_battery_connected=False
    )
    assert await new_home.set_up()
    shown = set(new_home.hass.states.async_entity_ids("sensor")) & METERS
    assert len(shown) == len(METERS) - 2


async def test_a_meter_stands_still_while_the_cloud_is_away(home: Home) -> None:
    await read(home, 1, current_solar_production_w=6000)
    start = float(home.value(SOLAR))
    failing = home.cloud.faults.fail(path="*/inverters", status=503)
    await home.poll()
    assert home.value(SOLAR) == STATE_UNAVAILABLE
    failing.stop()
    await read(home, 11, current_solar_production_w=6000)
    await home.wait(61)
    assert float(home.value(SOLAR)) == pytest.approx(start + 1, abs=0.001)


async def test_a_gap_is_left_out_and_told_in_diagnostics(home: Home) -> None:
    await read(home, 1, current_solar_production_w=6000)
    start = float(home.value(SOLAR))
    await read(home, 76, current_solar_production_w=6000)
    assert float(home.value(SOLAR)) == start
    diagnostics = await async_get_config_entry_diagnostics(home.hass, home.entry)
    [inverter] = diagnostics["device_types"]["inverters"]["devices"]
    assert inverter["meters"]["energy_solar"] == {"gaps": 1, "left_out_s": 75 * 60}
    assert json.dumps(diagnostics, cls=JSONEncoder)


async def test_a_meter_goes_on_after_a_restart(
    hass: HomeAssistant, new_home: Home
) -> None:
    hass.set_state(CoreState.not_running)
    before = MORNING - timedelta(minutes=10)
    saved = {"total_kwh": 42.0, "last_at": before.isoformat(), "last_power_w": 6000}
    mock_restore_cache_with_extra_data(hass, [(State(SOLAR, "42"), saved)])
    new_home.cloud.controls.set_fields(
        new_home.cloud.solar_inverter.id,
        current_solar_production_w=6000,
        current_state_last_updated_at=timestamp(MORNING),
    )
    assert await new_home.set_up()
    assert float(new_home.value(SOLAR)) == pytest.approx(43, abs=0.001)


async def test_a_meter_goes_on_after_a_reload(home: Home) -> None:
    await read(home, 1, current_solar_production_w=6000)
    await read(home, 11, current_solar_production_w=6000)
    before = float(home.value(SOLAR))
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.hass.async_block_till_done()
    assert float(home.value(SOLAR)) == before > 0


async def test_a_meter_goes_on_under_a_new_entity_id(home: Home) -> None:
    await read(home, 1, current_solar_production_w=6000)
    await read(home, 11, current_solar_production_w=6000)
    before = home.value(SOLAR)
    assert float(before) > 0.9
    er.async_get(home.hass).async_update_entity(SOLAR, new_entity_id="sensor.sun")
    await home.hass.async_block_till_done()
    assert home.value("sensor.sun") == before
    await read(home, 21, current_solar_production_w=6000)
    assert float(home.value("sensor.sun")) == pytest.approx(float(before) + 1)


async def test_a_car_that_does_not_charge_takes_no_energy(home: Home) -> None:
    async def charged(minutes: float, power: float | None, *, charging: bool) -> float:
        fields = {**(CHARGING if charging else PLUGGED_IN), "charge_rate_w": power}
        await read(home, minutes, home.cloud.electric_vehicle, **fields)
        return float(home.value("sensor.car_energy_charged"))

    await charged(1, 7200, charging=True)
    stopped = await charged(3, None, charging=False)
    assert await charged(29, 7200, charging=True) == pytest.approx(stopped)
    assert await charged(39, 7200, charging=True) == pytest.approx(stopped + 1.2)


async def test_clocks_that_change_change_nothing(home: Home) -> None:
    await home.hass.config.async_set_time_zone("Europe/Vienna")
    night = datetime(2026, 10, 25, 0, 55, tzinfo=UTC) - MORNING
    minutes = night.total_seconds() / 60
    await read(home, minutes, current_solar_production_w=6000)
    start = float(home.value(SOLAR))
    await read(home, minutes + 10, current_solar_production_w=6000)
    assert float(home.value(SOLAR)) == pytest.approx(start + 1, abs=0.001)


async def test_a_leftover_charge_rate_is_no_energy(home: Home) -> None:
    car = home.cloud.electric_vehicle
    await read(home, 1, car, **{**PLUGGED_IN, "charge_rate_w": 7200})
    start = float(home.value(CHARGED))
    await read(home, 11, car, **{**PLUGGED_IN, "charge_rate_w": 7200})
    assert float(home.value(CHARGED)) == start
    assert float(home.value("sensor.car_charging_power")) == 0


async def test_an_unchanged_power_is_reported_again_with_each_sync(home: Home) -> None:
    await read(home, 1, current_solar_production_w=6000)
    power = "sensor.solar_inverter_solar_production"
    state = home.hass.states.get(power)
    assert state is not None
    changed, reported = state.last_changed, state.last_reported
    await home.poll()
    assert state.last_reported == reported
    await read(home, 11, current_solar_production_w=6000)
    assert home.hass.states.get(power) is state
    assert state.last_changed == changed
    assert state.last_reported > reported


def list_session(
    home: Home, energy: float | None, start: float = 1, end: float = 61
) -> None:
    """Let the cloud know one session, by its minutes."""
    body = {
        "total": 1,
        "items": [
            {
                "id": "session",
                "plug_in_time": timestamp(MORNING + timedelta(minutes=start)),
                "unplug_time": timestamp(MORNING + timedelta(minutes=end)),
                "energy_charged_kwh": energy,
            }
        ],
    }
    home.cloud.faults.fail("GET", "*/sessions", status=200, body=body)


async def charge_for_an_hour(home: Home) -> float:
    """Let a car report that it charges, and an hour later that it is unplugged."""
    car = home.cloud.electric_vehicle
    await read(home, 0, car, **UNPLUGGED)
    await read(home, 1, car, **{**CHARGING, "charge_rate_w": 10_000})
    start = float(home.value(CHARGED))
    await read(home, 61, car, **UNPLUGGED)
    return start


@pytest.mark.usefixtures("no_event")
async def test_a_session_corrects_the_energy_of_a_car(home: Home) -> None:
    list_session(home, 11.5)
    start = await charge_for_an_hour(home)
    assert float(home.value(CHARGED)) == pytest.approx(start + 10)
    home.cloud.requests.clear()
    await home.wait(2)
    assert float(home.value(CHARGED)) == pytest.approx(start + 11.5)
    await home.wait(3601)
    requests = [request.path.endswith("/sessions") for request in home.cloud.requests]
    assert sum(requests) == 1


@pytest.mark.usefixtures("no_event")
async def test_a_session_that_podero_does_not_know_is_no_longer_requested(
    home: Home,
) -> None:
    list_session(home, None)
    start = await charge_for_an_hour(home)
    for _ in range(12):
        await home.wait(3601)
    assert float(home.value(CHARGED)) == pytest.approx(start + 10)
    home.cloud.requests.clear()
    await home.wait(3601)
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.wait(3601)
    assert not [
        request for request in home.cloud.requests if request.path.endswith("/sessions")
    ]


@pytest.mark.usefixtures("no_event")
async def test_a_new_session_ends_the_wait_for_the_last(home: Home) -> None:
    list_session(home, None)
    await charge_for_an_hour(home)
    car = home.cloud.electric_vehicle
    await read(home, 90, car, **{**CHARGING, "charge_rate_w": 10_000})
    home.cloud.requests.clear()
    await home.wait(3601)
    assert not [
        request for request in home.cloud.requests if request.path.endswith("/sessions")
    ]


async def test_a_session_that_starts_between_two_polls_counts_once(home: Home) -> None:
    car = home.cloud.electric_vehicle
    list_session(home, 11, 82.5, 142.5)
    for minute in (15, 30, 45, 60, 75):
        await read(home, minute, car, **UNPLUGGED)
    start = float(home.value(CHARGED))
    for minute in (90, 105, 120, 135):
        await read(home, minute, car, **{**CHARGING, "charge_rate_w": 11_000})
    await read(home, 150, car, **UNPLUGGED)
    await home.wait(2)
    assert float(home.value(CHARGED)) == pytest.approx(start + 11)


async def test_a_copy_of_the_data_that_hangs_starts_no_session(home: Home) -> None:
    car = home.cloud.electric_vehicle
    list_session(home, 22, 1, 121)
    await read(home, 0, car, **UNPLUGGED)
    start = float(home.value(CHARGED))
    for minute in range(1, 121, 10):
        await read(home, minute, car, **{**CHARGING, "charge_rate_w": 11_000})
        await read(home, 0, car, **UNPLUGGED)
    await read(home, 121, car, **UNPLUGGED)
    await home.wait(2)
    assert float(home.value(CHARGED)) == pytest.approx(start + 22)


async def test_a_car_that_never_tells_its_power_has_that_of_its_sessions(
    home: Home,
) -> None:
    car = home.cloud.electric_vehicle
    list_session(home, 22, 300, 421)
    await read(home, 0, car, **UNPLUGGED)
    start = float(home.value(CHARGED))
    await read(home, 300, car, **{**UNPLUGGED, "is_plugged_in": None})
    await read(home, 301, car, **{**CHARGING, "charge_rate_w": None})
    await read(home, 421, car, **UNPLUGGED)
    await home.wait(2)
    assert float(home.value(CHARGED)) == pytest.approx(start + 22)


async def test_a_session_that_ends_while_home_assistant_is_off_is_settled(
    home: Home,
) -> None:
    car = home.cloud.electric_vehicle
    list_session(home, 22, 1, 121)
    await read(home, 0, car, **UNPLUGGED)
    start = float(home.value(CHARGED))
    await read(home, 1, car, **{**CHARGING, "charge_rate_w": 5000})
    assert await home.unload()
    ended = timestamp(MORNING + timedelta(minutes=121))
    home.cloud.controls.set_fields(
        car.id, current_state_last_updated_at=ended, **UNPLUGGED
    )
    assert await home.set_up()
    await home.wait(2)
    assert float(home.value(CHARGED)) == pytest.approx(start + 22)


async def test_a_car_that_reports_while_it_is_driven_is_not_polled(home: Home) -> None:
    car = home.cloud.electric_vehicle
    for minute in range(0, 50, 10):
        await read(home, minute, car, **UNPLUGGED, battery_level=80 - minute / 10)
    start = float(home.value(CHARGED))
    await read(home, 45, car, **{**CHARGING, "charge_rate_w": 1400})
    await read(home, 225, car, **{**PLUGGED_IN, "charge_rate_w": None})
    assert float(home.value(CHARGED)) == pytest.approx(start + 1.4 * 3)


async def test_a_car_that_reports_when_nothing_changed_is_polled(home: Home) -> None:
    car = home.cloud.electric_vehicle
    for minute in range(0, 50, 10):
        await read(home, minute, car, **UNPLUGGED, battery_level=80)
    start = float(home.value(CHARGED))
    await read(home, 45, car, **{**CHARGING, "charge_rate_w": 1400})
    await read(home, 225, car, **{**PLUGGED_IN, "charge_rate_w": None})
    assert float(home.value(CHARGED)) == start
