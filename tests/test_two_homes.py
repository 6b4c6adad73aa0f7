"""Test two homes of one organization."""

from homeassistant.const import ATTR_ENTITY_ID, SERVICE_TURN_OFF, STATE_UNAVAILABLE
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.podero.const import CONF_USER_ID, DOMAIN
from simulator import Cloud
from simulator.device_fields import DeviceType
from simulator.devices import Device
from tests.conftest import Home
from tests.device_names import names_of
from tests.repairs import told

# Two homes of one organization


def inverter_of(home: Home) -> Device:
    user = home.cloud.organization.users[home.entry.data[CONF_USER_ID]]
    [inverter] = home.cloud.organization.devices_of(user, DeviceType.SOLAR_INVERTER)
    return inverter


def entity_of(home: Home, domain: str, key: str) -> str:
    """Return the entity of a home's inverter that has a key."""
    entity_id = er.async_get(home.hass).async_get_entity_id(
        domain, DOMAIN, f"{inverter_of(home).id}_{key}"
    )
    assert entity_id is not None
    return entity_id


def production(home: Home) -> str:
    return home.value(entity_of(home, "sensor", "current_solar_production_w"))


def optimization(home: Home) -> str:
    return home.value(entity_of(home, "switch", "is_smart_optimization_active"))


def asked_for(cloud: Cloud) -> set[str]:
    """Return for whom the cloud was asked, and forget it."""
    paths = [request.path.split("/") for request in cloud.requests]
    cloud.requests.clear()
    assert {path[1] for path in paths} == {"org"}
    assert {path[3] for path in paths} == {"users"}
    return {path[4] for path in paths}


async def test_two_homes_live_side_by_side(home: Home, neighbor: Home) -> None:
    assert "Solar inverter" in names_of(home)
    assert "Solar inverter" in names_of(neighbor)
    home.cloud.controls.set_fields(inverter_of(home).id, current_solar_production_w=1)
    home.cloud.controls.set_fields(
        inverter_of(neighbor).id, current_solar_production_w=2
    )
    await home.poll()
    assert (production(home), production(neighbor)) == ("1", "2")

    home.cloud.requests.clear()
    await home.hass.services.async_call(
        "switch",
        SERVICE_TURN_OFF,
        {ATTR_ENTITY_ID: entity_of(neighbor, "switch", "is_smart_optimization_active")},
        blocking=True,
    )
    assert asked_for(home.cloud) == {home.cloud.organization.large_home.id}
    await home.poll()
    assert (optimization(home), optimization(neighbor)) == ("on", "off")
    assert asked_for(home.cloud) == {
        home.cloud.home.id,
        home.cloud.organization.large_home.id,
    }


async def test_each_of_two_homes_asks_only_for_itself(
    home: Home, neighbor: Home
) -> None:
    await home.poll()
    home.cloud.requests.clear()
    for one, other in ((home, neighbor), (neighbor, home)):
        assert await other.unload()
        await one.poll()
        assert asked_for(home.cloud) == {one.entry.data[CONF_USER_ID]}
        assert production(one) != STATE_UNAVAILABLE
        assert await other.set_up()
        home.cloud.requests.clear()


async def test_a_home_that_is_removed_leaves_the_other(
    home: Home, neighbor: Home
) -> None:
    await home.hass.config_entries.async_remove(neighbor.entry.entry_id)
    await home.poll()
    assert {"Car", "Heat pump", "Solar inverter"} <= set(names_of(home))
    assert names_of(neighbor) == []
    assert production(home) != STATE_UNAVAILABLE


async def test_trouble_of_one_home_leaves_the_other(home: Home, neighbor: Home) -> None:
    failure = home.cloud.faults.fail(path=f"*/users/{home.cloud.home.id}/*", status=429)
    await home.poll()
    assert production(home) == STATE_UNAVAILABLE
    assert production(neighbor) != STATE_UNAVAILABLE
    failure.stop()
    await home.wait(91)
    assert production(home) != STATE_UNAVAILABLE
    assert production(neighbor) != STATE_UNAVAILABLE


async def test_issues_of_one_home_leave_those_of_the_other(
    home: Home, neighbor: Home
) -> None:
    cloud = home.cloud
    lapsed = ("connection_lapsed", {"device": "Solar inverter"})
    removed = ("home_removed", {"home": "Large Home"})
    for one in (home, neighbor):
        cloud.controls.raise_action(inverter_of(one).id)
    await home.poll()
    assert told(home.hass) == [lapsed, lapsed]
    cloud.controls.solve_action(inverter_of(home).id)
    await home.poll()
    assert told(home.hass) == [lapsed]

    assert await home.unload()
    assert told(home.hass) == [lapsed]
    assert await home.set_up()
    cloud.organization.remove_user(cloud.organization.large_home.id)
    await home.poll()
    assert told(home.hass) == [lapsed, removed]
    assert production(home) != STATE_UNAVAILABLE

    cloud.controls.raise_action(inverter_of(home).id)
    await home.poll()
    assert told(home.hass) == [lapsed, removed, lapsed]
    await home.hass.config_entries.async_remove(neighbor.entry.entry_id)
    assert told(home.hass) == [lapsed]
    cloud.controls.solve_action(inverter_of(home).id)
    await home.poll()
    assert told(home.hass) == []


async def test_a_device_moves_to_another_home_without_a_reload(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    cloud = home.cloud
    other = MockConfigEntry(
        domain=DOMAIN,
        title="Large Home",
        unique_id=cloud.organization.large_home.id,
        data={**home.entry.data, CONF_USER_ID: cloud.organization.large_home.id},
    )
    other.add_to_hass(home.hass)
    assert await home.hass.config_entries.async_setup(other.entry_id)
    vehicle = cloud.electric_vehicle
    vehicle.owner = cloud.organization.large_home

    def owners() -> set[str]:
        entries = er.async_get(home.hass).entities.values()
        return {
            entry.config_entry_id or ""
            for entry in entries
            if entry.unique_id.startswith(vehicle.id)
        }

    await home.poll()
    assert owners() == {home.entry.entry_id}
    for _ in range(24):
        await home.poll()
    assert owners() == {other.entry_id}
    assert home.value("sensor.car_battery_level") != STATE_UNAVAILABLE
    assert not [record for record in caplog.records if record.levelname == "ERROR"]

    vehicle.owner = cloud.home
    for _ in range(26):
        await home.poll()
    assert owners() == {home.entry.entry_id}
    assert home.value("sensor.car_battery_level") != STATE_UNAVAILABLE
    assert await home.hass.config_entries.async_unload(other.entry_id)


async def test_the_first_device_of_a_type_moves_once_it_is_released(
    home: Home, neighbor: Home
) -> None:
    vehicle = home.cloud.electric_vehicle
    vehicle.owner = home.cloud.organization.large_home
    cars = neighbor.entry.runtime_data.electric_vehicles
    await cars.async_refresh()
    # The former home has not missed it yet.
    assert not cars.data
    for _ in range(8):
        await home.poll()
    assert cars.data.keys() == {vehicle.id}
    assert home.value("sensor.car_battery_level") != STATE_UNAVAILABLE
