"""Setting up and unloading a home, and two homes side by side."""

from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import ATTR_ENTITY_ID, SERVICE_TURN_OFF, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from syrupy.assertion import SnapshotAssertion

from custom_components.podero import async_remove_config_entry_device
from custom_components.podero.const import CONF_USER_ID, DOMAIN
from custom_components.podero.registry import async_get_device, async_get_devices
from simulator import Cloud
from simulator.device_fields import DeviceType
from simulator.devices import Device
from tests.conftest import Home
from tests.repairs import told

STATES = [
    "sensor.heat_pump_power",
    "sensor.car_battery_level",
    "sensor.solar_inverter_solar_production",
]


def names_of(home: Home) -> list[str]:
    registry = dr.async_get(home.hass)
    return sorted(
        str(device.name)
        for device in dr.async_entries_for_config_entry(registry, home.entry.entry_id)
    )


async def test_a_home_is_set_up_and_unloaded(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    assert home.state() is ConfigEntryState.LOADED
    assert names_of(home) == ["Car", "Heat pump", "Solar inverter"]
    await home.poll()
    assert await home.unload()
    assert home.state() is ConfigEntryState.NOT_LOADED
    home.cloud.requests.clear()
    await home.poll()
    assert not home.cloud.requests
    assert not [
        record
        for record in caplog.records
        if record.levelname in ("WARNING", "ERROR")
        and "podero" in record.getMessage().lower()
        and "has not been tested by Home Assistant" not in record.getMessage()
    ]


async def test_set_up_asks_for_a_token_and_each_kind_once(home: Home) -> None:
    user = f"/org/{home.cloud.org_id}/users/{home.cloud.home.id}"
    assert sorted(request.path for request in home.cloud.requests) == sorted(
        [
            "/oauth2/token/",
            f"{user}/electric-vehicles",
            f"{user}/heat-pumps",
            f"{user}/inverters",
        ]
    )


async def test_devices(home: Home, snapshot: SnapshotAssertion) -> None:
    registry = dr.async_get(home.hass)
    for device_id in (
        home.cloud.heat_pump.id,
        home.cloud.electric_vehicle.id,
        home.cloud.solar_inverter.id,
    ):
        device = registry.async_get_device_by_identifier(
            (DOMAIN, device_id), home.entry.entry_id
        )
        assert device == snapshot


async def test_several_of_a_kind_are_named_after_their_models(
    new_home: Home,
) -> None:
    new_home.cloud.organization.add_device(
        "heat-pumps", device_model={"model": "F1255"}
    )
    assert await new_home.set_up()
    assert names_of(new_home) == [
        "Car",
        "Heat pump F1255",
        "Heat pump S-Series",
        "Solar inverter",
    ]


async def test_several_of_a_model_are_numbered(new_home: Home) -> None:
    for model in ("S-Series", "F1255", "S-Series"):
        new_home.cloud.organization.add_device(
            "heat-pumps", device_model={"model": model}
        )
    assert await new_home.set_up()
    assert names_of(new_home)[1:-1] == [
        "Heat pump F1255",
        "Heat pump S-Series",
        "Heat pump S-Series 2",
        "Heat pump S-Series 3",
    ]


def names_by_id(home: Home) -> dict[str, str]:
    devices = async_get_devices(home.hass, home.entry.entry_id)
    return {key: str(device.name) for key, device in devices.items()}


async def reload(home: Home) -> None:
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.hass.async_block_till_done()


async def test_devices_of_a_model_keep_their_numbers(home: Home) -> None:
    first = home.cloud.heat_pump
    second, third = (
        home.cloud.organization.add_device(
            "heat-pumps", device_model={"model": "S-Series"}
        )
        for _ in range(2)
    )
    await home.poll()
    await reload(home)
    names = names_by_id(home)
    assert names[first.id] == "Heat pump S-Series"
    assert sorted((names[second.id], names[third.id])) == [
        "Heat pump S-Series 2",
        "Heat pump S-Series 3",
    ]
    # The order of the list is reversed, and the first device is gone for a while.
    listed = home.cloud.organization._devices
    listed |= {device_id: listed.pop(device_id) for device_id in reversed([*listed])}
    for gone in ([], [first.id]):
        hidden = {device_id: listed.pop(device_id) for device_id in gone}
        await reload(home)
        assert names_by_id(home) == names
        listed |= hidden
    await reload(home)
    assert names_by_id(home) == names


async def test_devices_of_a_model_with_the_same_name_get_two_names(
    new_home: Home,
) -> None:
    second = new_home.cloud.organization.add_device(
        "heat-pumps", device_model={"model": "S-Series"}
    )
    ids = {new_home.cloud.heat_pump.id, second.id}
    assert await new_home.set_up()
    for device_id in ids:
        device = async_get_device(new_home.hass, new_home.entry.entry_id, device_id)
        assert device is not None
        dr.async_get(new_home.hass).async_update_device(
            device.id, name="Heat pump S-Series"
        )
    await reload(new_home)
    names = names_by_id(new_home)
    assert {names[device_id] for device_id in ids} == {
        "Heat pump S-Series",
        "Heat pump S-Series 2",
    }


async def test_a_model_that_is_not_known_is_not_named(new_home: Home) -> None:
    new_home.cloud.organization.add_device("heat-pumps", device_model={"model": ""})
    assert await new_home.set_up()
    assert "Heat pump" in names_of(new_home)


async def test_a_home_without_devices_is_set_up(new_home: Home) -> None:
    for device in (
        new_home.cloud.heat_pump,
        new_home.cloud.electric_vehicle,
        new_home.cloud.solar_inverter,
    ):
        new_home.cloud.organization.remove_device(device.id)
    assert await new_home.set_up()
    assert names_of(new_home) == []


async def test_set_up_is_tried_again_while_the_cloud_is_away(new_home: Home) -> None:
    failure = new_home.cloud.faults.fail(status=503)
    assert not await new_home.set_up()
    assert new_home.state() is ConfigEntryState.SETUP_RETRY
    assert new_home.entry.error_reason_translation_key == "server_error"
    failure.stop()
    await new_home.wait(60)
    assert new_home.state() is ConfigEntryState.LOADED


async def test_set_up_with_refused_credentials_asks_for_new_ones(
    new_home: Home,
) -> None:
    new_home.cloud.tokens.change_secret("another")
    assert not await new_home.set_up()
    assert new_home.state() is ConfigEntryState.SETUP_ERROR
    [flow] = new_home.hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH


@pytest.mark.parametrize("failing", ["heat-pumps", "electric-vehicles", "inverters"])
async def test_refused_credentials_count_more_than_other_failures(
    new_home: Home, failing: str
) -> None:
    for kind in ("heat-pumps", "electric-vehicles", "inverters"):
        status = 401 if kind == failing else 503
        new_home.cloud.faults.fail(path=f"*/{kind}", status=status)
    assert not await new_home.set_up()
    assert new_home.state() is ConfigEntryState.SETUP_ERROR
    new_home.cloud.faults.heal()
    assert await new_home.hass.config_entries.async_reload(new_home.entry.entry_id)
    assert new_home.state() is ConfigEntryState.LOADED


async def test_a_kind_that_fails_at_start_does_not_keep_the_others_waiting(
    new_home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    failure = new_home.cloud.faults.fail(path="*/heat-pumps", status=500)
    assert await new_home.set_up()
    assert [new_home.hass.states.get(entity_id) is None for entity_id in STATES] == [
        True,
        False,
        False,
    ]
    said = "Podero is temporarily unavailable"
    assert sum(said in message for message in caplog.messages) == 1

    failure.stop()
    await new_home.poll()
    assert all(new_home.hass.states.get(entity_id) for entity_id in STATES)
    assert sum("recovered" in message for message in caplog.messages) == 1


async def test_set_up_again_keeps_names_and_entities(home: Home) -> None:
    before = {state.entity_id for state in home.hass.states.async_all()}
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.hass.async_block_till_done()
    assert {state.entity_id for state in home.hass.states.async_all()} == before


async def test_a_home_of_several_buildings_has_its_devices_in_them(
    hass: HomeAssistant, cloud: Cloud, base_url: str, entry: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_USER_ID: cloud.organization.large_home.id}
    )
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    areas = {area.name: area.id for area in ar.async_get(hass).async_list_areas()}
    assert len(areas) == 2
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    assert {device.area_id for device in devices} == set(areas.values())

    requests = [request.path for request in cloud.requests]
    assert sum("/buildings/" in path for path in requests) == 2
    assert await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize(
    "response", [{"status": 404}, {"status": 200, "body": {"id": "building"}}]
)
async def test_a_building_without_a_name_costs_nothing_else(
    hass: HomeAssistant,
    cloud: Cloud,
    base_url: str,
    entry: MockConfigEntry,
    response: dict[str, Any],
) -> None:
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_USER_ID: cloud.organization.large_home.id}
    )
    cloud.faults.fail(path="*/buildings/*", times=1, **response)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert len(list(ar.async_get(hass).async_list_areas())) == 1
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    assert len(devices) == 3
    assert await hass.config_entries.async_unload(entry.entry_id)


