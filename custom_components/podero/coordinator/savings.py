"""Coordinator for savings and charging sessions."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final, NamedTuple, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..api import ChargingSession, Device, ElectricVehicle, Podero, Savings
from ..const import MAX_BACKOFF, SAVINGS_INTERVAL
from ..registry import async_get_entity, async_is_enabled
from .backoff import Backoff
from .device_data import PoderoDeviceDataCoordinator, UnsupportedEndpoints
from .devices import PoderoDeviceCoordinator

# Older than any savings of Podero's.
FIRST_SAVINGS: Final = datetime(2020, 1, 1, tzinfo=UTC)
LAST_SESSION_DAYS: Final = timedelta(days=30)

SAVINGS_SENSORS: Final = ("savings_this_month", "savings_total")


class SavingsKey(NamedTuple):
    """An endpoint of a device: ``savings`` or ``last_session``."""

    device_id: str
    endpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceSavings:
    """The savings of a device, and the last charging session of a vehicle."""

    savings: Savings | None = None
    last_session: ChargingSession | None = None


class SavingsCoordinator(PoderoDeviceDataCoordinator[SavingsKey, DeviceSavings]):
    """Fetches savings and last charging sessions, by device ID.

    Fetched is what an enabled entity listens for, and the savings of devices that have
    no savings sensors yet; the context of a listener is its key. Data is kept while
    Podero does not respond.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        client: Podero,
        device_coordinators: Collection[PoderoDeviceCoordinator[Any]],
    ) -> None:
        """Initialize the coordinator; polling starts with the first listener."""
        super().__init__(
            hass,
            entry,
            name="savings",
            interval=SAVINGS_INTERVAL,
            backoff=Backoff(MAX_BACKOFF, SAVINGS_INTERVAL),
        )
        self._client = client
        self._device_coordinators = device_coordinators
        self._known_devices: set[str] = set()
        self._unsupported = UnsupportedEndpoints()
        for coordinator in device_coordinators:
            entry.async_on_unload(
                coordinator.async_add_listener(self._async_handle_device_update)
            )

    @property
    def _devices(self) -> dict[str, Device]:
        return {
            device.id: device
            for coordinator in self._device_coordinators
            for device in coordinator.data.values()
        }

    @override
    def _wanted_keys(self) -> Collection[SavingsKey]:
        contexts = set(self.async_contexts())
        return [
            key
            for device_id in self._devices
            for key in (
                SavingsKey(device_id, "savings"),
                SavingsKey(device_id, "last_session"),
            )
            if key in contexts
            or (key.endpoint == "savings" and not self._has_sensors(device_id))
        ]

    def _has_sensors(self, device_id: str) -> bool:
        """Return whether savings sensors of a device were created, even if disabled."""
        return any(
            async_get_entity(self.hass, Platform.SENSOR, device_id, key)
            for key in SAVINGS_SENSORS
        )

    @override
    async def _async_fetch_key(self, key: SavingsKey) -> None:
        if (device := self._devices.get(key.device_id)) is None:
            return
        data = self.data.get(device.id, DeviceSavings())
        if key.endpoint == "last_session" and isinstance(device, ElectricVehicle):
            data = replace(
                data,
                last_session=await self._unsupported.fetch(
                    key, partial(self._async_last_session, device)
                ),
            )
        else:
            data = replace(
                data,
                savings=await self._unsupported.fetch(
                    key, partial(self._async_savings, device)
                ),
            )
        # The device may have been removed in the meantime.
        if device.id in self._devices:
            self.data = {**self.data, device.id: data}

    async def _async_savings(self, device: Device) -> Savings:
        """Return the savings of this and the last month, or of all months."""
        now = dt_util.utcnow()
        month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        since = (month - timedelta(days=1)).replace(day=1)
        if async_is_enabled(
            self.hass, Platform.SENSOR, device.id, "savings_total", default=False
        ):
            since = FIRST_SAVINGS
        return await self._client.savings(device, since, now)

    async def _async_last_session(self, vehicle: ElectricVehicle) -> ChargingSession:
        """Return the last session; the known one, or an empty one, if there is none."""
        now = dt_util.utcnow()
        session = await self._client.last_session(vehicle, now - LAST_SESSION_DAYS, now)
        known = self.data.get(vehicle.id)
        return session or (known and known.last_session) or ChargingSession()

    @override
    def _state_change_times(self) -> Iterable[datetime | None]:
        """Return the times at which a month ends."""
        return (
            month.end_period
            for data in self.data.values()
            if data.savings is not None
            for month in data.savings.months
        )

    @callback
    def _async_handle_device_update(self) -> None:
        """Fetch the savings of new devices soon."""
        before, self._known_devices = self._known_devices, {*self._devices}
        if new := self._known_devices - before:
            self._async_fetch_soon(
                SavingsKey(device_id, "savings") for device_id in new
            )
