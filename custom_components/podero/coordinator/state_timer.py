"""Waiting for what changes at a known time."""

from collections.abc import Callable, Iterable
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.util import dt as dt_util


class StateTimer:
    """The next of several points in time, and what happens when it is there."""

    def __init__(self, hass: HomeAssistant, reached: Callable[[], None]) -> None:
        """Wait for nothing yet."""
        self._hass = hass
        self._reached = reached
        self._next: datetime | None = None
        self._stop_waiting: CALLBACK_TYPE | None = None

    @callback
    def async_track(self, moments: Iterable[datetime | None]) -> None:
        """Wait for the first of the moments that lies ahead, if any does.

        One that was waited for and has passed meanwhile, as where the clock was put
        right, is reached.
        """
        now = dt_util.utcnow()
        ahead = (moment for moment in moments if moment is not None and moment > now)
        boundary = min(ahead, default=None)
        if boundary == self._next:
            return
        is_overtaken = self._next is not None and self._next <= now
        self.async_cancel()
        if boundary is not None:
            self._next = boundary
            self._stop_waiting = async_track_point_in_utc_time(
                self._hass, self._async_reached, boundary
            )
        if is_overtaken:
            self._reached()

    @callback
    def async_cancel(self) -> None:
        """Wait no longer."""
        if self._stop_waiting is not None:
            self._stop_waiting()
        self._next = self._stop_waiting = None

    @callback
    def _async_reached(self, _now: datetime) -> None:
        self._next = self._stop_waiting = None
        self._reached()
