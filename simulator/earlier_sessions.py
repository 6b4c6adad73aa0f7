"""Generated charging sessions of the past."""

from . import prices
from .car import EFFICIENCY, FULL_POWER, Car, Session
from .weather import DAY, HOUR, seeded

_LEVEL = 0.8


def earlier_sessions(seed: int, before: float, count: int) -> list[Session]:
    """Return completed sessions, one per day, the last of which ends before a time.

    Args:
        seed: selects the sessions.
        before: seconds since the epoch, in house time.
        count: the number of sessions.
    """
    last_day = int(before // DAY) - 1
    return [_session(seed, last_day - age) for age in reversed(range(count))]


def _session(seed: int, day: int) -> Session:
    """Return the session that begins on the evening of a UTC day."""
    dice = seeded(seed, "session", day)
    plugged_in = day * DAY + dice.uniform(16, 17) * HOUR
    level = dice.uniform(0.3, 0.7)
    energy_wh = (_LEVEL - level) * Car.capacity_wh / EFFICIENCY
    hours = energy_wh / FULL_POWER
    start = (day * DAY // HOUR + 21) * HOUR
    return Session(
        plugged_in=plugged_in,
        level_at_start=level,
        target=_LEVEL,
        planned_from=float(start),
        planned_until=start + hours * HOUR,
        unplugged=plugged_in + dice.uniform(6.5, 6.9) * HOUR,
        level=_LEVEL,
        energy_wh=energy_wh,
        charging_seconds=hours * HOUR,
        peak_w=FULL_POWER,
        cost=energy_wh / 1000 * prices.price(seed, start // HOUR),
        eager_wh=energy_wh,
        eager_cost=energy_wh / 1000 * prices.price(seed, int(plugged_in // HOUR)),
    )
