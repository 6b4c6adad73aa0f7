"""Devices and entities that the targets of actions, triggers and conditions name."""

from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import NamedTuple

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_EXCLUDE
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import ServiceValidationError, Unauthorized, UnknownUser
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)
from homeassistant.helpers.typing import ConfigType

from .api import Device
from .const import DOMAIN
from .coordinator import PoderoConfigEntry, PoderoDeviceCoordinator, PoderoHome
from .registry import async_registry_id, device_name, podero_id


class Target[DeviceT: Device](NamedTuple):
    """A targeted device, the home it belongs to, and its ID in Home Assistant."""

    registry_id: str
    entry: PoderoConfigEntry
    device: DeviceT


class TargetFinder[DeviceT: Device](NamedTuple):
    """Finds the targeted devices of one type."""

    coordinator_fn: Callable[[PoderoHome], PoderoDeviceCoordinator[DeviceT]]
    not_found_key: str
    """Translation key of the error for a target without such a device."""

    async def async_find(self, call: ServiceCall) -> list[Target[DeviceT]]:
        """Return the targeted devices of the type, at least one.

        A device that is named itself, or by one of its entities, must be of the type
        and enabled, and its home must be loaded. Other devices in an area, on a floor
        or with a label are skipped.

        Raises:
            ServiceValidationError: A named device cannot be used, or there is none.
            Unauthorized: The user may not control one of the devices.

        """
        hass = call.hass
        selection = TargetSelection(call.data)
        selected = async_extract_referenced_entity_ids(
            hass, selection, primary_entities_only=False
        )
        get_device = partial(async_registry_id, hass)
        named = {*map(get_device, selected.referenced)}
        named |= selection.device_ids & selected.referenced_devices
        found = {*map(get_device, selected.indirectly_referenced)}
        found |= selected.referenced_devices
        user = await _async_user(call)
        targets: list[Target[DeviceT]] = []
        for registry_id in named | found:
            is_named = registry_id in named
            target = self._async_target(hass, registry_id, user, is_named=is_named)
            if target is not None:
                targets.append(target)
            elif is_named:
                targets.clear()
                break
        if not targets:
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key=self.not_found_key
            )
        return targets

    @callback
    def _async_target(
        self,
        hass: HomeAssistant,
        registry_id: str | None,
        user: User | None,
        *,
        is_named: bool,
    ) -> Target[DeviceT] | None:
        """Return a device if it is of the type.

        Raises:
            ServiceValidationError: The device is named and cannot be used.
            Unauthorized: The user may not control the device.

        """
        registered = dr.async_get(hass).async_get(registry_id or "")
        if registered is None or (device_id := podero_id(registered)) is None:
            return None
        entry: PoderoConfigEntry = hass.config_entries.async_get_known_entry(
            registered.config_entry_id
        )
        is_loaded = entry.state is ConfigEntryState.LOADED
        device = None
        if is_loaded and not registered.disabled:
            device = self.coordinator_fn(entry.runtime_data).data.get(device_id)
        if device is None and not is_named:
            return None
        if not _may_control(hass, user, registered.id):
            raise Unauthorized(permission=POLICY_CONTROL)
        if not is_loaded:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="home_not_loaded",
                translation_placeholders={"home": entry.title},
            )
        if registered.disabled:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="device_disabled",
                translation_placeholders={"device": device_name(registered)},
            )
        return None if device is None else Target(registered.id, entry, device)


async def _async_user(call: ServiceCall) -> User | None:
    """Return the user who called an action; None for an automation."""
    if (user_id := call.context.user_id) is None:
        return None
    if (user := await call.hass.auth.async_get_user(user_id)) is None:
        raise UnknownUser(context=call.context, permission=POLICY_CONTROL)
    return user


@callback
def _may_control(hass: HomeAssistant, user: User | None, registry_id: str) -> bool:
    """Return whether a user may control one of a device's entities."""
    if user is None or user.permissions.access_all_entities(POLICY_CONTROL):
        return True
    return any(
        user.permissions.check_entity(entity.entity_id, POLICY_CONTROL)
        for entity in er.async_entries_for_device(er.async_get(hass), registry_id)
        if entity.platform == DOMAIN
    )


@callback
def async_entities_of_targeted_devices(
    hass: HomeAssistant,
    target: ConfigType,
    entity_ids: set[str],
    domains: Collection[str],
    keys: set[str],
) -> set[str]:
    """Return the entities with certain keys of the devices that entities belong to.

    An entity stands for its device, as it does in the target of an action: the
    thermostat that people know leads to the sensor that they may never have seen. An
    entity that the target excludes (from Home Assistant 2026.11 on) excludes its
    device. Entities of other integrations and disabled ones are skipped.
    """
    excluded = async_extract_referenced_entity_ids(
        hass,
        TargetSelection(target.get(CONF_EXCLUDE, {})),
        primary_entities_only=False,
    )
    registry_ids = _registry_ids(hass, entity_ids) - _registry_ids(
        hass, excluded.referenced | excluded.indirectly_referenced
    )
    return {
        entity.entity_id
        for registry_id in registry_ids
        for entity in er.async_entries_for_device(er.async_get(hass), registry_id)
        if entity.platform == DOMAIN
        and entity.domain in domains
        and entity.translation_key in keys
    }


def _registry_ids(hass: HomeAssistant, entity_ids: Iterable[str]) -> set[str]:
    return set(filter(None, map(partial(async_registry_id, hass), entity_ids)))
