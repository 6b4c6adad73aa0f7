"""Test the binary sensor platform."""

from unittest.mock import patch

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNKNOWN, Platform
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from tests.conftest import Home


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_binary_sensors(
    new_home: Home, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion
) -> None:
    with patch("custom_components.podero.PLATFORMS", (Platform.BINARY_SENSOR,)):
        assert await new_home.set_up()
    await snapshot_platform(
        new_home.hass, entity_registry, snapshot, new_home.entry.entry_id
    )


async def test_the_car_is_plugged_in_and_charges(home: Home) -> None:
    home.cloud.controls.set_fields(
        home.cloud.electric_vehicle.id, is_plugged_in=True, is_charging=True
    )
    await home.poll()
    plug = home.hass.states.get("binary_sensor.car_plug")
    charging = home.hass.states.get("binary_sensor.car_charging")
    assert plug is not None
    assert charging is not None
    assert (plug.state, charging.state) == (STATE_ON, STATE_ON)


async def test_a_device_that_needs_attention_says_so(home: Home) -> None:
    entity_id = "binary_sensor.heat_pump_attention_needed"
    home.cloud.controls.raise_action(home.cloud.heat_pump.id)
    await home.poll()
    assert home.value(entity_id) == STATE_ON
    home.cloud.controls.solve_action(home.cloud.heat_pump.id)
    await home.poll()
    assert home.value(entity_id) == STATE_OFF


async def test_what_is_neither_yes_nor_no_is_unknown(home: Home) -> None:
    home.cloud.controls.set_fields(home.cloud.electric_vehicle.id, is_plugged_in=None)
    await home.poll()
    assert home.value("binary_sensor.car_plug") == STATE_UNKNOWN


@pytest.mark.parametrize(
    ("power", "expected"),
    [(-0.5, STATE_ON), (0, STATE_OFF), (700, STATE_OFF), (None, STATE_UNKNOWN)],
)
async def test_the_battery_charges_while_power_flows_into_it(
    home: Home, power: float | None, expected: str
) -> None:
    home.cloud.controls.set_fields(
        home.cloud.solar_inverter.id, battery_charge_discharge_power_w=power
    )
    await home.poll()
    charging = home.hass.states.get("binary_sensor.solar_inverter_battery_charging")
    assert charging is not None
    assert charging.state == expected
    assert charging.attributes["device_class"] == "battery_charging"


async def test_without_a_battery_none_charges(new_home: Home) -> None:
    inverter = new_home.cloud.solar_inverter.id
    new_home.cloud.controls.set_fields(inverter, is_battery_connected=False)
    assert await new_home.set_up()
    entity_id = "binary_sensor.solar_inverter_battery_charging"
    assert new_home.hass.states.get(entity_id) is None
    new_home.cloud.controls.set_fields(inverter, is_battery_connected=True)
    await new_home.poll()
    assert new_home.hass.states.get(entity_id) is not None
