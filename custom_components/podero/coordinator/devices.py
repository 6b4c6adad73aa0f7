"""Coordinator for the devices of one type."""

import asyncio
from collections import defaultdict
from collections.abc import (
    Awaitable,
    Callable,
    Collection,
    Iterable,
    Mapping,
    Set as AbstractSet,
)
from datetime import datetime, timedelta
from functools import partial
from time import monotonic, time
from typing import Any, cast, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..api import (
    Device,
    DeviceList,
    Json,
    Podero,
    PoderoBoostRefusedError,
    PoderoIgnoredError,
    PoderoNotFoundError,
    round_decimals,
)
from ..const import (
    EMPTY_INTERVAL,
    FAST_POLL_INTERVAL,
    FAST_POLL_SECONDS,
    MAX_BACKOFF,
    POLL_INTERVAL,
)
from ..errors import async_decimal_separator
from ..registry import async_is_in_other_home
from ..settings.debounced_writes import DebouncedWrites
from ..settings.ignored_writes import IgnoredWrites
from ..settings.limits import validate_settings
from ..settings.pending_writes import PendingWrites
from .backoff import Backoff
from .base import PoderoBaseCoordinator
from .poll_phase import PollPhase


class PoderoDeviceCoordinator[DeviceT: Device](
    PoderoBaseCoordinator[dict[str, DeviceT]]
):
    """Polls the devices of one type, by device ID, and writes to them.

    ``is_changed`` says whether the last poll may differ from what was known before.
    ``changed_ids`` has the IDs of the devices that listeners are notified of: all of
    them if Podero becomes available or unavailable, or if a state changes with time.
    ``deleted_ids`` has the devices that the last response lists as deleted.
    ``known_entities`` has the keys of the entities that were added, by device ID.
    ``on_refreshed`` is called after each refresh, failed ones included, ``on_written``
    after each write with the ID of the device and the settings that were confirmed,
    ``on_boost_refused`` with the ID and the reason if Podero refuses a boost at once.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        client: Podero,
        device_class: type[DeviceT],
    ) -> None:
        """Initialize the coordinator; polling starts with the first refresh."""
        super().__init__(
            hass,
            entry,
            name=device_class.path,
            interval=POLL_INTERVAL,
            backoff=Backoff(POLL_INTERVAL, MAX_BACKOFF),
            always_update=True,
        )
        self.data = {}
        self.client = client
        self.device_class = device_class
        self.device_type: str = device_class.device_type
        self.is_changed = True
        self.changed_ids: AbstractSet[str] = frozenset()
        self.deleted_ids: AbstractSet[str] = frozenset()
        self.known_entities: defaultdict[str, set[str]] = defaultdict(set)
        self.is_complete: Callable[[Collection[str]], bool] = lambda _: False
        self.on_refreshed: Callable[[], None] = lambda: None
        self.on_boost_refused: Callable[[str, str | None], None] = lambda *_: None
        self.on_written: Callable[[str, Mapping[str, Json]], None] = lambda *_: None
        self._debounced_writes = DebouncedWrites(hass, entry)
        self._ignored_writes = IgnoredWrites(hass, entry)
        self._listed: DeviceList[DeviceT] | None = None
        self._as_listed: Mapping[str, DeviceT] | None = None
        self._last_notified: dict[str, DeviceT] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._pending_writes = PendingWrites()
        self._poll_phase = PollPhase()
        self._starting_since: dict[str, float] = {}

    @property
    def is_polled(self) -> bool:
        """Whether the last refresh sent a request, and Podero listed the devices."""
        return self.last_update_success and not self._is_skipped

    @property
    def is_home_unknown(self) -> bool:
        """Whether Podero responds that it does not know the home."""
        return not self.last_update_success and isinstance(
            getattr(self.last_exception, "__cause__", None), PoderoNotFoundError
        )

    @override
    async def _async_fetch(self) -> dict[str, DeviceT]:
        listed = await self.client.devices(self.device_class, self._listed)
        self._backoff.reset()
        now = monotonic()
        # A write replaces the data, which is then more than what is listed.
        self.is_changed = not (listed is self._listed and self.data is self._as_listed)
        devices = self._read(listed, now) if self.is_changed else self.data
        self.update_interval = self._next_interval(devices, now)
        return devices

    def _read(self, listed: DeviceList[DeviceT], now: float) -> dict[str, DeviceT]:
        """Return the devices of the home that are listed."""
        self._listed = listed
        self.deleted_ids = {device.id for device in listed if device.deleted_at}
        present = [device for device in listed if device.deleted_at is None]
        devices = {
            device.id: self._pending_writes.apply(device, now)
            for device in present
            # A device that moved here is listed once its former home has released it.
            if device.id in self.data or not self._is_in_other_home(device.id)
        }
        is_settled = len(devices) == len(present) and not self._pending_writes
        self._as_listed = devices if is_settled else None
        self._starting_since = {
            device.id: self._starting_since.get(device.id, now)
            for device in devices.values()
            if device.is_starting
        }
        return devices

    def _is_in_other_home(self, device_id: str) -> bool:
        return async_is_in_other_home(self.hass, self.config_entry.entry_id, device_id)

    def _next_interval(self, devices: Mapping[str, DeviceT], now: float) -> timedelta:
        """Return the time until the next poll."""
        last_start = max(self._starting_since.values(), default=None)
        if last_start is not None and now - last_start < FAST_POLL_SECONDS:
            return FAST_POLL_INTERVAL
        # A device that is listed may wait for its former home to release it.
        if self._as_listed == {} and self.is_complete(devices.keys()):
            return EMPTY_INTERVAL
        wall_time = time()
        if self.is_changed:
            stamps = {
                device.id: device.current_state_last_updated_at
                for device in devices.values()
            }
            self._poll_phase.update(stamps, wall_time)
        return timedelta(seconds=self._poll_phase.next_interval(wall_time))

    @callback
    @override
    def _async_refresh_finished(self) -> None:
        if self.is_changed or self._state_timer.is_overdue:
            super()._async_refresh_finished()
        if self.is_active:
            self.on_refreshed()

    @override
    def _state_change_times(self) -> Iterable[datetime | None]:
        return (
            change_time
            for device in self.data.values()
            for change_time in device.state_change_times()
        )

    @callback
    @override
    def _async_handle_state_change(self) -> None:
        self._last_notified = {}
        super()._async_handle_state_change()

    @callback
    @override
    def async_update_listeners(self) -> None:
        """Notify the listeners if a device is not the same object as the last time."""
        before = self._last_notified
        now = self._last_notified = self.data if self.last_update_success else {}
        self.changed_ids = frozenset()
        if now is before:
            return
        self.changed_ids = {
            device_id
            for device_id in before.keys() | now.keys()
            if before.get(device_id) is not now.get(device_id)
        }
        if self.changed_ids:
            super().async_update_listeners()

    @callback
    def async_notify(self, device_id: str) -> None:
        """Notify the listeners of a device that did not change itself."""
        self._last_notified = {**self._last_notified}
        self._last_notified.pop(device_id, None)
        self.async_update_listeners()

    async def async_write(self, device: DeviceT, settings: Mapping[str, Json]) -> None:
        """Write settings of a device; Podero's reply becomes its state at once.

        Raises:
            ServiceValidationError: The settings are out of range or contradict others.
            PoderoIgnoredError: The reply does not confirm the settings.
            PoderoError: Podero refused the settings or did not respond.

        """
        async with self._locks[device.id]:
            await self._async_write_locked(self.data.get(device.id, device), settings)

    async def async_write_debounced(
        self, device: DeviceT, settings: Mapping[str, Json]
    ) -> None:
        """Write settings of a device that may change again within moments.

        Settings of a device that change together are validated and written together.

        Raises:
            ServiceValidationError: The settings are out of range or contradict others.
            PoderoIgnoredError: The reply does not confirm the settings.
            PoderoError: Podero refused the settings or did not respond.
            HomeAssistantError: The home was unloaded in the meantime.

        """
        await self._debounced_writes.async_write(
            device.id, settings, partial(self.async_write, device)
        )

    async def async_clear_expired_settings(self, device_id: str) -> None:
        """Clear the settings of a device whose time has passed.

        Raises:
            PoderoError: Podero refused the settings or did not respond.

        """
        async with self._locks[device_id]:
            device = self.data.get(device_id)
            if device and (expired := device.expired_settings(dt_util.utcnow())):
                await self._async_write_locked(device, expired)

    async def async_command(
        self, device: DeviceT, command: Callable[[Podero, DeviceT], Awaitable[None]]
    ) -> None:
        """Send a command to a device, then refresh.

        Raises:
            PoderoError: Podero refused the command or did not respond.

        """
        async with self._locks[device.id]:
            try:
                await command(self.client, device)
            except PoderoBoostRefusedError as err:
                self.on_boost_refused(device.id, err.reason)
                raise
        await self.async_refresh_shielded()

    async def _async_write_locked(
        self, before: DeviceT, settings: Mapping[str, Json]
    ) -> None:
        settings = round_decimals(settings)
        unit = self.hass.config.units.temperature_unit
        separator = async_decimal_separator(self.hass)
        validate_settings(before, settings, dt_util.utcnow(), unit, separator)
        ignored = None
        try:
            after = await self.client.update(before, settings)
        except PoderoIgnoredError as err:
            ignored, after = err, cast("DeviceT", err.device)
        self._pending_writes.record(before, after, settings, monotonic())
        if after.id in self.data:
            self.data = {**self.data, after.id: after}
        self._async_track_state_changes()
        self.async_update_listeners()
        missed = ignored.settings if ignored else ()
        if self.is_active:
            self._ignored_writes.record(after.id, settings, missed)
        confirmed = settings.keys() - missed
        self.on_written(after.id, {name: settings[name] for name in confirmed})
        if ignored:
            raise ignored

    @callback
    def forget(self, device_id: str) -> None:
        """Treat a device as new if it returns."""
        self.known_entities.pop(device_id, None)
        self._locks.pop(device_id, None)
