"""Known energy prices over time, and the cheapest windows in them.

Curves are periods in order that do not overlap, but may leave gaps. What depends on a
price that is not known has no answer.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from operator import attrgetter
from typing import Final

from ..api import PricePeriod

type PriceCurve = Sequence[PricePeriod]

# A day is cheap for a quarter of its time.
CHEAP_SHARE: Final = 4
# Sums of floats that differ by less are equal: the earlier window is better then.
DIGITS: Final = 9


def price_at(curve: PriceCurve, now: datetime) -> float | None:
    """Return the price at a time; None if it is not known."""
    index = bisect_right(curve, now, key=attrgetter("start")) - 1
    return curve[index].price if index >= 0 and now < curve[index].end else None


def prices_between(
    curve: PriceCurve, start: datetime, end: datetime
) -> list[PricePeriod]:
    """Return the known prices between two times."""
    return [
        PricePeriod(max(period.start, start), min(period.end, end), period.price)
        for period in curve
        if period.start < end and period.end > start
    ]


def known_until(curve: PriceCurve, start: datetime) -> datetime:
    """Return until when all prices from a time on are known; that time if none is."""
    for period in curve:
        if period.start <= start < period.end:
            start = period.end
    return start


def windows(parts: Iterable[PricePeriod]) -> list[tuple[datetime, datetime]]:
    """Return the start and the end of each group of adjacent periods."""
    found: list[tuple[datetime, datetime]] = []
    for part in parts:
        start = found.pop()[0] if found and found[-1][1] == part.start else part.start
        found.append((start, part.end))
    return found


def total_cost(parts: Iterable[PricePeriod]) -> float:
    """Return the sum of the prices, each times its hours."""
    return round(sum(part.price * part.hours for part in parts), DIGITS)


def cheapest_parts(
    curve: PriceCurve,
    duration: timedelta,
    start: datetime,
    end: datetime,
    *,
    split: bool = False,
) -> list[PricePeriod]:
    """Return the cheapest time of a duration, the earliest if several are.

    It is in one piece unless ``split`` allows breaks. It is empty if a price between
    start and end is not known, or if there is less time than that.
    """
    if not timedelta() < duration <= end - start or known_until(curve, start) < end:
        return []
    known = prices_between(curve, start, end)
    if split:
        return _cheapest_pieces(known, duration)
    # A price may apply for thousands of years, in which sums of floats are not exact.
    end = min(end, known[-1].start + duration)
    edges = [period.start for period in known]
    costs = [*accumulate((part.price * part.hours for part in known), initial=0.0)]

    def cost_until(time: datetime) -> float:
        index = min(bisect_right(edges, time), len(known)) - 1
        part = known[index]
        return costs[index] + part._replace(end=time).hours * part.price

    # The cost of a window can only turn where the price changes at one of its ends.
    changes = {start, *(period.end for period in known)}
    starts = changes | {change - duration for change in changes}
    first = min(
        (time for time in starts if start <= time <= end - duration),
        key=lambda time: (
            round(cost_until(time + duration) - cost_until(time), DIGITS),
            time,
        ),
    )
    return prices_between(known, first, first + duration)


def _cheapest_pieces(
    known: list[PricePeriod], duration: timedelta
) -> list[PricePeriod]:
    """Return the cheapest periods; the last one is shortened to fit."""
    chosen: list[PricePeriod] = []
    starts: set[datetime] = set()
    for part in sorted(known, key=lambda part: (part.price, part.start)):
        length = min(duration, part.end - part.start)
        duration -= length
        if part.end in starts:
            # Nothing is turned off in between.
            chosen.append(part._replace(start=part.end - length))
        else:
            chosen.append(part._replace(end=part.start + length))
        starts.add(chosen[-1].start)
    return sorted(part for part in chosen if part.start < part.end)


def is_cheap(
    curve: PriceCurve, now: datetime, start: datetime, end: datetime
) -> bool | None:
    """Return whether a price is cheap for its day, which has a start and an end.

    It is cheap if less than a quarter of the day is cheaper, and at least a quarter
    is more expensive. It is None if prices that are not known may change that.
    """
    if (price := price_at(curve, now)) is None:
        return None
    day = prices_between(curve, start, end)
    quarter = (end - start) / CHEAP_SHARE
    cheaper = _time(period for period in day if period.price < price)
    dearer = _time(period for period in day if period.price > price)
    unknown = end - start - _time(day)
    if cheaper + unknown < quarter <= dearer:
        return True
    return False if cheaper >= quarter or dearer + unknown < quarter else None


def _time(periods: Iterable[PricePeriod]) -> timedelta:
    return sum((period.end - period.start for period in periods), timedelta())
