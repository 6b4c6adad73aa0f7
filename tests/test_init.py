"""Setting up and unloading a home, and two homes side by side."""

import asyncio
from types import ModuleType
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from syrupy.assertion import SnapshotAssertion

from custom_components.podero import (
    async_remove_config_entry_device,
    blueprint_files,
    energy_preferences,
)
from custom_components.podero.const import CONF_USER_ID, DOMAIN
from custom_components.podero.statistics import history_import
from simulator import Cloud
from tests.conftest import Home
from tests.device_names import names_of
from tests.held import held

STATES = [
    "sensor.heat_pump_power",
    "sensor.car_battery_level",
    "sensor.solar_inverter_solar_production",
]


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


async def test_a_cloud_that_does_not_respond_is_asked_for_one_building(
    hass: HomeAssistant, cloud: Cloud, base_url: str, entry: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_USER_ID: cloud.organization.large_home.id}
    )
    cloud.faults.fail(path="*/buildings/*", drop="connect")
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    counts = entry.runtime_data.client.request_log.requests
    assert counts["GET buildings"] == 1
    assert await hass.config_entries.async_unload(entry.entry_id)


async def begin(home: Home) -> None:
    """Set a home up without waiting for what it does in the background."""
    async with asyncio.timeout(10):
        assert await home.hass.config_entries.async_setup(home.entry.entry_id)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (history_import, "async_import_history"),
        (energy_preferences, "async_update_energy_dashboard"),
        (blueprint_files, "async_install_blueprints"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_setup_does_not_wait_for_what_entities_do_not_need(
    new_home: Home, module: ModuleType, name: str
) -> None:
    with held(module, name, before=True) as hold:
        await begin(new_home)
        assert new_home.state() is ConfigEntryState.LOADED
        assert new_home.value(STATES[0]) != "unavailable"
        await hold.reached.wait()
        hold.let_go.set()
        await new_home.hass.async_block_till_done()
    assert await new_home.unload()


async def test_a_home_that_is_unloaded_meanwhile_follows_nothing(
    new_home: Home,
) -> None:
    with (
        held(energy_preferences, "async_update_energy_dashboard") as hold,
        patch.object(history_import, "async_import_history") as follow,
    ):
        await begin(new_home)
        await hold.reached.wait()
        assert await new_home.unload()
        hold.let_go.set()
        await new_home.hass.async_block_till_done()
    follow.assert_not_called()
    assert await new_home.set_up()
    assert new_home.state() is ConfigEntryState.LOADED


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
