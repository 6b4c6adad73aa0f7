"""Keeps what was just written from being undone by an answer from before it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from ..api import Device

GUARD_SECONDS = 30.0


class _Write(NamedTuple):
    outdated: tuple[Any, ...]
    written: Any
    until: float


class PendingWrites:
    """Remembers written settings for 30 s.

    The cloud may answer with the old value for a while after it confirmed a new one.
    Such an answer is corrected; a third value, set by somebody else, counts at once.
    """

    def __init__(self) -> None:
        """Start with nothing written."""
        self._writes: dict[tuple[str, str], _Write] = {}

    def wrote(
        self, before: Device, after: Device, settings: Iterable[str], now: float
    ) -> None:
        """Remember the settings that took a device from one state to another."""
        for name in settings:
            outdated: tuple[Any, ...] = (getattr(before, name),)
            last = self._writes.get((after.id, name))
            if last is not None and now < last.until:
                outdated += last.outdated
            written = getattr(after, name)
            self._writes[after.id, name] = _Write(
                tuple(value for value in outdated if value != written),
                written,
                now + GUARD_SECONDS,
            )

    def apply[DeviceT: Device](self, device: DeviceT, now: float) -> DeviceT:
        """Return a device that was just polled with its outdated settings corrected."""
        corrections: dict[str, Any] = {}
        for key, write in list(self._writes.items()):
            device_id, name = key
            if device_id != device.id:
                continue
            polled = getattr(device, name)
            if now < write.until and polled in write.outdated:
                corrections[name] = write.written
            elif now >= write.until or polled != write.written:
                del self._writes[key]
        return replace(device, **corrections) if corrections else device
