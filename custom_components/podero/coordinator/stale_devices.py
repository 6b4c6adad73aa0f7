"""Removal of devices that Podero no longer lists."""

from collections import Counter
from collections.abc import Callable, Collection
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr

from ..const import STALE_AFTER_POLLS
from ..registry import async_get_devices
from .devices import PoderoDeviceCoordinator


class StaleDevices:
    """Removes devices that are missing from several polls in a row, or deleted.

    A device that was removed while Home Assistant was off is of unknown type: it is
    removed once the polls of all device types have missed it.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        coordinators: Collection[PoderoDeviceCoordinator[Any]],
        on_removed: Callable[[str], None],
    ) -> None:
        """Initialize without missed polls."""
        self._hass = hass
        self._entry = entry
        self._coordinators = coordinators
        self._on_removed = on_removed
        self._missed: Counter[tuple[str, str]] = Counter()
        self._complete: dict[str, Collection[str]] = {}

    def is_complete(self, device_type: str, listed: Collection[str]) -> bool:
        """Return whether no device was missing when the same devices were listed."""
        return self._complete.get(device_type) == listed

    @callback
    def async_update(self, coordinator: PoderoDeviceCoordinator[Any]) -> None:
        """Count a successful poll, and remove the devices that are stale."""
        if self.is_complete(coordinator.device_type, coordinator.data.keys()):
            return
        registered = {
            device_id: device.id
            for device_id, device in async_get_devices(
                self._hass, self._entry.entry_id
            ).items()
            if device.entry_type is not dr.DeviceEntryType.SERVICE
        }
        for device_id, registry_id in registered.items():
            key = (coordinator.device_type, device_id)
            if device_id in coordinator.data:
                self._missed.pop(key, None)
                continue
            self._missed[key] += 1
            if device_id in coordinator.deleted_ids or self._is_stale(
                coordinator, device_id
            ):
                dr.async_get(self._hass).async_remove_device(registry_id)
                self._on_removed(device_id)
        listed = set[str]().union(*(other.data for other in self._coordinators))
        if registered.keys() <= listed:
            self._complete[coordinator.device_type] = coordinator.data.keys()
        else:
            self._complete.pop(coordinator.device_type, None)

    def _is_stale(
        self, coordinator: PoderoDeviceCoordinator[Any], device_id: str
    ) -> bool:
        is_type_known = device_id in coordinator.known_entities
        return all(
            self._missed[other.device_type, device_id] >= STALE_AFTER_POLLS
            for other in ((coordinator,) if is_type_known else self._coordinators)
        )

    @callback
    def forget(self, device_id: str) -> None:
        """Forget the missed polls of a device."""
        for coordinator in self._coordinators:
            self._missed.pop((coordinator.device_type, device_id), None)
