"""Coordinator for savings and charging sessions."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final, NamedTuple, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..api import ChargingSession, Device, ElectricVehicle, Podero, Savings
from ..const import CONF_IMPORT_HISTORY, MAX_BACKOFF, SAVINGS_INTERVAL
from ..registry import async_get_entity, async_is_enabled
from .backoff import Backoff
from .device_data import PoderoDeviceDataCoordinator, UnsupportedEndpoints
from .devices import PoderoDeviceCoordinator

# Older than any savings of Podero's.
FIRST_SAVINGS: Final = datetime(2020, 1, 1, tzinfo=UTC)
# Months of sessions that are fetched first, and then every hour, before this month.
FIRST_MONTHS: Final = 12
CORRECTED_MONTHS: Final = 1

SAVINGS_SENSORS: Final = ("savings_this_month", "savings_total")


class SavingsKey(NamedTuple):
    """An endpoint of a device: ``savings`` or ``sessions``."""

    device_id: str
    endpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceSavings:
    """The savings of a device, and the charging sessions of a vehicle.

    ``sessions`` has those that began since ``sessions_since``, the oldest first; both
    are None if none were fetched.
    """

    savings: Savings | None = None
    last_session: ChargingSession | None = None
    sessions: Sequence[ChargingSession] | None = None
    sessions_since: datetime | None = None


class SavingsCoordinator(PoderoDeviceDataCoordinator[SavingsKey, DeviceSavings]):
    """Fetches savings and charging sessions, by device ID.

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
        self._plugged_in: set[str] = set()
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
                SavingsKey(device_id, "sessions"),
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
        if key.endpoint == "sessions" and isinstance(device, ElectricVehicle):
            data = await self._unsupported.fetch(
                key, partial(self._async_sessions, device, data)
            ) or replace(data, sessions=None, sessions_since=None)
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
        if self.config_entry.options.get(CONF_IMPORT_HISTORY) or async_is_enabled(
            self.hass, Platform.SENSOR, device.id, "savings_total", default=False
        ):
            since = FIRST_SAVINGS
        savings = await self._client.savings(device, since, now)
        if device.is_smart_optimization_active is False:
            return savings.without_optimization(dt_util.now())
        return savings

    async def _async_sessions(
        self, vehicle: ElectricVehicle, data: DeviceSavings
    ) -> DeviceSavings:
        """Return the data with the sessions of the last months."""
        is_first = data.sessions is None
        since = dt_util.start_of_local_day().replace(day=1)
        for _ in range(FIRST_MONTHS if is_first else CORRECTED_MONTHS):
            since = (since - timedelta(days=1)).replace(day=1)
        until = dt_util.utcnow() + timedelta(days=1)
        sessions = await self._client.charging_sessions(vehicle, since, until)
        # The last session stays known when it is older than these.
        last = sessions[-1] if sessions else data.last_session
        return replace(data, last_session=last, sessions=sessions, sessions_since=since)

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
        """Fetch the savings of new devices, and the sessions that ended, soon."""
        devices = self._devices
        new = devices.keys() - self._known_devices
        self._known_devices = {*devices}
        was_plugged_in = self._plugged_in
        self._plugged_in = {
            device.id
            for device in devices.values()
            if isinstance(device, ElectricVehicle) and device.is_plugged_in
        }
        contexts = set(self.async_contexts())
        keys = {SavingsKey(device_id, "savings") for device_id in new} | {
            key
            for device_id in was_plugged_in - self._plugged_in
            if (key := SavingsKey(device_id, "sessions")) in contexts
        }
        if keys:
            self._async_fetch_soon(keys)
