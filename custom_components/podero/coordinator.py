"""Polling of a home's devices, and the way back for commands."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any, override

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util

from .api import (
    Device,
    ElectricVehicle,
    HeatPump,
    Json,
    Podero,
    PoderoAuthenticationError,
    PoderoConnectionError,
    PoderoError,
    PoderoIgnoredError,
    PoderoNotFoundError,
    PoderoRateLimitError,
    PoderoServerError,
    SolarInverter,
)
from .boundary import Boundary
from .const import (
    ABSENT_POLLS,
    DOMAIN,
    IGNORED_WRITES,
    LOGGER,
    LONGEST_BACK_OFF,
    POLL_INTERVAL,
    SETTLE_SECONDS,
)
from .energy_meter import EnergyMeter
from .explain import explain
from .issues import (
    async_forget_device,
    async_tell_of_devices,
    async_tell_of_home,
    async_tell_of_setting,
)
from .limits import check
from .pace import Pace
from .write_guard import WriteGuard

if TYPE_CHECKING:
    from .charging_plan import ChargingPlanCoordinator
    from .money import MoneyCoordinator

type PoderoConfigEntry = ConfigEntry[PoderoHome]

# An answer that arrives while a home is unloaded must leave nothing behind.
FOLLOWING = {ConfigEntryState.LOADED, ConfigEntryState.SETUP_IN_PROGRESS}


class PoderoCoordinator[DeviceT: Device](DataUpdateCoordinator[dict[str, DeviceT]]):
    """The devices of one kind, by id."""

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
        self._absences: Counter[str] = Counter()
        self._adjusting: dict[tuple[str, ...], Mapping[str, Json]] = {}
        self._boundary = Boundary(hass, self._async_handle_boundary)
        self._guard = WriteGuard()
        self._is_resting: bool | None = None
        self._ignored: Counter[tuple[str, str]] = Counter()
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._pace = Pace()
        self._tidied: dict[str, tuple[datetime | None, ...]] = {}

    @override
    async def _async_update_data(self) -> dict[str, DeviceT]:
        """Fetch the devices of this kind."""
        try:
            listed = await self.client.devices(self.kind)
        except PoderoAuthenticationError as err:
            raise ConfigEntryAuthFailed(**explain(err)) from err
        except PoderoRateLimitError as err:
            wait = self._pace.after_rate_limit(err.retry_after)
            if self._may_rest(err):
                self._is_resting = True
                self.update_interval = timedelta(seconds=wait)
                return self.data
            raise UpdateFailed(retry_after=wait, **explain(err)) from err
        except PoderoError as err:
            wait = self._pace.after_failure()
            raise UpdateFailed(retry_after=wait, **explain(err)) from err
        self._is_resting = False
        now = monotonic()
        devices = {
            device.id: self._guard.apply(device, now)
            for device in listed
            if device.deleted_at is None
        }
        self._absences.update(
            {device.id: ABSENT_POLLS for device in listed if device.deleted_at}
        )
        starting = [device.id for device in devices.values() if device.is_starting]
        self.update_interval = self._pace.after_success(starting, now)
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
            self._async_remove_absent()
            self._async_tidy()
            async_tell_of_devices(self.hass, entry, self.data.values())
            async_tell_of_home(self.hass, entry, is_removed=False)
        elif entry.runtime_data.is_unknown:
            async_tell_of_home(self.hass, entry, is_removed=True)

    @override
    async def async_shutdown(self) -> None:
        """Stop polling and waiting."""
        await super().async_shutdown()
        self._boundary.async_cancel()

    async def async_change(self, device: DeviceT, settings: Mapping[str, Json]) -> None:
        """Write settings of a device; its state is the cloud's reply at once.

        Raises:
            ServiceValidationError: the settings do not go together.
            PoderoIgnoredError: the reply does not confirm the settings.
            PoderoError: the cloud refused, or could not be reached.

        """
        async with self._locks[device.id]:
            before = self.data.get(device.id, device)
            check(before, settings, dt_util.utcnow())
            after = await self.client.update(before, settings)
            self._guard.wrote(before, after, settings, monotonic())
            self.data = {**self.data, after.id: after}
        self._async_track_boundary()
        self.async_update_listeners()
        if self._ignores(after, settings):
            raise PoderoIgnoredError("The reply does not confirm the settings")

    async def async_adjust(self, device: DeviceT, settings: Mapping[str, Json]) -> None:
        """Write settings that may change again within moments: the last ones win.

        Raises:
            As async_change.

        """
        check(self.data.get(device.id, device), settings, dt_util.utcnow())
        key = (device.id, *settings)
        self._adjusting[key] = settings
        await asyncio.sleep(SETTLE_SECONDS)
        if self._adjusting.get(key) is settings:
            del self._adjusting[key]
            await self.async_change(device, settings)

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

    def _may_rest(self, err: PoderoRateLimitError) -> bool:
        """Whether what is known will do: something else was asked to wait, not long."""
        return (
            not err.was_sent
            and self._is_resting is not None
            and self.last_update_success
            and err.retry_after <= LONGEST_BACK_OFF.total_seconds()
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
        self._absences.pop(device_id, None)
        self._locks.pop(device_id, None)
        self.config_entry.runtime_data.money.forget(device_id)
        async_forget_device(self.hass, device_id)

    def is_gone(self, device_id: str) -> bool:
        """Whether the cloud has not listed a device for several polls in a row."""
        return self._absences[device_id] >= ABSENT_POLLS

    @callback
    def _ignores(self, device: DeviceT, settings: Mapping[str, Json]) -> bool:
        """Whether the cloud ignored settings; tell of those that it keeps ignoring."""
        unconfirmed = device.unconfirmed(settings)
        for name in settings:
            key = (device.id, name)
            if name in unconfirmed:
                self._ignored[key] += 1
            else:
                self._ignored.pop(key, None)
            if (times := self._ignored[key]) % IGNORED_WRITES == 0:
                async_tell_of_setting(
                    self.hass, self.config_entry, *key, is_ignored=times > 0
                )
        return bool(unconfirmed)

    @callback
    def _async_track_boundary(self) -> None:
        """Wait for the next time at which a device changes by itself."""
        self._boundary.async_track(
            moment for device in self.data.values() for moment in device.boundaries()
        )

    @callback
    def _async_handle_boundary(self) -> None:
        """Show what the time has changed, without asking the cloud."""
        self._async_track_boundary()
        self._async_tidy()
        self.async_update_listeners()

    @callback
    def _async_tidy(self) -> None:
        """Clear what has passed, once for each time that it passes."""
        now = dt_util.utcnow()
        for device in self.data.values():
            leftovers = device.leftovers(now)
            if leftovers and self._tidied.get(device.id) != device.boundaries():
                self._tidied[device.id] = device.boundaries()
                self.config_entry.async_create_background_task(
                    self.hass,
                    self._async_clear(device, leftovers),
                    f"{self.name} clear what has passed",
                )

    async def _async_clear(
        self, device: DeviceT, leftovers: Mapping[str, Json]
    ) -> None:
        try:
            await self.async_change(device, leftovers)
        except PoderoConnectionError, PoderoRateLimitError, PoderoServerError:
            del self._tidied[device.id]
        except PoderoError as err:
            LOGGER.debug("What has passed could not be cleared: %s", err)

    @callback
    def _async_remove_absent(self) -> None:
        """Remove the devices that the cloud no longer has.

        A device that was removed while Home Assistant was off is of no known kind: it
        goes when no kind lists it.
        """
        registry = dr.async_get(self.hass)
        home = self.config_entry.runtime_data
        # Also those that are back and not registered yet.
        for device_id in self.data:
            self._absences.pop(device_id, None)
        for entry in dr.async_entries_for_config_entry(
            registry, self.config_entry.entry_id
        ):
            device_id = dict(entry.identifiers)[DOMAIN]
            if entry.entry_type is dr.DeviceEntryType.SERVICE or device_id in self.data:
                continue
            self._absences[device_id] += 1
            if self.is_gone(device_id) and (
                device_id in self.added
                or all(kind.is_gone(device_id) for kind in home.coordinators)
            ):
                registry.async_remove_device(entry.id)
                self.forget(device_id)


@dataclass(frozen=True, slots=True)
class PoderoHome:
    """What a config entry has at run time: one home, by kind of device."""

    heat_pumps: PoderoCoordinator[HeatPump]
    electric_vehicles: PoderoCoordinator[ElectricVehicle]
    inverters: PoderoCoordinator[SolarInverter]
    charging_plans: ChargingPlanCoordinator
    money: MoneyCoordinator
    building_names: dict[str, str | None] = field(default_factory=dict)
    meters: dict[str, dict[str, EnergyMeter]] = field(default_factory=dict)

    @property
    def coordinators(self) -> tuple[PoderoCoordinator[Any], ...]:
        """All kinds."""
        return (self.heat_pumps, self.electric_vehicles, self.inverters)

    @property
    def is_unknown(self) -> bool:
        """Whether the cloud says of all kinds that it knows no such home."""
        return all(kind.is_unknown for kind in self.coordinators)
