"""Devices and entities that the targets of actions, triggers and conditions name."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import ClassVar, Final, NamedTuple

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_CONFIG_ENTRY_ID, CONF_EXCLUDE, Platform
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import ServiceValidationError, Unauthorized, UnknownUser
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.service import async_get_config_entry
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)
from homeassistant.helpers.typing import ConfigType

from .api import Device, ElectricVehicle, HeatPump
from .const import DOMAIN
from .coordinator import PoderoConfigEntry, PoderoHome
from .errors import translate_errors
from .registry import async_registry_id, device_name, podero_id


class Target[DeviceT: Device](NamedTuple):
    """A targeted device, the home it belongs to, and its ID in Home Assistant."""

    registry_id: str
    entry: PoderoConfigEntry
    device: DeviceT


class TargetFinder[DeviceT: Device](NamedTuple):
    """Finds the targeted devices of one type."""

    devices_fn: Callable[[PoderoHome], Mapping[str, DeviceT]]
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
        """Return a device if it is of the type; raise an error as ``async_find``."""
        registered = dr.async_get(hass).async_get(registry_id or "")
        if registered is None or (device_id := podero_id(registered)) is None:
            return None
        entry: PoderoConfigEntry = hass.config_entries.async_get_known_entry(
            registered.config_entry_id
        )
        is_loaded = entry.state is ConfigEntryState.LOADED
        device = None
        if is_loaded and not registered.disabled:
            device = self.devices_fn(entry.runtime_data).get(device_id)
        if device is None and not is_named:
            return None
        entities = er.async_entries_for_device(er.async_get(hass), registered.id)
        if not _has_permission(user, POLICY_CONTROL, entities):
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


async def async_find_home(call: ServiceCall) -> PoderoHome:
    """Return the home that an action names, or the only one.

    Raises:
        ServiceValidationError: The home is not loaded, or it is not clear which one.
        Unauthorized: The user may not see any of its entities.

    """
    hass = call.hass
    entry: PoderoConfigEntry = async_get_config_entry(
        hass, DOMAIN, call.data.get(ATTR_CONFIG_ENTRY_ID)
    )
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    if not _has_permission(await _async_user(call), POLICY_READ, entities):
        raise Unauthorized(permission=POLICY_READ)
    return entry.runtime_data


DEVICES: Final = TargetFinder[Device](lambda home: home.devices, "no_device")
HEAT_PUMPS: Final = TargetFinder[HeatPump](
    lambda home: home.heat_pumps.data, "no_heat_pump"
)
ELECTRIC_VEHICLES: Final = TargetFinder[ElectricVehicle](
    lambda home: home.electric_vehicles.data, "no_car"
)


async def async_each[DeviceT: Device, T](
    hass: HomeAssistant,
    targets: list[Target[DeviceT]],
    action: Callable[[Target[DeviceT]], Awaitable[T]],
) -> list[T]:
    """Run an action for each device, and return the results.

    A failure of one device does not stop the action for the others.

    Raises:
        HomeAssistantError: The action failed for a device.

    """

    async def run(target: Target[DeviceT]) -> T:
        with translate_errors(hass, target.entry):
            return await action(target)

    results = await asyncio.gather(*map(run, targets), return_exceptions=True)
    return [_result(result) for result in results]


def _result[T](result: T | BaseException) -> T:
    if isinstance(result, BaseException):
        raise result
    return result


async def _async_user(call: ServiceCall) -> User | None:
    """Return the user who called an action; None for an automation."""
    if (user_id := call.context.user_id) is None:
        return None
    if (user := await call.hass.auth.async_get_user(user_id)) is None:
        raise UnknownUser(context=call.context, permission=POLICY_CONTROL)
    return user


def _has_permission(
    user: User | None, policy: str, entities: Iterable[er.RegistryEntry]
) -> bool:
    """Return whether a user has a permission for one of the integration's entities."""
    if user is None or user.permissions.access_all_entities(policy):
        return True
    return any(
        user.permissions.check_entity(entity.entity_id, policy)
        for entity in entities
        if entity.platform == DOMAIN
    )


class TargetedDevices:
    """Finds the entities of targeted devices, for triggers and conditions.

    An entity stands for its device, as it does in the target of an action: the
    thermostat that people know leads to the sensor that they may never have seen. An
    entity that the target excludes (from Home Assistant 2026.11 on) excludes its
    device. Entities of other integrations and disabled ones are skipped.

    With ``_of_home``, each device stands for its home.
    """

    _domain_specs: Mapping[str, DomainSpec] = {Platform.SENSOR: DomainSpec()}
    _hass: HomeAssistant
    _keys: ClassVar[set[str]]
    _of_home: ClassVar[bool] = False
    _target: ConfigType

    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the entities with the keys, of the devices that entities belong to."""
        excluded = async_extract_referenced_entity_ids(
            self._hass,
            TargetSelection(self._target.get(CONF_EXCLUDE, {})),
            primary_entities_only=False,
        )
        registry_ids = _registry_ids(self._hass, entities) - _registry_ids(
            self._hass, excluded.referenced | excluded.indirectly_referenced
        )
        registry = er.async_get(self._hass)
        groups = [er.async_entries_for_device(registry, one) for one in registry_ids]
        if self._of_home:
            entry_ids = {entity.config_entry_id for group in groups for entity in group}
            groups = [
                er.async_entries_for_config_entry(registry, one)
                for one in filter(None, entry_ids)
            ]
        return {
            entity.entity_id
            for group in groups
            for entity in group
            if entity.platform == DOMAIN
            and entity.domain in self._domain_specs
            and entity.translation_key in self._keys
        }


def _registry_ids(hass: HomeAssistant, entity_ids: Iterable[str]) -> set[str]:
    return set(filter(None, map(partial(async_registry_id, hass), entity_ids)))