async def test_the_only_building_is_not_asked_for(home: Home) -> None:
    assert home.entry.runtime_data.building_names == {}
    assert not list(ar.async_get(home.hass).async_list_areas())


async def test_only_a_device_that_the_cloud_does_not_list_can_be_removed(
    home: Home,
) -> None:
    registry = dr.async_get(home.hass)
    car = registry.async_get_device_by_identifier(
        (DOMAIN, home.cloud.electric_vehicle.id), home.entry.entry_id
    )
    assert car is not None
    assert not await async_remove_config_entry_device(home.hass, home.entry, car)
    home.cloud.faults.fail(path="*/electric-vehicles", status=200, body=[], times=1)
    await home.poll()
    assert await async_remove_config_entry_device(home.hass, home.entry, car)
    registry.async_remove_device(car.id)
    await home.poll()
    assert "Car" in names_of(home)
    assert home.value("sensor.car_battery_level") != "unavailable"


async def test_nothing_can_be_removed_while_a_home_is_not_loaded(home: Home) -> None:
    registry = dr.async_get(home.hass)
    car = registry.async_get_device_by_identifier(
        (DOMAIN, home.cloud.electric_vehicle.id), home.entry.entry_id
    )
    assert car is not None
    assert await home.unload()
    assert not await async_remove_config_entry_device(home.hass, home.entry, car)


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
