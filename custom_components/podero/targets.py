"""Which devices an action is about."""

from collections.abc import Callable
from typing import NamedTuple

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)

from .api import Device
from .const import DOMAIN
from .coordinator.devices import PoderoDeviceCoordinator
from .coordinator.home import PoderoConfigEntry, PoderoHome


class Target[DeviceT: Device](NamedTuple):
    """A device that an action is about; ``id`` is Home Assistant's."""

    id: str
    entry: PoderoConfigEntry
    device: DeviceT


class Targets[DeviceT: Device](NamedTuple):
    """Finds the devices of one kind in what an action is aimed at."""

    coordinator_fn: Callable[[PoderoHome], PoderoDeviceCoordinator[DeviceT]]
    refusal: str

    @callback
    def async_find(self, call: ServiceCall) -> list[Target[DeviceT]]:
        """Return the devices of the kind, at least one.

        A device or entity that is named itself must be of the kind. Of what is in an
        area, a floor or under a label, all others are passed over.

        Raises:
            ServiceValidationError: something else is named, there is no such device, or
                a home is not loaded.

        """
        selection = TargetSelection(call.data)
        selected = async_extract_referenced_entity_ids(
            call.hass, selection, primary_entities_only=False
        )
        named = _devices_of(call.hass, selected.referenced)
        named |= selection.device_ids & selected.referenced_devices
        found = _devices_of(call.hass, selected.indirectly_referenced)
        found |= selected.referenced_devices
        targets: list[Target[DeviceT]] = []
        for device_id in named | found:
            if (target := self._target(call.hass, device_id)) is not None:
                targets.append(target)
            elif device_id in named:
                raise self._refused()
        if not targets:
            raise self._refused()
        return targets

    def _target(
        self, hass: HomeAssistant, device_id: str | None
    ) -> Target[DeviceT] | None:
        registered = dr.async_get(hass).async_get(device_id or "")
        if registered is None:
            return None
        identifiers = {item[1] for item in registered.identifiers if item[0] == DOMAIN}
        entry: PoderoConfigEntry | None
        entry = hass.config_entries.async_get_entry(registered.config_entry_id)
        if entry is None or not identifiers:
            return None
        if entry.state is not ConfigEntryState.LOADED:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="home_not_loaded",
                translation_placeholders={"home": entry.title},
            )
        devices = self.coordinator_fn(entry.runtime_data).data
        for identifier in identifiers & devices.keys():
            return Target(registered.id, entry, devices[identifier])
        return None

    def _refused(self) -> ServiceValidationError:
        return ServiceValidationError(
            translation_domain=DOMAIN, translation_key=self.refusal
        )


def _devices_of(hass: HomeAssistant, entity_ids: set[str]) -> set[str | None]:
    """Return the devices that entities belong to; None for one without any."""
    registry = er.async_get(hass)
    entries = [registry.async_get(entity_id) for entity_id in entity_ids]
    return {None if entry is None else entry.device_id for entry in entries}
