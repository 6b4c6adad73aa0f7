"""Devices and entities that the targets of actions, triggers and conditions name."""

from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import NamedTuple

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_EXCLUDE
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)
from homeassistant.helpers.typing import ConfigType

from .api import Device
from .const import DOMAIN
from .coordinator import PoderoConfigEntry, PoderoDeviceCoordinator, PoderoHome
from .registry import async_registry_id, podero_id


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

    @callback
    def async_find(self, call: ServiceCall) -> list[Target[DeviceT]]:
        """Return the targeted devices of the type, at least one.

        A device or entity that is named itself must be of the type. Other devices in
        an area, on a floor or with a label are skipped.

        Raises:
            ServiceValidationError: Something else is named, no device is of the type,
                or a home is not loaded.

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
        targets = {
            registry_id: target
            for registry_id in named | found
            if (target := self._async_target(hass, registry_id)) is not None
        }
        if not targets or not named <= targets.keys():
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key=self.not_found_key
            )
        return list(targets.values())

    @callback
    def _async_target(
        self, hass: HomeAssistant, registry_id: str | None
    ) -> Target[DeviceT] | None:
        registered = dr.async_get(hass).async_get(registry_id or "")
        if registered is None or (device_id := podero_id(registered)) is None:
            return None
        entry: PoderoConfigEntry = hass.config_entries.async_get_known_entry(
            registered.config_entry_id
        )
        if entry.state is not ConfigEntryState.LOADED:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="home_not_loaded",
                translation_placeholders={"home": entry.title},
            )
        device = self.coordinator_fn(entry.runtime_data).data.get(device_id)
        return None if device is None else Target(registered.id, entry, device)


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
