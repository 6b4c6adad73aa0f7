"""Protection of written settings against outdated responses."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final, NamedTuple

from ..api import Device

PENDING_SECONDS: Final = 30.0


class PendingValue[ValueT](NamedTuple):
    """A written value, and those before it, which Podero may send for a while."""

    written: ValueT
    outdated: tuple[ValueT, ...]
    until: float

    def is_outdated(self, value: ValueT, now: float) -> bool:
        """Return whether a value that Podero sent is one of those before."""
        return now < self.until and value in self.outdated


def pending_value[ValueT](
    before: ValueT, written: ValueT, last: PendingValue[ValueT] | None, now: float
) -> PendingValue[ValueT]:
    """Return a value that was just written, given the last one before it."""
    outdated: tuple[ValueT, ...] = (before,)
    if last is not None and now < last.until:
        outdated += last.outdated
    return PendingValue(
        written,
        tuple(value for value in outdated if value != written),
        now + PENDING_SECONDS,
    )


class PendingWrites:
    """Remembers written settings for 30 seconds.

    Podero may list the previous value for a while after it has confirmed a new one.
    Such a response is corrected. A third value, set by someone else, wins at once.
    """

    def __init__(self) -> None:
        """Initialize without written settings."""
        self._writes: dict[tuple[str, str], PendingValue[Any]] = {}

    def __bool__(self) -> bool:
        """Return whether there are any."""
        return bool(self._writes)

    def record(
        self, before: Device, after: Device, settings: Iterable[str], now: float
    ) -> None:
        """Record a write, given the device before it and in Podero's reply."""
        for name in settings:
            key = (after.id, name)
            self._writes[key] = pending_value(
                getattr(before, name), getattr(after, name), self._writes.get(key), now
            )

    def apply[DeviceT: Device](self, device: DeviceT, now: float) -> DeviceT:
        """Return a polled device with its outdated settings corrected."""
        corrections: dict[str, Any] = {}
        for key, write in list(self._writes.items()):
            device_id, name = key
            if device_id != device.id:
                continue
            polled = getattr(device, name)
            if write.is_outdated(polled, now):
                corrections[name] = write.written
            elif now >= write.until or polled != write.written:
                del self._writes[key]
        return replace(device, **corrections) if corrections else device
