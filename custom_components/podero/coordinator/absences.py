"""Devices that the cloud no longer lists."""

from collections import Counter
from collections.abc import Collection, Iterable

from ..const import STALE_AFTER_POLLS


class Absences:
    """How many polls in a row have missed a device; five are enough to let it go."""

    def __init__(self) -> None:
        """Start with nothing missed."""
        self._polls: Counter[str] = Counter()

    def count(self, known: Collection[str], listed: Collection[str]) -> list[str]:
        """Count one poll; return the known devices that are gone."""
        for device_id in listed:
            self._polls.pop(device_id, None)
        absent = [device_id for device_id in known if device_id not in listed]
        self._polls.update(absent)
        return [device_id for device_id in absent if self.is_gone(device_id)]

    def deleted(self, device_ids: Iterable[str]) -> None:
        """Let devices be gone at once: the cloud lists them as deleted."""
        for device_id in device_ids:
            self._polls[device_id] = STALE_AFTER_POLLS

    def is_gone(self, device_id: str) -> bool:
        """Whether a device has been missed often enough."""
        return self._polls[device_id] >= STALE_AFTER_POLLS

    def forget(self, device_id: str) -> None:
        """Count anew should a device ever return."""
        self._polls.pop(device_id, None)
