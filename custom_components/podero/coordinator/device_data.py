"""Base class of the coordinators that fetch optional data of single devices."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Collection, Hashable, Iterable
from datetime import timedelta
from time import monotonic
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.update_coordinator import UpdateFailed

from ..api import (
    PoderoAuthenticationError,
    PoderoError,
    PoderoNotFoundError,
    PoderoRateLimitError,
)
from ..const import DOMAIN, LOGGER, UNSUPPORTED_INTERVAL
from ..errors import translation_key, translation_placeholders
from .backoff import Backoff
from .base import PoderoBaseCoordinator

# More devices than that are fetched in several batches, not in one burst.
MAX_BATCH: Final = 10
BATCH_INTERVAL: Final = timedelta(seconds=10)
# Home Assistant may start a refresh up to a second early.
EARLY_SECONDS: Final = 1.0


class UnsupportedEndpoints:
    """Remembers for a day which endpoints responded with 404."""

    def __init__(self) -> None:
        """Initialize with all endpoints supported."""
        self._retry_at: dict[Hashable, float] = {}

    async def fetch[T](
        self, endpoint: Hashable, request: Callable[[], Awaitable[T]]
    ) -> T | None:
        """Fetch an endpoint; None if it is not supported.

        Raises:
            PoderoError: Podero refused the request or did not respond.

        """
        if monotonic() < self._retry_at.get(endpoint, 0):
            return None
        try:
            return await request()
        except PoderoNotFoundError:
            self._retry_at[endpoint] = (
                monotonic() + UNSUPPORTED_INTERVAL.total_seconds()
            )
            return None


class PoderoDeviceDataCoordinator[KeyT: Hashable, DataT](
    PoderoBaseCoordinator[dict[str, DataT]]
):
    """Fetches data of single devices, one request after the other.

    A key stands for what one fetch returns. Keys that fail are retried with a
    back-off and do not delay the others. Failures are logged once for all keys.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        *,
        name: str,
        interval: timedelta,
        backoff: Backoff,
    ) -> None:
        """Initialize the coordinator; polling starts with the first listener."""
        super().__init__(
            hass,
            entry,
            name=name,
            interval=interval,
            backoff=backoff,
            starts_with_listener=True,
        )
        self.data = {}
        self._due: dict[KeyT, float] = {}
        self._failing: set[KeyT] = set()

    @abstractmethod
    def _wanted_keys(self) -> Collection[KeyT]:
        """Return the keys that enabled entities need."""

    @abstractmethod
    async def _async_fetch_key(self, key: KeyT) -> None:
        """Fetch one key and store its data.

        Raises:
            PoderoError: Podero refused the request or did not respond.

        """

    @callback
    def _async_handle_failure(self, key: KeyT) -> None:
        """Handle a key that could not be fetched; its data is kept."""

    @callback
    @override
    def async_add_listener(
        self, update_callback: CALLBACK_TYPE, context: Any = None
    ) -> Callable[[], None]:
        """Listen for data updates; the context is the key that the listener needs."""
        if context is not None and context not in self._due:
            self._async_refresh_soon()
        return super().async_add_listener(update_callback, context)

    async def async_refresh_keys(self, keys: Iterable[KeyT]) -> None:
        """Fetch keys now, with those that are due anyway."""
        self._due |= dict.fromkeys(keys, 0)
        await self.async_refresh_shielded()

    @callback
    def forget(self, device_id: str) -> None:
        """Drop the data of a device."""
        self.data = {
            known: data for known, data in self.data.items() if known != device_id
        }

    @callback
    def _async_fetch_soon(self, keys: Iterable[KeyT]) -> None:
        """Fetch keys soon, together with others that become due in the meantime."""
        self._due |= dict.fromkeys(keys, 0)
        if self._listeners:
            self._async_refresh_soon()

    @override
    async def _async_fetch(self) -> dict[str, DataT]:
        """Fetch the keys that are due, the longest overdue first."""
        now = monotonic()
        wanted = self._wanted_keys()
        self._due = {key: self._due.get(key, 0) for key in wanted}
        was_failing = bool(self._failing)
        self._failing &= self._due.keys()
        due = sorted(
            (key for key, at in self._due.items() if at <= now + EARLY_SECONDS),
            key=self._due.__getitem__,
        )
        failure: PoderoError | None = None
        delay = 0.0
        for key in due[:MAX_BATCH]:
            # Set first, because the key may be requested again during the fetch.
            self._due[key] = now + self._interval.total_seconds()
            try:
                await self._async_fetch_key(key)
            except PoderoAuthenticationError, PoderoRateLimitError:
                self._due[key] = 0
                raise
            except PoderoError as err:
                delay = delay or self._backoff.next_delay()
                failure = failure or err
                self._due[key] = min(self._due[key], now + delay)
                self._failing.add(key)
                self._async_handle_failure(key)
            else:
                self._failing.discard(key)
        self._log_availability(failure, was_failing=was_failing)
        if not self._failing:
            self._backoff.reset()
        self.update_interval = self._next_interval(now, has_more=len(due) > MAX_BATCH)
        return self.data

    def _next_interval(self, now: float, *, has_more: bool) -> timedelta:
        if has_more:
            return BATCH_INTERVAL
        next_due = min(self._due.values(), default=now) - now
        if next_due <= 0:
            return self._interval
        return min(self._interval, timedelta(seconds=next_due))

    def _log_availability(
        self, failure: PoderoError | None, *, was_failing: bool
    ) -> None:
        """Log once when fetching starts to fail and once when it recovers."""
        if failure is not None and not was_failing:
            error = UpdateFailed(
                translation_domain=DOMAIN,
                translation_key=translation_key(failure),
                translation_placeholders=translation_placeholders(failure),
            )
            LOGGER.warning("Error fetching %s data: %s", self.name, error)
        elif was_failing and not self._failing:
            LOGGER.info("Fetching %s data recovered", self.name)
