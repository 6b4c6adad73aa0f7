"""The history of a house: a row for each quarter of an hour.

Energies are in watt hours, temperatures in degrees Celsius, times in seconds since the
epoch, in house time.
"""

from bisect import bisect_left
from typing import Final, NamedTuple, Self

from .weather import DAY

QUARTER: Final = 900
_KEPT: Final = 62 * DAY // QUARTER


class Energies(NamedTuple):
    """Energies of a period, in watt hours."""

    solar: float
    household: float
    grid_import: float
    grid_export: float
    battery_charge: float
    battery_discharge: float
    heat_pump: float
    car: float
    car_eager: float
    """The energy of the car if it had charged immediately after each plug-in."""


class Row(NamedTuple):
    """A quarter of an hour."""

    start: float
    price: float
    """In EUR/kWh."""
    energies: Energies
    inlet: float
    hot_water: float
    room: float
    outdoor: float
    car_level: float
    is_charging: bool
    is_plugged_in: bool


class History:
    """The rows of the last two months, oldest first, without gaps."""

    def __init__(self) -> None:
        """Initialize an empty history."""
        self.rows: list[Row] = []
        self._heat_pump_kwh: dict[int, float] = {}

    def __deepcopy__(self, memo: object) -> Self:
        """Copy only the list, because its rows never change."""
        copy = type(self)()
        copy.rows = list(self.rows)
        return copy

    def add(self, row: Row) -> None:
        """Append a quarter of an hour."""
        self.rows.append(row)
        self._heat_pump_kwh.clear()
        if len(self.rows) > 2 * _KEPT:
            del self.rows[:-_KEPT]

    def between(self, start: float, end: float) -> list[Row]:
        """Return the rows that start in a period."""
        first = bisect_left(self.rows, start, key=_start)
        return self.rows[first : bisect_left(self.rows, end, lo=first, key=_start)]

    def heat_pump_kwh(self, days: int) -> float:
        """Return the energy of the heat pump over the last days, in kWh."""
        if days not in self._heat_pump_kwh:
            rows = self.rows[-days * DAY // QUARTER :]
            watt_hours = sum(row.energies.heat_pump for row in rows)
            self._heat_pump_kwh[days] = watt_hours / 1000
        return self._heat_pump_kwh[days]


def _start(row: Row) -> float:
    return row.start
