"""Devices that actions act on: by loaded home, enabled device and permission."""

from collections.abc import Mapping

from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.const import (
    ATTR_AREA_ID,
    ATTR_DEVICE_ID,
    ATTR_ENTITY_ID,
    ATTR_FLOOR_ID,
    ATTR_LABEL_ID,
)
from homeassistant.core import Context
from homeassistant.exceptions import ServiceValidationError, Unauthorized, UnknownUser
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.podero.const import CONF_USER_ID, DOMAIN
from custom_components.podero.registry import async_get_device
from simulator.device_fields import DeviceType
from tests.conftest import Home

PLACES = pytest.mark.parametrize("place", [ATTR_AREA_ID, ATTR_FLOOR_ID, ATTR_LABEL_ID])


async def end_away_mode(
    home: Home, target: Mapping[str, object], user: MockUser | None = None
) -> None:
    await home.hass.services.async_call(
        DOMAIN,
        "clear_away_mode",
        dict(target),
        blocking=True,
        context=Context(user_id=None if user is None else user.id),
    )


def heat_pump(home: Home) -> dr.DeviceEntry:
    """Return the first heat pump of a home."""
    organization = home.cloud.organization
    user = organization.users[home.entry.data[CONF_USER_ID]]
    first = organization.devices_of(user, DeviceType.HEAT_PUMP)[0]
    device = async_get_device(home.hass, home.entry.entry_id, first.id)
    assert device is not None
    return device


def acted_on(home: Home) -> set[str]:
    """Return the homes whose heat pumps were written to, and forget it."""
    users = {
        request.path.split("/")[4]
        for request in home.cloud.requests
        if request.method == "PUT"
    }
    home.cloud.requests.clear()
    return users


def all_in(home: Home, neighbor: Home, place: str) -> dict[str, str]:
    """Put a heat pump of each home in one place; return it as a target."""
    floor = fr.async_get(home.hass).async_create("Ground floor")
    area = ar.async_get(home.hass).async_create("Cellar", floor_id=floor.floor_id)
    label = lr.async_get(home.hass).async_create("Energy")
    for one in (home, neighbor):
        dr.async_get(home.hass).async_update_device(
            heat_pump(one).id, area_id=area.id, labels={label.label_id}
        )
    ids = {
        ATTR_AREA_ID: area.id,
        ATTR_FLOOR_ID: floor.floor_id,
        ATTR_LABEL_ID: label.label_id,
    }
    return {place: ids[place]}


@PLACES
async def test_a_home_that_is_not_loaded_is_skipped_in_a_place(
    home: Home, neighbor: Home, place: str
) -> None:
    target = all_in(home, neighbor, place)
    both = {home.entry.unique_id, neighbor.entry.unique_id}
    await neighbor.unload()
    await end_away_mode(home, target)
    assert acted_on(home) == {home.entry.unique_id}
    await neighbor.set_up()
    await end_away_mode(home, target)
    assert acted_on(home) == both


async def test_a_home_that_is_disabled_is_skipped_in_a_place(
    home: Home, neighbor: Home
) -> None:
    target = all_in(home, neighbor, ATTR_AREA_ID)
    set_disabled_by = home.hass.config_entries.async_set_disabled_by
    await set_disabled_by(neighbor.entry.entry_id, ConfigEntryDisabler.USER)
    await end_away_mode(home, target)
    assert acted_on(home) == {home.entry.unique_id}
    await set_disabled_by(neighbor.entry.entry_id, None)
    assert neighbor.state() is ConfigEntryState.LOADED
    await home.hass.async_block_till_done()
    await end_away_mode(home, target)
    assert acted_on(home) == {home.entry.unique_id, neighbor.entry.unique_id}


async def test_a_home_that_is_not_loaded_and_named_stops_the_action(
    home: Home, neighbor: Home
) -> None:
    target = {ATTR_DEVICE_ID: [heat_pump(one).id for one in (home, neighbor)]}
    await neighbor.unload()
    with pytest.raises(ServiceValidationError) as refused:
        await end_away_mode(home, target)
    assert refused.value.translation_key == "home_not_loaded"
    assert refused.value.translation_placeholders == {"home": "Large Home"}
    assert not acted_on(home)
    await neighbor.set_up()
    await end_away_mode(home, target)
    assert acted_on(home) == {home.entry.unique_id, neighbor.entry.unique_id}


