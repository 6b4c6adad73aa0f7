"""Trips of a car: to work on weekdays, and some short trips on weekends.

Times are seconds since the epoch, in house time; energies watt hours.
"""

from datetime import date, datetime, time as time_of_day, timedelta
from functools import lru_cache
from typing import NamedTuple

from . import weather
from .weather import HOUR, ZONE, seeded


class Trip(NamedTuple):
    """A drive that starts and ends at home."""

    leaves: float
    returns: float
    energy_wh: float


def _at(day: date, minutes: float) -> float:
    """Return the time of a local day, in minutes after midnight."""
    return datetime.combine(day, time_of_day(), ZONE).timestamp() + minutes * 60


def trip_after(seed: int, time: float) -> Trip:
    """Return the current trip, or the next trip."""
    day = weather.local(int(time // HOUR)).date()
    while (trip := _trip(seed, day)) is None or trip.returns <= time:
        day += timedelta(1)
    return trip


@lru_cache(maxsize=256)
def _trip(seed: int, day: date) -> Trip | None:
    """Return the trip of a local day, if there is one."""
    dice = seeded(seed, "trip", day)
    if day.weekday() < 5:
        leaves, returns = dice.gauss(480, 8), dice.gauss(1050, 15)
        return Trip(_at(day, leaves), _at(day, returns), dice.uniform(8_000, 15_000))
    if dice.random() < 0.4:
        return None
    leaves = dice.uniform(570, 700)
    return Trip(
        _at(day, leaves),
        _at(day, leaves + dice.uniform(90, 300)),
        dice.uniform(4_000, 10_000),
    )
