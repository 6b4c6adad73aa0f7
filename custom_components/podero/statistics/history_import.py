"""What the cloud knows of the past, for the recorder."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final, override

from homeassistant.components.recorder import DOMAIN as RECORDER_DOMAIN
from homeassistant.const import UnitOfEnergy
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
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
from ..const import CONF_IMPORT_HISTORY, DOMAIN, LOGGER, MAX_BACKOFF
from ..coordinator import PoderoConfigEntry
from ..coordinator.backoff import Backoff
from ..errors import translation_key, translation_placeholders
from .external_statistics import Hours, async_last_hour, async_record, statistic_id

HOUR: Final = timedelta(hours=1)
# A month by the hour is an answer that a cloud gives well within the timeout.
CHUNK: Final = timedelta(days=31)
LONGEST_PAST: Final = timedelta(days=365)
# As many turns as there are in a day: by then it is no outage.
MOST_FAILURES: Final = 24
# For how long an hour may still be corrected, or come late.
CORRECTIONS: Final = timedelta(days=3)

CONSUMPTION: Final = {
    "estimated_consumption": "consumption",
    "unoptimized_consumption": "unoptimized_consumption",
}
# The energies of a row, each with the key of its statistic.
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
    """Import a home's past in the background, if its owner wants that."""
    wanted = entry.options.get(CONF_IMPORT_HISTORY, False)
    if not wanted or RECORDER_DOMAIN not in hass.config.components:
        return
    past = HistoryImport(hass, entry)
    # It shows nothing, but without a listener there is no next turn.
    entry.async_on_unload(past.async_add_listener(lambda: None))
    entry.async_create_background_task(hass, past.async_refresh(), past.name)


@dataclass(slots=True)
class Backfill:
    """A walk back through the past of one device, which may take several turns.

    ``hours`` has what was found of each energy, ``until`` is how far back it got,
    ``failures`` how often in a row it got no further.
    """

    since: datetime
    until: datetime
    hours: dict[str, Hours] = field(default_factory=dict)
    is_refused: bool = False
    failures: int = 0


class HistoryImport(DataUpdateCoordinator[None]):
    """The import of a home's past: each hour those devices not yet done that day."""

    config_entry: PoderoConfigEntry

    def __init__(self, hass: HomeAssistant, entry: PoderoConfigEntry) -> None:
        """Prepare the import; it starts with the first refresh."""
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name="Podero history",
            update_interval=HOUR,
        )
        self._client = entry.runtime_data.heat_pumps.client
        self._done: dict[str, date] = {}
        self._backoff = Backoff(MAX_BACKOFF, MAX_BACKOFF)
        self._told: set[tuple[str, str]] = set()
        self._walks: dict[str, Backfill] = {}

    @override
    async def _async_update_data(self) -> None:
        """Import what is new; a device that fails has its turn again in an hour."""
        today = dt_util.now().date()
        devices = {
            device.id: device
            for kind in self.config_entry.runtime_data.device_coordinators
            for device in kind.data.values()
        }
        failure: PoderoError | None = None
        for device_id, device in devices.items():
            if self._done.get(device_id) == today:
                continue
            try:
                await self._async_import(device)
            except PoderoAuthenticationError as err:
                raise ConfigEntryAuthFailed(
                    translation_domain=DOMAIN, translation_key=translation_key(err)
                ) from err
            except PoderoRateLimitError as err:
                wait = self._backoff.rate_limited(err.retry_after)
                raise UpdateFailed(
                    translation_domain=DOMAIN,
                    translation_key=translation_key(err),
                    translation_placeholders=translation_placeholders(err),
                    retry_after=wait,
                ) from err
            except PoderoError as err:
                failure = err
            else:
                self._done[device_id] = today
        if failure is not None:
            raise UpdateFailed(
                translation_domain=DOMAIN, translation_key=translation_key(failure)
            ) from failure

    async def _async_import(self, device: Device) -> None:
        """Fetch what is not recorded yet, and record it.

        Raises:
            PoderoError: the cloud refused, or could not be reached; the next call goes
                on from there.

        """
        if (walk := self._walks.get(device.id)) is None:
            walk = self._walks[device.id] = await self._async_begin(device)
        await self._async_fetch(device, walk)
        registered = dr.async_get(self.hass).async_get_device_by_identifier(
            (DOMAIN, device.id), self.config_entry.entry_id
        )
        if registered is not None:
            await async_record(self.hass, device, registered, walk.hours)
        del self._walks[device.id]

    async def _async_begin(self, device: Device) -> Backfill:
        """Prepare to go back to what is recorded, or a year where nothing is."""
        until = dt_util.utcnow().replace(minute=0, second=0, microsecond=0)
        since = until - LONGEST_PAST
        keys = ENERGIES[type(device)].values()
        last = await async_last_hour(
            self.hass, [statistic_id(device, key) for key in keys]
        )
        return Backfill(
            since if last is None else max(since, last - CORRECTIONS), until
        )

    async def _async_fetch(self, device: Device, walk: Backfill) -> None:
        """Go back as far as wanted, or until there is nothing any more."""
        while walk.since < walk.until:
            since = max(walk.since, walk.until - CHUNK)
            try:
                history = await self._client.history(device, since, walk.until)
            except (PoderoNotFoundError, PoderoRejectedError) as err:
                if walk.hours:
                    # A cloud may refuse to tell of times before the device's first day.
                    is_end, walk.is_refused = walk.is_refused, True
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
                walk.failures += 1
                if walk.hours and walk.failures >= MOST_FAILURES:
                    self._tell(device, f"what is before {walk.until:%x} fails")
                    return
                raise
            walk.is_refused, walk.failures = False, 0
            if not (found := self._read(device, history, since, walk.until)):
                return
            for key, hours in found.items():
                walk.hours.setdefault(key, {}).update(hours)
            walk.until = since

    def _read(
        self, device: Device, history: History, since: datetime, until: datetime
    ) -> dict[str, Hours]:
        """Return what can be recorded of an answer: the hours of a time, by energy."""
        rows = {row.time: row for row in history.rows if row.time is not None}
        if not _are_hours(list(rows)):
            self._tell(device, "it is not given by the hour")
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
                self._tell(device, f"the unit of {key} is not given or not known")
                continue
            in_kwh = EnergyConverter.converter_factory(
                unit, UnitOfEnergy.KILO_WATT_HOUR
            )
            found[key] = {time: in_kwh(energy) for time, energy in energies.items()}
        return found

    def _tell(self, device: Device, reason: str) -> None:
        """Say once why something is left out."""
        if (device.id, reason) not in self._told:
            self._told.add((device.id, reason))
            LOGGER.warning("History of %s is not imported: %s", device.id, reason)


def _are_hours(times: list[datetime]) -> bool:
    """Whether rows in order are full hours, as far as a single one can tell."""
    if any(time.minute or time.second or time.microsecond for time in times):
        return False
    return min((late - early for early, late in pairwise(times)), default=HOUR) == HOUR
