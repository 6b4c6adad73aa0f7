"""Test the sensor platform."""

from unittest.mock import patch

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, Platform
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from tests.conftest import Home


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_sensors(
    new_home: Home, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion
) -> None:
    with patch("custom_components.podero.PLATFORMS", (Platform.SENSOR,)):
        assert await new_home.set_up()
    await snapshot_platform(
        new_home.hass, entity_registry, snapshot, new_home.entry.entry_id
    )


async def test_flows_agree_with_each_other(home: Home) -> None:
    flow = {
        name: float(home.value(f"sensor.solar_inverter_{name}"))
        for name in (
            "solar_production",
            "household_consumption",
            "battery_power",
            "power_to_grid",
            "grid_import",
            "grid_export",
            "battery_charging_power",
            "battery_discharging_power",
            "solar_surplus",
        )
    }
    assert flow["household_consumption"] == (
        flow["solar_production"] + flow["battery_power"] - flow["power_to_grid"]
    )
    assert flow["power_to_grid"] == flow["grid_export"] - flow["grid_import"]
    assert flow["battery_power"] == (
        flow["battery_discharging_power"] - flow["battery_charging_power"]
    )
    assert flow["solar_surplus"] == (
        flow["solar_production"] - flow["household_consumption"]
    )


@pytest.mark.parametrize("disabled", ["monitoring_status", "control_status"])
async def test_what_few_people_need_is_disabled(
    home: Home, entity_registry: er.EntityRegistry, disabled: str
) -> None:
    entity = entity_registry.async_get(f"sensor.heat_pump_{disabled}")
    assert entity is not None
    assert entity.disabled_by is er.RegistryEntryDisabler.INTEGRATION


async def test_a_reading_that_the_cloud_does_not_send_is_unknown(home: Home) -> None:
    home.cloud.controls.set_fields(home.cloud.heat_pump.id, dhw_temperature=None)
    await home.poll()
    assert home.value("sensor.heat_pump_hot_water_temperature") == STATE_UNKNOWN
    home.cloud.controls.set_fields(home.cloud.heat_pump.id, dhw_temperature="48.5")
    await home.poll()
    assert home.value("sensor.heat_pump_hot_water_temperature") == "48.5"


async def test_a_reading_that_was_there_before_a_restart_is_unknown_not_gone(
    home: Home,
) -> None:
    await home.unload()
    assert home.value("sensor.heat_pump_power") == STATE_UNAVAILABLE
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id, current_power_consumption_w=None
    )
    assert await home.set_up()
    assert home.value("sensor.heat_pump_power") == STATE_UNKNOWN


async def test_a_home_without_a_room_sensor_shows_none_until_there_is_one(
    new_home: Home,
) -> None:
    heat_pump = new_home.cloud.heat_pump.id
    new_home.cloud.controls.set_fields(heat_pump, indoor_actual_temperature=None)
    assert await new_home.set_up()
    assert new_home.hass.states.get("sensor.heat_pump_room_temperature") is None
    new_home.cloud.controls.set_fields(heat_pump, indoor_actual_temperature="21.2")
    await new_home.poll()
    assert new_home.value("sensor.heat_pump_room_temperature") == "21.2"


async def test_a_home_without_a_battery_has_no_battery_readings(
    new_home: Home,
) -> None:
    inverter = new_home.cloud.solar_inverter.id
    new_home.cloud.controls.set_fields(
        inverter, is_battery_connected=False, battery_charge_level_percent=0
    )
    assert await new_home.set_up()
    assert new_home.hass.states.get("sensor.solar_inverter_battery_level") is None
    assert new_home.hass.states.get("sensor.solar_inverter_battery_power") is None
    assert new_home.hass.states.get("sensor.solar_inverter_battery_capacity") is None


async def test_a_battery_that_nothing_is_said_about_shows_what_it_reports(
    new_home: Home,
) -> None:
    new_home.cloud.controls.omit_fields(
        new_home.cloud.solar_inverter.id, "is_battery_connected"
    )
    assert await new_home.set_up()
    level = new_home.value("sensor.solar_inverter_battery_level")
    assert 0 <= float(level) <= 100


async def test_the_level_of_a_battery_that_was_disconnected_is_unknown(
    home: Home,
) -> None:
    home.cloud.controls.set_fields(
        home.cloud.solar_inverter.id,
        is_battery_connected=False,
        battery_charge_level_percent=0,
    )
    await home.poll()
    assert home.value("sensor.solar_inverter_battery_level") == STATE_UNKNOWN


async def test_the_size_of_panels_and_battery_shows_once_it_is_sent(
    new_home: Home,
) -> None:
    inverter = new_home.cloud.solar_inverter.id
    rating = "sensor.solar_inverter_installed_solar_power"
    new_home.cloud.controls.set_fields(inverter, solar_power_rating_kw=None)
    assert await new_home.set_up()
    assert new_home.value("sensor.solar_inverter_battery_capacity") == "10.0"
    assert new_home.hass.states.get(rating) is None
    new_home.cloud.controls.set_fields(inverter, solar_power_rating_kw=10.2)
    await new_home.poll()
    assert new_home.value(rating) == "10.2"


async def test_an_unknown_status_is_no_value(home: Home) -> None:
    home.cloud.controls.set_fields(
        home.cloud.electric_vehicle.id, connection_status="unknown"
    )
    await home.poll()
    assert home.value("sensor.car_connection_status") == STATE_UNKNOWN


async def test_optimization_that_is_off_is_what_the_status_says(home: Home) -> None:
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id, is_smart_optimization_active=False, current_mode="max"
    )
    await home.poll()
    assert home.value("sensor.heat_pump_optimization_status") == "not_optimizing"


async def test_update_entity_asks_the_cloud_at_once(home: Home) -> None:
    assert await async_setup_component(home.hass, "homeassistant", {})
    await home.poll()
    home.cloud.controls.set_fields(home.cloud.electric_vehicle.id, battery_level=43)
    home.cloud.requests.clear()
    await home.hass.services.async_call(
        "homeassistant",
        "update_entity",
        {"entity_id": "sensor.car_battery_level"},
        blocking=True,
    )
    await home.wait(1)
    assert home.value("sensor.car_battery_level") == "43"
    assert len(home.cloud.requests) == 1
