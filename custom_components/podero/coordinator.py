"""Polling of a home's devices, and the way back for commands."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ldexp
from random import uniform
from time import monotonic
from typing import TYPE_CHECKING, Any, override

from homeassistant.config_entries import ConfigEntry
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
    PoderoRateLimitError,
    PoderoServerError,
    SolarInverter,
)
from .boundary import Boundary
from .const import (
    ABSENT_POLLS,
    DOMAIN,
    LOGGER,
    LONGEST_BACK_OFF,
    POLL_INTERVAL,
    SETTLE_SECONDS,
    STARTING_INTERVAL,
    STARTING_PATIENCE,
)
from .explain import explain
from .limits import check
from .write_guard import WriteGuard

if TYPE_CHECKING:
    from .charging_plan import ChargingPlanCoordinator

type PoderoConfigEntry = ConfigEntry[PoderoHome]


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
        self._failures = 0
        self._guard = WriteGuard()
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._starting_since: dict[str, float] = {}
        self._tidied: dict[str, tuple[datetime | None, ...]] = {}

    @override
    async def _async_update_data(self) -> dict[str, DeviceT]:
        """Fetch the devices of this kind."""
        try:
            listed = await self.client.devices(self.kind)
        except PoderoAuthenticationError as err:
            raise ConfigEntryAuthFailed(**explain(err)) from err
        except PoderoRateLimitError as err:
            raise UpdateFailed(retry_after=err.retry_after, **explain(err)) from err
        except PoderoError as err:
            raise UpdateFailed(retry_after=self._back_off(), **explain(err)) from err
        self._failures = 0
        now = monotonic()
        devices = {
            device.id: self._guard.apply(device, now)
            for device in listed
            if device.deleted_at is None
        }
        self._absences.update(
            {device.id: ABSENT_POLLS for device in listed if device.deleted_at}
        )
        self.update_interval = self._interval(devices, now)
        return devices

    @callback
    @override
    def _async_refresh_finished(self) -> None:
        """Follow what the answer says about time and about devices that are gone."""
        self._async_track_boundary()
        if self.last_update_success:
            self._async_remove_absent()
            self._async_tidy()

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
        if after.changed(settings) != after:
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

    @callback
    def forget(self, device_id: str) -> None:
        """Treat a device as new should it ever return."""
        self.added.pop(device_id, None)
        self._absences.pop(device_id, None)
        self._locks.pop(device_id, None)

    def is_gone(self, device_id: str) -> bool:
        """Whether the cloud has not listed a device for several polls in a row."""
        return self._absences[device_id] >= ABSENT_POLLS

    def _back_off(self) -> float:
        """Return the seconds to wait after one more failure.

        The jitter keeps homes that lost the cloud together from returning together.
        """
        self._failures += 1
        longest = LONGEST_BACK_OFF.total_seconds()
        doubled = ldexp(POLL_INTERVAL.total_seconds(), min(self._failures, 10))
        return min(doubled, longest) * uniform(0.75, 1)  # noqa: S311

    def _interval(self, devices: Mapping[str, DeviceT], now: float) -> timedelta:
        """Return how soon to ask again: sooner while something is about to start."""
        self._starting_since = {
            device.id: self._starting_since.get(device.id, now)
            for device in devices.values()
            if device.is_starting
        }
        patience = STARTING_PATIENCE.total_seconds()
        if any(now - since < patience for since in self._starting_since.values()):
            return STARTING_INTERVAL
        return POLL_INTERVAL

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
        for entry in dr.async_entries_for_config_entry(
            registry, self.config_entry.entry_id
        ):
            device_id = dict(entry.identifiers)[DOMAIN]
            if device_id in self.data:
                self._absences.pop(device_id, None)
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
    building_names: dict[str, str | None] = field(default_factory=dict)

    @property
    def coordinators(self) -> tuple[PoderoCoordinator[Any], ...]:
        """All kinds."""
        return (self.heat_pumps, self.electric_vehicles, self.inverters)
