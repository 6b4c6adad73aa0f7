"""Polling of a home's devices, and the way back for commands."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Set as AbstractSet
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, override

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util

from ..api import (
    Device,
    Json,
    Podero,
    PoderoAuthenticationError,
    PoderoError,
    PoderoIgnoredError,
    PoderoNotFoundError,
    PoderoRateLimitError,
    round_decimals,
)
from ..const import EMPTY_INTERVAL, LOGGER, MAX_BACKOFF, POLL_INTERVAL, WRITE_DEBOUNCE
from ..errors import translation_of
from ..issues import (
    async_delete_device_issues,
    async_update_attention_issues,
    async_update_home_removed_issue,
)
from ..settings.ignored_writes import IgnoredWrites
from ..settings.limits import validate_settings
from ..settings.pending_writes import PendingWrites
from .backoff import Pace
from .expired_settings import ExpiredSettings
from .poll_phase import Phase
from .stale_devices import Departures
from .state_timer import StateTimer

if TYPE_CHECKING:
    from .home import PoderoConfigEntry

# An answer that arrives while a home is unloaded must leave nothing behind.
FOLLOWING = {ConfigEntryState.LOADED, ConfigEntryState.SETUP_IN_PROGRESS}


class PoderoDeviceCoordinator[DeviceT: Device](
    DataUpdateCoordinator[dict[str, DeviceT]]
):
    """The devices of one kind, by id.

    ``changed`` has the ids of those that listeners are told of: all of them where the
    cloud comes or goes, or where time alone changes something.
    """

    config_entry: PoderoConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: PoderoConfigEntry,
        client: Podero,
        kind: type[DeviceT],
    ) -> None:
        """Prepare the polling of one kind; it starts with the first refresh."""
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=f"Podero {kind.path}",
            update_interval=POLL_INTERVAL,
            always_update=False,
        )
        self.data = {}
        self.client = client
        self.kind = kind
        self.added: defaultdict[str, set[str]] = defaultdict(set)
        self.changed: AbstractSet[str] = frozenset()
        self._adjusting: dict[tuple[str, ...], Mapping[str, Json]] = {}
        self._state_timer = StateTimer(hass, self._async_handle_boundary)
        self._departures = Departures(self)
        self._guard = PendingWrites()
        self._is_resting: bool | None = None
        self._ignored = IgnoredWrites(hass, entry)
        self._leftovers = ExpiredSettings(self)
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._needy: AbstractSet[str] = frozenset()
        self._pace = Pace()
        self._phase = Phase()
        self._told: Mapping[str, DeviceT] = {}

    @override
    async def _async_update_data(self) -> dict[str, DeviceT]:
        """Fetch the devices of this kind."""
        try:
            listed = await self.client.devices(self.kind)
        except PoderoAuthenticationError as err:
            raise ConfigEntryAuthFailed(**translation_of(err)) from err
        except PoderoRateLimitError as err:
            wait = self._pace.after_rate_limit(err.retry_after)
            if self._may_rest(err):
                self._is_resting = True
                self.update_interval = timedelta(seconds=wait)
                return self.data
            raise UpdateFailed(retry_after=wait, **translation_of(err)) from err
        except PoderoError as err:
            wait = self._pace.after_failure()
            raise UpdateFailed(retry_after=wait, **translation_of(err)) from err
        self._is_resting = False
        now = monotonic()
        devices = {
            device.id: self._guard.apply(device, now)
            for device in listed
            if device.deleted_at is None
        }
        self._departures.absences.deleted(
            device.id for device in listed if device.deleted_at
        )
        starting = [device.id for device in devices.values() if device.is_starting]
        steady = self._steady_interval(devices)
        self.update_interval = self._pace.after_success(starting, now, steady)
        return devices

    @callback
    @override
    def _async_refresh_finished(self) -> None:
        """Follow what the answer says about time and about devices that are gone."""
        entry = self.config_entry
        if entry.state not in FOLLOWING:
            return
        self._async_track_boundary()
        if self.last_update_success and not self._is_resting:
            self._departures.async_remove()
            self._leftovers.async_clear()
            self._async_tell_who_needs_attention()
            async_update_home_removed_issue(self.hass, entry, is_removed=False)
        elif entry.runtime_data.is_unknown:
            async_update_home_removed_issue(self.hass, entry, is_removed=True)
        elif self.is_unknown:
            self._async_ask_for_other_kinds()

    @callback
    @override
    def async_update_listeners(self) -> None:
        """Tell of the devices that are others than the last time."""
        before, self._told = self._told, self.data if self.last_update_success else {}
        self.changed = {
            device_id
            for device_id in before.keys() | self._told.keys()
            if before.get(device_id) is not self._told.get(device_id)
        }
        super().async_update_listeners()

    @override
    async def async_shutdown(self) -> None:
        """Stop polling and waiting."""
        await super().async_shutdown()
        self._state_timer.async_cancel()

    async def async_write(self, device: DeviceT, settings: Mapping[str, Json]) -> None:
        """Write settings of a device; its state is the cloud's reply at once.

        Raises:
            ServiceValidationError: the settings do not go together.
            PoderoIgnoredError: the reply does not confirm the settings.
            PoderoError: the cloud refused, or could not be reached.

        """
        async with self._locks[device.id]:
            await self._async_write(self.data.get(device.id, device), settings)

    async def async_clear(self, device_id: str) -> None:
        """Clear the settings of a device whose time has passed, if there are any.

        Raises:
            As async_write.

        """
        async with self._locks[device_id]:
            device = self.data.get(device_id)
            if device and (leftovers := device.expired_settings(dt_util.utcnow())):
                await self._async_write(device, leftovers)

    async def async_write_debounced(
        self, device: DeviceT, settings: Mapping[str, Json]
    ) -> None:
        """Write settings that may change again within moments: the last ones win.

        Raises:
            As async_write.

        """
        validate_settings(
            self.data.get(device.id, device), round_decimals(settings), dt_util.utcnow()
        )
        key = (device.id, *settings)
        self._adjusting[key] = settings
        await asyncio.sleep(WRITE_DEBOUNCE)
        if self._adjusting.get(key) is settings:
            del self._adjusting[key]
            await self.async_write(device, settings)

    async def async_command(
        self, device: DeviceT, command: Callable[[Podero, DeviceT], Awaitable[None]]
    ) -> None:
        """Let the cloud do something with a device, then ask what became of it.

        Raises:
            PoderoError: the cloud refused, or could not be reached.

        """
        async with self._locks[device.id]:
            await command(self.client, device)
        await self.async_refresh()

    async def _async_write(self, before: DeviceT, given: Mapping[str, Json]) -> None:
        settings = round_decimals(given)
        validate_settings(before, settings, dt_util.utcnow())
        after = await self.client.update(before, settings)
        self._guard.wrote(before, after, settings, monotonic())
        if after.id in self.data:
            self.data = {**self.data, after.id: after}
        self._async_track_boundary()
        self.async_update_listeners()
        if self._ignored.count(after, settings):
            raise PoderoIgnoredError("The reply does not confirm the settings")

    def _steady_interval(self, devices: Mapping[str, DeviceT]) -> timedelta:
        """Return how long to wait while nothing happens."""
        if not devices and self._departures.is_complete(devices.keys()):
            return EMPTY_INTERVAL
        now = dt_util.utcnow().timestamp()
        stamps = {
            device.id: device.current_state_last_updated_at
            for device in devices.values()
        }
        self._phase.follow(stamps, now)
        return timedelta(seconds=self._phase.wait(now))

    def _may_rest(self, err: PoderoRateLimitError) -> bool:
        """Whether what is known will do: something else was asked to wait, not long."""
        return (
            not err.was_sent
            and self._is_resting is not None
            and self.last_update_success
            and err.retry_after <= MAX_BACKOFF.total_seconds()
        )

    @property
    def is_unknown(self) -> bool:
        """Whether the cloud says that it knows no such home."""
        return not self.last_update_success and isinstance(
            getattr(self.last_exception, "__cause__", None), PoderoNotFoundError
        )

    @callback
    def forget(self, device_id: str) -> None:
        """Treat a device as new should it ever return."""
        self.added.pop(device_id, None)
        self._departures.absences.forget(device_id)
        self._locks.pop(device_id, None)
        self.config_entry.runtime_data.money.forget(device_id)
        async_delete_device_issues(self.hass, device_id)

    def is_gone(self, device_id: str) -> bool:
        """Whether the cloud has not listed a device for several polls in a row."""
        return self._departures.absences.is_gone(device_id)

    @callback
    def _async_track_boundary(self) -> None:
        """Wait for the next time at which a device changes by itself."""
        if self.config_entry.state in FOLLOWING:
            self._state_timer.async_track(
                at
                for device in self.data.values()
                for at in device.state_change_times()
            )

    @callback
    def _async_handle_boundary(self) -> None:
        """Show what the time has changed, without asking the cloud."""
        self._async_track_boundary()
        self._told = {}
        self.async_update_listeners()

    @callback
    def _async_ask_for_other_kinds(self) -> None:
        """Ask at once for the kinds that the home does not have: is it unknown?"""
        for kind in self.config_entry.runtime_data.device_coordinators:
            if not kind.data and not kind.is_unknown:
                self.config_entry.async_create_background_task(
                    self.hass, kind.async_request_refresh(), f"{kind.name} is unknown"
                )

    @callback
    def _async_tell_who_needs_attention(self) -> None:
        before, self._needy = (
            self._needy,
            {device.id for device in self.data.values() if device.needs_attention},
        )
        concerned = (before | self._needy) & self.data.keys()
        devices = [self.data[device_id] for device_id in concerned]
        async_update_attention_issues(self.hass, self.config_entry, devices)
