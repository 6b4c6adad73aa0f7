"""Import of past energy into external statistics."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final, TypedDict, override

from homeassistant.components.recorder import DOMAIN as RECORDER_DOMAIN
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import UnitOfEnergy
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from ..api import Device, PoderoAuthenticationError, PoderoError, PoderoRateLimitError
from ..const import CONF_IMPORT_HISTORY, DOMAIN, LOGGER, MAX_BACKOFF
from ..coordinator import PoderoConfigEntry
from ..coordinator.backoff import Backoff
from ..coordinator.base import PoderoBaseCoordinator
from ..issues import async_delete_unit_issues, async_update_unit_issue
from ..registry import async_get_device, device_name
from .backfill import CHUNK, ENERGIES, HOUR, Backfill
from .completeness import async_record_completeness
from .external_statistics import Series, async_last_hours, async_record, statistic_id
from .missing_unit import deduce_unit

LONGEST_PAST: Final = timedelta(days=365)
# Podero may still correct or add hours of this period.
CORRECTIONS: Final = timedelta(days=3)


class Progress(TypedDict):
    """How far the past of a device is imported, as it is stored.

    ``until`` is the time until which it was requested, ``last`` the last hour that was
    recorded, ``unit`` the unit of energies for which Podero names none.
    """

    until: str
    last: str | None
    unit: str | None


async def async_import_history(hass: HomeAssistant, entry: PoderoConfigEntry) -> None:
    """Start to import past energy in the background, if the option is on."""
    async_delete_unit_issues(hass, entry)
    if not entry.options.get(CONF_IMPORT_HISTORY, False):
        # If it is turned on again, the whole past is imported.
        await async_remove_import(hass, entry)
    elif RECORDER_DOMAIN in hass.config.components:
        past = HistoryImport(hass, entry)
        # Without a listener, the coordinator does not schedule refreshes.
        entry.async_on_unload(past.async_add_listener(lambda: None))
        entry.async_create_background_task(hass, past.async_refresh(), past.name)


async def async_imported_devices(
    hass: HomeAssistant, entry: ConfigEntry[Any]
) -> list[str]:
    """Return the names of the devices whose past energy is imported."""
    progress = await _store(hass, entry).async_load() or {}
    devices = (async_get_device(hass, entry.entry_id, found) for found in progress)
    return sorted(device_name(device) for device in devices if device)


async def async_remove_import(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Forget how far the past of a home is imported; the statistics remain."""
    await _store(hass, entry).async_remove()


def _store(hass: HomeAssistant, entry: ConfigEntry[Any]) -> Store[dict[str, Progress]]:
    return Store(hass, 1, f"{DOMAIN}.history_import.{entry.entry_id}")


class HistoryImport(PoderoBaseCoordinator[None]):
    """Imports past energy once a day for each device, and retries every hour.

    Energies whose unit is neither named nor clear wait, without a request, until it
    becomes clear or the owner chooses it.
    """

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
        self._progress: dict[str, Progress] | None = None
        self._store = _store(hass, entry)
        self._units: dict[str, str] = {}
        entry.runtime_data.choose_history_unit = self.async_choose_unit

    @callback
    def async_choose_unit(self, device_id: str, unit: str) -> None:
        """Import energies that wait for their unit."""
        self._units[device_id] = unit
        self.config_entry.async_create_background_task(
            self.hass, self.async_refresh(), self.name
        )

    @override
    async def _async_fetch(self) -> None:
        """Import the devices that were not imported today."""
        if self._progress is None:
            self._progress = await self._store.async_load() or {}
        today = dt_util.now().date()
        failure: PoderoError | None = None
        for device_id, device in self.config_entry.runtime_data.devices.items():
            if self._done.get(device_id) == today:
                continue
            try:
                is_done = await self._async_import(device, self._progress)
            except PoderoAuthenticationError, PoderoRateLimitError:
                raise
            except PoderoError as err:
                failure = err
            else:
                if is_done:
                    self._done[device_id] = today
        if failure is not None:
            raise failure

    async def _async_import(
        self, device: Device, progress: dict[str, Progress]
    ) -> bool:
        """Import the energy of a device; return whether that is done."""
        before = progress.get(device.id)
        if (backfill := self._backfills.get(device.id)) is None:
            backfill = await self._async_begin(device, before)
            self._backfills[device.id] = backfill
        await backfill.async_fetch(self._client)
        registered = async_get_device(self.hass, self.config_entry.entry_id, device.id)
        if registered is not None:
            unit = self._units.get(device.id) or (before and before["unit"])
            highest = None
            if unit is None and (unnamed := backfill.unnamed) is not None:
                unit = deduce_unit(device, unnamed)
                highest = max(unnamed.values()) if unit is None else None
            async_update_unit_issue(self.hass, self.config_entry, device.id, highest)
            if highest is not None:
                return False
            energies = backfill.in_kwh(unit)
            await async_record(
                self.hass,
                registered,
                [
                    Series(
                        statistic_id(device, key),
                        key,
                        UnitOfEnergy.KILO_WATT_HOUR,
                        hours,
                    )
                    for key, hours in energies.items()
                ],
            )
            key = next(iter(energies or ENERGIES[type(device)].values()))
            await async_record_completeness(
                self.hass,
                device,
                registered,
                statistic_id(device, key),
                energies.get(key, {}),
                since=backfill.since,
            )
            if backfill.has_answered:
                times = [max(hours) for hours in energies.values()]
                last = max(filter(None, (backfill.last, *times)), default=None)
                progress[device.id] = {
                    "until": backfill.end.isoformat(),
                    "last": None if last is None else last.isoformat(),
                    "unit": unit,
                }
                await self._store.async_save(progress)
        del self._backfills[device.id]
        return True

    async def _async_begin(self, device: Device, before: Progress | None) -> Backfill:
        """Return a new import, of up to a year.

        If the statistics are as the previous import left them, it covers what is new,
        and what may be late or corrected: that is one request a day, even if an energy
        has ended.
        """
        until = dt_util.utcnow().replace(minute=0, second=0, microsecond=0)
        since = until - LONGEST_PAST
        keys = ENERGIES[type(device)].values()
        lasts = await async_last_hours(
            self.hass, [statistic_id(device, key) for key in keys]
        )
        last = max(lasts, default=None)
        if before is not None and before["last"] == (last and last.isoformat()):
            done = datetime.fromisoformat(before["until"])
            late = max(min(lasts, default=done), until - CHUNK + CORRECTIONS)
            since = max(since, min(done, late) - CORRECTIONS)
        return Backfill(
            device, partial(self._log_once, device), since, until, until, last
        )

    def _log_once(self, device: Device, reason: str) -> None:
        """Log once why data is not imported."""
        if (device.id, reason) not in self._logged:
            self._logged.add((device.id, reason))
            LOGGER.warning("History of %s is not imported: %s", device.id, reason)
