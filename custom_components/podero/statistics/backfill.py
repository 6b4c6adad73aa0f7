"""Past energy of a device, requested back in time month by month."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from homeassistant.const import UnitOfEnergy
from homeassistant.util.unit_conversion import EnergyConverter

from ..api import (
    Device,
    ElectricVehicle,
    HeatPump,
    History,
    Podero,
    PoderoConnectionError,
    PoderoForbiddenError,
    PoderoNotFoundError,
    PoderoRejectedError,
    PoderoResponseError,
    PoderoServerError,
    SolarInverter,
)
from .external_statistics import Hours

HOUR: Final = timedelta(hours=1)
# When clocks are set forward.
SHORTEST_DAY: Final = timedelta(hours=23)
# The hours of a month fit into one response within the timeout.
CHUNK: Final = timedelta(days=31)
# Failures in a row, one per hour, after which an older period is given up.
MOST_FAILURES: Final = 24

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


@dataclass(slots=True)
class Backfill:
    """State of the import of one device, which may need several refreshes.

    The import goes back in time from ``end`` to ``since``, and has come to ``until``.
    ``hours`` has the energies found so far by key and unit, ``last`` is the last hour
    that is recorded, ``failures`` counts failures in a row. A period that is refused
    twice is left out.
    """

    device: Device
    log_once: Callable[[str], None]
    since: datetime
    until: datetime
    end: datetime
    last: datetime | None
    hours: dict[tuple[str, str | None], Hours] = field(default_factory=dict)
    has_answered: bool = False
    is_refused: bool = False
    failures: int = 0

    async def async_fetch(self, client: Podero) -> None:
        """Fetch the hours back in time until the start, through periods without any.

        Raises:
            PoderoError: Podero refused the request or did not respond. The next call
                continues at the same time.

        """
        while self.since < self.until:
            since = max(self.since, self.until - CHUNK)
            try:
                history = await client.history(self.device, since, self.until)
            except (PoderoNotFoundError, PoderoRejectedError) as err:
                if not self.has_answered and isinstance(err, PoderoNotFoundError):
                    return
                if not (self.has_answered and self.is_refused):
                    self.is_refused = True
                    raise
                # Podero may refuse periods before the first day of the device.
            except (
                PoderoConnectionError,
                PoderoForbiddenError,
                PoderoResponseError,
                PoderoServerError,
            ):
                self.failures += 1
                if self.has_answered and self.failures >= MOST_FAILURES:
                    self.log_once(f"requests before {self.until:%x} fail")
                    return
                raise
            else:
                self.has_answered, self.is_refused = True, False
                found = self._read(history, since, self.until)
                for key, hours in found.items():
                    self.hours.setdefault(key, {}).update(hours)
            self.failures = 0
            self.until = since

    def _read(
        self, history: History, since: datetime, until: datetime
    ) -> dict[tuple[str, str | None], Hours]:
        """Return the hours of a period by key and unit."""
        rows = {row.time: row for row in history.rows if row.time is not None}
        if not _are_hours(list(rows)):
            self.log_once("it has no hourly values")
            return {}
        found: dict[tuple[str, str | None], Hours] = {}
        for name, key in ENERGIES[type(self.device)].items():
            energies: Hours = {
                time: energy
                for time, row in rows.items()
                if since <= time < until and (energy := getattr(row, name)) is not None
            }
            unit = history.units.get(name)
            if unit is not None and unit not in EnergyConverter.VALID_UNITS:
                self.log_once(f"the unit of {key} is unknown")
            elif energies:
                found[key, unit] = energies
        return found

    def in_kwh(self, missing_unit: str | None) -> dict[str, Hours]:
        """Return the hours in kWh by key, with a unit for those that have none.

        Without it, these are 0, as `unnamed` says.
        """
        energies: dict[str, Hours] = {}
        for (key, unit), hours in self.hours.items():
            in_kwh = EnergyConverter.converter_factory(
                unit or missing_unit or UnitOfEnergy.KILO_WATT_HOUR,
                UnitOfEnergy.KILO_WATT_HOUR,
            )
            converted = {time: in_kwh(energy) for time, energy in hours.items()}
            energies.setdefault(key, {}).update(converted)
        return energies

    @property
    def unnamed(self) -> Hours | None:
        """The hours of an energy whose unit Podero does not name; None without any.

        An energy of 0 is the same in all units.
        """
        unnamed = (hours for (_, unit), hours in self.hours.items() if unit is None)
        return next((hours for hours in unnamed if any(hours.values())), None)


def _are_hours(times: list[datetime]) -> bool:
    """Return whether the sorted times are full hours, some of which may be missing."""
    if any(time.minute or time.second or time.microsecond for time in times):
        return False
    steps = (late - early for early, late in pairwise(times))
    return min(steps, default=HOUR) < SHORTEST_DAY
