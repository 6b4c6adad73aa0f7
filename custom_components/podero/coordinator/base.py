"""Base class of the coordinators."""

from abc import abstractmethod
import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from ..api import PoderoAuthenticationError, PoderoError, PoderoRateLimitError
from ..const import DEBOUNCE_SECONDS, DOMAIN, LOGGER, MAX_BACKOFF
from ..errors import translation_key, translation_placeholders
from .backoff import Backoff
from .state_timer import StateTimer

# A response that arrives while a home is unloaded must leave nothing behind.
ACTIVE_STATES: Final = (ConfigEntryState.LOADED, ConfigEntryState.SETUP_IN_PROGRESS)


class PoderoBaseCoordinator[DataT](DataUpdateCoordinator[DataT]):
    """Maps client errors to Home Assistant's, obeys rate limits, and backs off.

    Subclasses implement ``_async_fetch``. They override ``_state_change_times`` if
    their data changes state at known times; listeners are then updated without a
    request.
    """

    config_entry: ConfigEntry[Any]

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        *,
        name: str,
        interval: timedelta,
        backoff: Backoff,
        always_update: bool = False,
        starts_with_listener: bool = False,
    ) -> None:
        """Initialize the coordinator; polling starts with the first refresh.

        With ``starts_with_listener``, the first listener requests that refresh, and
        requested refreshes are debounced.
        """
        self._debouncer: Debouncer[Any] | None = None
        if starts_with_listener:
            self._debouncer = Debouncer(
                hass, LOGGER, cooldown=DEBOUNCE_SECONDS, immediate=False
            )
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=f"Podero {name}",
            update_interval=interval,
            request_refresh_debouncer=self._debouncer,
            always_update=always_update,
        )
        self._backoff = backoff
        self._has_fetched = False
        self._interval = interval
        self._is_skipped = False
        self._state_timer = StateTimer(hass, self._async_handle_state_change)

    @abstractmethod
    async def _async_fetch(self) -> DataT:
        """Fetch the data.

        Raises:
            PoderoError: Podero refused the request or did not respond.

        """

    @callback
    @override
    def async_add_listener(
        self, update_callback: CALLBACK_TYPE, context: Any = None
    ) -> Callable[[], None]:
        if not self._listeners:
            self._async_refresh_soon()
        return super().async_add_listener(update_callback, context)

    @callback
    def _async_refresh_soon(self) -> None:
        """Refresh after a debounce, if the coordinator starts with its listeners."""
        if self._debouncer is not None:
            self._debouncer.async_schedule_call()

    @override
    async def _async_update_data(self) -> DataT:
        self._is_skipped = False
        self.update_interval = self._interval
        try:
            data = await self._async_fetch()
        except PoderoAuthenticationError as err:
            raise ConfigEntryAuthFailed(
                translation_domain=DOMAIN, translation_key=translation_key(err)
            ) from err
        except PoderoRateLimitError as err:
            delay = self._backoff.rate_limited(err.retry_after)
            if self._can_keep_data(err):
                self._is_skipped = True
                self.update_interval = timedelta(seconds=delay)
                return self.data
            raise UpdateFailed(
                translation_domain=DOMAIN,
                translation_key=translation_key(err),
                translation_placeholders=translation_placeholders(err),
                retry_after=delay,
            ) from err
        except PoderoError as err:
            raise UpdateFailed(
                translation_domain=DOMAIN,
                translation_key=translation_key(err),
                retry_after=self._backoff.next_delay(),
            ) from err
        self._has_fetched = True
        return data

    async def async_refresh_shielded(self) -> None:
        """Refresh now; the refresh goes on if its caller, such as a script, is stopped.

        A refresh that is canceled counts as failed, and no entity shows it.
        """
        refresh = self.config_entry.async_create_background_task(
            self.hass, self.async_refresh(), f"{self.name}: refresh"
        )
        await asyncio.wait([refresh])

    def _can_keep_data(self, err: PoderoRateLimitError) -> bool:
        """Return whether to keep the data because another request hit a rate limit."""
        return (
            not err.was_sent
            and self._has_fetched
            and self.last_update_success
            and err.retry_after <= MAX_BACKOFF.total_seconds()
        )

    @property
    def is_active(self) -> bool:
        """Whether the home is set up, and the coordinator belongs to it."""
        return not self._shutdown_requested and self.config_entry.state in ACTIVE_STATES

    @override
    async def async_shutdown(self) -> None:
        await super().async_shutdown()
        self._state_timer.async_cancel()

    @callback
    @override
    def _async_refresh_finished(self) -> None:
        self._async_track_state_changes()

    def _state_change_times(self) -> Iterable[datetime | None]:
        """Return the times at which the data changes state without a request."""
        return ()

    @callback
    def _async_track_state_changes(self) -> None:
        """Update listeners at the next time at which a state changes."""
        if self.is_active:
            self._state_timer.async_track(self._state_change_times())

    @callback
    def _async_handle_state_change(self) -> None:
        """Update listeners, and track the next state change."""
        self._async_track_state_changes()
        self.async_update_listeners()