async def test_nothing_is_left_where_no_home_is_loaded(home: Home) -> None:
    target = all_in(home, home, ATTR_AREA_ID)
    await home.unload()
    with pytest.raises(ServiceValidationError) as refused:
        await end_away_mode(home, target)
    assert refused.value.translation_key == "no_heat_pump"
    await home.set_up()
    await end_away_mode(home, target)
    assert acted_on(home) == {home.entry.unique_id}


@PLACES
async def test_a_device_that_is_disabled_is_skipped_in_a_place(
    home: Home, neighbor: Home, place: str
) -> None:
    target = all_in(home, neighbor, place)
    devices = dr.async_get(home.hass)
    devices.async_update_device(
        heat_pump(neighbor).id, disabled_by=dr.DeviceEntryDisabler.USER
    )
    await end_away_mode(home, target)
    assert acted_on(home) == {home.entry.unique_id}
    devices.async_update_device(heat_pump(neighbor).id, disabled_by=None)
    await end_away_mode(home, target)
    assert acted_on(home) == {home.entry.unique_id, neighbor.entry.unique_id}


async def test_a_device_that_is_disabled_and_named_stops_the_action(home: Home) -> None:
    target = {ATTR_DEVICE_ID: heat_pump(home).id}
    devices = dr.async_get(home.hass)
    devices.async_update_device(
        heat_pump(home).id, disabled_by=dr.DeviceEntryDisabler.USER
    )
    with pytest.raises(ServiceValidationError) as refused:
        await end_away_mode(home, target)
    assert refused.value.translation_key == "device_disabled"
    assert refused.value.translation_placeholders == {"device": "Heat pump"}
    assert not acted_on(home)
    devices.async_update_device(heat_pump(home).id, disabled_by=None)
    await end_away_mode(home, target)
    assert acted_on(home) == {home.entry.unique_id}


async def test_a_user_acts_only_on_devices_that_he_may_control(
    home: Home, neighbor: Home, hass_read_only_user: MockUser
) -> None:
    user = hass_read_only_user
    user.mock_policy(
        {"entities": {"entity_ids": {"switch.heat_pump_away_mode": {"control": True}}}}
    )
    ours = {ATTR_DEVICE_ID: heat_pump(home).id}
    await end_away_mode(home, ours, user)
    await end_away_mode(home, {ATTR_ENTITY_ID: "switch.heat_pump_pause"}, user)
    assert acted_on(home) == {home.entry.unique_id}
    for target in (
        {ATTR_DEVICE_ID: heat_pump(neighbor).id},
        {ATTR_DEVICE_ID: [heat_pump(one).id for one in (home, neighbor)]},
        all_in(home, neighbor, ATTR_AREA_ID),
    ):
        with pytest.raises(Unauthorized):
            await end_away_mode(home, target, user)
    assert not acted_on(home)
    user.mock_policy({"entities": True})
    await end_away_mode(home, {ATTR_DEVICE_ID: heat_pump(neighbor).id}, user)
    assert acted_on(home) == {neighbor.entry.unique_id}


async def test_a_user_learns_nothing_about_homes_that_he_may_not_control(
    home: Home, hass_read_only_user: MockUser
) -> None:
    target = {ATTR_DEVICE_ID: heat_pump(home).id}
    await home.unload()
    with pytest.raises(Unauthorized):
        await end_away_mode(home, target, hass_read_only_user)


async def test_a_user_who_was_removed_acts_on_nothing(home: Home) -> None:
    nobody = MockUser(id="nobody")
    with pytest.raises(UnknownUser):
        await end_away_mode(home, {ATTR_DEVICE_ID: heat_pump(home).id}, nobody)
    assert not acted_on(home)


async def test_a_device_without_entities_is_there_for_those_who_may_control_all(
    home: Home, hass_read_only_user: MockUser, hass_admin_user: MockUser
) -> None:
    device = heat_pump(home)
    await home.unload()
    registry = er.async_get(home.hass)
    for entity in er.async_entries_for_device(registry, device.id):
        registry.async_remove(entity.entity_id)
    target = {ATTR_DEVICE_ID: device.id}
    with pytest.raises(Unauthorized):
        await end_away_mode(home, target, hass_read_only_user)
    with pytest.raises(ServiceValidationError):
        await end_away_mode(home, target, hass_admin_user)
