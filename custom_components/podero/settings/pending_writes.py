"""Protection of written settings against outdated responses."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final, NamedTuple

from ..api import Device

PENDING_SECONDS: Final = 30.0


class _Write(NamedTuple):
    outdated: tuple[Any, ...]
    written: Any
    until: float


class PendingWrites:
    """Remembers written settings for 30 seconds.

    Podero may list the previous value for a while after it has confirmed a new one.
    Such a response is corrected. A third value, set by someone else, wins at once.
    """

    def __init__(self) -> None:
        """Initialize without written settings."""
        self._writes: dict[tuple[str, str], _Write] = {}

    def record(
        self, before: Device, after: Device, settings: Iterable[str], now: float
    ) -> None:
        """Record a write, given the device before it and in Podero's reply."""
        for name in settings:
            outdated: tuple[Any, ...] = (getattr(before, name),)
            last = self._writes.get((after.id, name))
            if last is not None and now < last.until:
                outdated += last.outdated
            written = getattr(after, name)
            self._writes[after.id, name] = _Write(
                tuple(value for value in outdated if value != written),
                written,
                now + PENDING_SECONDS,
            )

    def apply[DeviceT: Device](self, device: DeviceT, now: float) -> DeviceT:
        """Return a polled device with its outdated settings corrected."""
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
