"""Timer for state changes at known times."""

from collections.abc import Callable, Iterable
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.util import dt as dt_util


class StateTimer:
    """Calls back at the next of several times, without a request to Podero."""

    def __init__(self, hass: HomeAssistant, on_change: Callable[[], None]) -> None:
        """Initialize the timer; it does not run yet."""
        self._hass = hass
        self._on_change = on_change
        self._next: datetime | None = None
        self._cancel: CALLBACK_TYPE | None = None

    @property
    def is_overdue(self) -> bool:
        """Whether the tracked time has passed, for example with a corrected clock."""
        return self._next is not None and self._next <= dt_util.utcnow()

    @callback
    def async_track(self, times: Iterable[datetime | None]) -> None:
        """Run the timer until the first of the times that is in the future.

        If the tracked time has passed in the meantime, the callback runs now.
        """
        is_overdue = self.is_overdue
        now = dt_util.utcnow()
        future = (time for time in times if time is not None and time > now)
        next_time = min(future, default=None)
        if next_time == self._next:
            return
        self.async_cancel()
        if next_time is not None:
            self._next = next_time
            self._cancel = async_track_point_in_utc_time(
                self._hass, self._async_fire, next_time
            )
        if is_overdue:
            self._on_change()

    @callback
    def async_cancel(self) -> None:
        """Stop the timer."""
        if self._cancel is not None:
            self._cancel()
        self._next = self._cancel = None

    @callback
    def _async_fire(self, _now: datetime) -> None:
        self._next = self._cancel = None
        self._on_change()
