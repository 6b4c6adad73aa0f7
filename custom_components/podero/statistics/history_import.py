"""Import of past energy into external statistics."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final, override

from homeassistant.components.recorder import DOMAIN as RECORDER_DOMAIN
from homeassistant.const import UnitOfEnergy
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_conversion import EnergyConverter

from ..api import (
    Device,
    ElectricVehicle,
    HeatPump,
    History,
    PoderoAuthenticationError,
    PoderoConnectionError,
    PoderoError,
    PoderoForbiddenError,
    PoderoNotFoundError,
    PoderoRateLimitError,
    PoderoRejectedError,
    PoderoResponseError,
    PoderoServerError,
    SolarInverter,
)
from ..const import CONF_IMPORT_HISTORY, LOGGER, MAX_BACKOFF
from ..coordinator import PoderoConfigEntry
from ..coordinator.backoff import Backoff
from ..coordinator.base import PoderoBaseCoordinator
from ..registry import async_get_device
from .external_statistics import Hours, async_last_hour, async_record, statistic_id

HOUR: Final = timedelta(hours=1)
# The hours of a month fit into one response within the timeout.
CHUNK: Final = timedelta(days=31)
LONGEST_PAST: Final = timedelta(days=365)
# Failures in a row, one per hour, after which an older period is given up.
MOST_FAILURES: Final = 24
# Podero may still correct or add hours of this period.
CORRECTIONS: Final = timedelta(days=3)

CONSUMPTION: Final = {
    "estimated_consumption": "consumption",
    "unoptimized_consumption": "unoptimized_consumption",
}
# The energy fields of a row, each with the key of its statistic.
ENERGIES: Final[dict[type[Device], dict[str, str]]] = {
    HeatPump: CONSUMPTION,
    ElectricVehicle: CONSUMPTION,
    SolarInverter: {
        "solar_production_wh": "solar_production",
        "grid_export_wh": "grid_export",
    },
}


@callback
def async_import_history(hass: HomeAssistant, entry: PoderoConfigEntry) -> None:
    """Start to import past energy in the background, if the option is on."""
    wanted = entry.options.get(CONF_IMPORT_HISTORY, False)
    if not wanted or RECORDER_DOMAIN not in hass.config.components:
        return
    past = HistoryImport(hass, entry)
    # Without a listener, the coordinator does not schedule refreshes.
    entry.async_on_unload(past.async_add_listener(lambda: None))
    entry.async_create_background_task(hass, past.async_refresh(), past.name)


@dataclass(slots=True)
class Backfill:
    """State of the import of one device, which may need several refreshes.

    The import goes back in time from ``until`` to ``since``. ``hours`` has the energies
    found so far by key, ``failures`` counts failures in a row.
    """

    since: datetime
    until: datetime
    hours: dict[str, Hours] = field(default_factory=dict)
    is_refused: bool = False
    failures: int = 0


class HistoryImport(PoderoBaseCoordinator[None]):
    """Imports past energy once a day for each device, and retries every hour."""

    config_entry: PoderoConfigEntry

    def __init__(self, hass: HomeAssistant, entry: PoderoConfigEntry) -> None:
        """Initialize the import; it starts with the first refresh."""
        super().__init__(
            hass,
            entry,
            name="history",
            interval=HOUR,
            backoff=Backoff(HOUR, HOUR, spread=MAX_BACKOFF),
        )
        self._client = entry.runtime_data.client
        self._done: dict[str, date] = {}
        self._logged: set[tuple[str, str]] = set()
        self._backfills: dict[str, Backfill] = {}

    @override
    async def _async_fetch(self) -> None:
        """Import the devices that were not imported today."""
        today = dt_util.now().date()
        devices = {
            device.id: device
            for coordinator in self.config_entry.runtime_data.device_coordinators
            for device in coordinator.data.values()
        }
        failure: PoderoError | None = None
        for device_id, device in devices.items():
            if self._done.get(device_id) == today:
                continue
            try:
                await self._async_import(device)
            except PoderoAuthenticationError, PoderoRateLimitError:
                raise
            except PoderoError as err:
                failure = err
            else:
                self._done[device_id] = today
        if failure is not None:
            raise failure

    async def _async_import(self, device: Device) -> None:
        """Import the energy of a device.

        Raises:
            PoderoError: Podero refused the request or did not respond. The next call
                continues at the same time.

        """
        if (backfill := self._backfills.get(device.id)) is None:
            backfill = self._backfills[device.id] = await self._async_begin(device)
        await self._async_backfill(device, backfill)
        registered = async_get_device(self.hass, self.config_entry.entry_id, device.id)
        if registered is not None:
            await async_record(self.hass, device, registered, backfill.hours)
        del self._backfills[device.id]

    async def _async_begin(self, device: Device) -> Backfill:
        """Return a new import, back to the last recorded hour or up to a year."""
        until = dt_util.utcnow().replace(minute=0, second=0, microsecond=0)
        since = until - LONGEST_PAST
        keys = ENERGIES[type(device)].values()
        last = await async_last_hour(
            self.hass, [statistic_id(device, key) for key in keys]
        )
        return Backfill(
            since if last is None else max(since, last - CORRECTIONS), until
        )

    async def _async_backfill(self, device: Device, backfill: Backfill) -> None:
        """Fetch the hours back in time until the start or the first empty period."""
        while backfill.since < backfill.until:
            since = max(backfill.since, backfill.until - CHUNK)
            try:
                history = await self._client.history(device, since, backfill.until)
            except (PoderoNotFoundError, PoderoRejectedError) as err:
                if backfill.hours:
                    # Podero may refuse periods before the first day of the device.
                    is_end, backfill.is_refused = backfill.is_refused, True
                else:
                    is_end = isinstance(err, PoderoNotFoundError)
                if is_end:
                    return
                raise
            except (
                PoderoConnectionError,
                PoderoForbiddenError,
                PoderoResponseError,
                PoderoServerError,
            ):
                backfill.failures += 1
                if backfill.hours and backfill.failures >= MOST_FAILURES:
                    self._log_once(device, f"requests before {backfill.until:%x} fail")
                    return
                raise
            backfill.is_refused, backfill.failures = False, 0
            if not (found := self._read(device, history, since, backfill.until)):
                return
            for key, hours in found.items():
                backfill.hours.setdefault(key, {}).update(hours)
            backfill.until = since

    def _read(
        self, device: Device, history: History, since: datetime, until: datetime
    ) -> dict[str, Hours]:
        """Return the hours of a period in kWh by key."""
        rows = {row.time: row for row in history.rows if row.time is not None}
        if not _are_hours(list(rows)):
            self._log_once(device, "it has no hourly values")
            return {}
        found: dict[str, Hours] = {}
        for name, key in ENERGIES[type(device)].items():
            energies: Hours = {
                time: energy
                for time, row in rows.items()
                if since <= time < until and (energy := getattr(row, name)) is not None
            }
            unit = history.units.get(name)
            if not energies:
                continue
            if unit not in EnergyConverter.VALID_UNITS:
                self._log_once(device, f"the unit of {key} is missing or unknown")
                continue
            in_kwh = EnergyConverter.converter_factory(
                unit, UnitOfEnergy.KILO_WATT_HOUR
            )
            found[key] = {time: in_kwh(energy) for time, energy in energies.items()}
        return found

    def _log_once(self, device: Device, reason: str) -> None:
        """Log once why data is not imported."""
        if (device.id, reason) not in self._logged:
            self._logged.add((device.id, reason))
            LOGGER.warning("History of %s is not imported: %s", device.id, reason)


def _are_hours(times: list[datetime]) -> bool:
    """Return whether the sorted times are full hours, an hour apart."""
    if any(time.minute or time.second or time.microsecond for time in times):
        return False
    return min((late - early for early, late in pairwise(times)), default=HOUR) == HOUR
