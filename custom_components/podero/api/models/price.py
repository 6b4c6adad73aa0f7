"""Energy prices and the periods in which they apply."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from .fields import FIRST_YEAR, LAST_YEAR

HOUR: Final = timedelta(hours=1)
ALWAYS: Final = (
    datetime(FIRST_YEAR, 1, 1, tzinfo=UTC),
    datetime(LAST_YEAR, 12, 31, tzinfo=UTC),
)


class PricePeriod(NamedTuple):
    """A price per kWh, and the period in which it applies."""

    start: datetime
    end: datetime
    price: float

    @property
    def hours(self) -> float:
        """The length of the period in hours."""
        return (self.end - self.start) / HOUR


def usual_step(starts: list[datetime]) -> timedelta | None:
    """Return the most frequent, else the shortest, time between prices."""
    steps = Counter(late - early for early, late in pairwise(starts))
    return min(steps, key=lambda step: (-steps[step], step), default=None)


def price_periods(
    prices: Mapping[datetime, float | None],
    ends: Mapping[datetime, datetime] | None = None,
    *,
    are_short: bool = True,
) -> tuple[PricePeriod, ...]:
    """Return the periods of prices that are given by their start in UTC, in order.

    A period lasts until its end or the next price. Without an end, a short one lasts no
    longer than the prices usually do, at most an hour: a price that is missing is not
    known. A price that cannot be read, which is None, only ends the previous one.
    """
    starts = sorted(prices)
    step = min(usual_step(starts) or HOUR, HOUR)
    periods: list[PricePeriod] = []
    for start, following in pairwise([*starts, ALWAYS[1]]):
        end = (ends or {}).get(start, start + step if are_short else following)
        price = prices[start]
        if price is not None and start < (end := min(end, following)):
            periods.append(PricePeriod(start, end, price))
    return tuple(periods)
