"""Devices that leave the home."""

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr

from ..const import DOMAIN
from .absences import Absences

if TYPE_CHECKING:
    from .devices import PoderoDeviceCoordinator


class Departures:
    """The devices that Home Assistant knows and the cloud no longer lists."""

    def __init__(self, coordinator: PoderoDeviceCoordinator[Any]) -> None:
        """Start before the first poll."""
        self.absences = Absences()
        self._coordinator = coordinator
        self._complete_with: AbstractSet[str] | None = None

    def is_complete(self, listed: AbstractSet[str]) -> bool:
        """Whether nothing was missing when the cloud listed just these devices."""
        return listed == self._complete_with

    @callback
    def async_remove(self) -> None:
        """Remove the devices that the cloud no longer has.

        A device that was removed while Home Assistant was off is of no known kind: it
        goes when no kind lists it.
        """
        kind = self._coordinator
        if self.is_complete(kind.data.keys()):
            return
        kinds = kind.config_entry.runtime_data.device_coordinators
        registry = dr.async_get(kind.hass)
        known = {
            dict(entry.identifiers)[DOMAIN]: entry.id
            for entry in dr.async_entries_for_config_entry(
                registry, kind.config_entry.entry_id
            )
            if entry.entry_type is not dr.DeviceEntryType.SERVICE
        }
        for device_id in self.absences.count(known, kind.data):
            if device_id in kind.added or all(
                other.is_gone(device_id) for other in kinds
            ):
                registry.async_remove_device(known[device_id])
                kind.forget(device_id)
        listed = set[str]().union(*(other.data for other in kinds))
        self._complete_with = kind.data.keys() if known.keys() <= listed else None
