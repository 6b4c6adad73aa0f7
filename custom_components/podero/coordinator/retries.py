"""Pauses between the tries of background writes."""

from time import monotonic

from ..const import MAX_BACKOFF, POLL_INTERVAL
from .backoff import Backoff


class Retries:
    """Lets failed writes be tried again, by device ID, later each time."""

    def __init__(self) -> None:
        """Initialize without failures."""
        self._backoffs: dict[str, Backoff] = {}
        self._retry_at: dict[str, float] = {}

    def is_due(self, device_id: str) -> bool:
        """Return whether a write may be sent now."""
        return monotonic() >= self._retry_at.get(device_id, 0)

    def failed(self, device_id: str) -> None:
        """Let the next try wait."""
        backoff = self._backoffs.setdefault(
            device_id, Backoff(POLL_INTERVAL / 2, MAX_BACKOFF)
        )
        self._retry_at[device_id] = monotonic() + backoff.next_delay()

    def forget(self, device_id: str) -> None:
        """Forget the failures of a device."""
        self._backoffs.pop(device_id, None)
        self._retry_at.pop(device_id, None)
