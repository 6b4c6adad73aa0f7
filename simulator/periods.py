"""The history of a house in the client's calendar.

The history is shifted by whole hours so that it ends now: a house at a higher speed has
its last week in the client's last week, too. Periods begin at midnight UTC, and weeks
on Monday.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import inf
from typing import Final, NamedTuple

from .clock import Clock
from .history import Row
from .house import House
from .weather import HOUR

MONTHS: Final = {"1MONTH": 1, "1QUARTER": 3, "1YEAR": 12}
SPANS: Final = {
    "15MIN": timedelta(minutes=15),
    "1HOUR": timedelta(hours=1),
    "1DAY": timedelta(days=1),
    "1WEEK": timedelta(weeks=1),
}
_MONDAY: Final = datetime(1970, 1, 5, tzinfo=UTC)


class Period(NamedTuple):
    """A period of the calendar, with its history."""

    start: datetime
    end: datetime
    rows: tuple[Row, ...]


def shift(clock: Clock) -> float:
    """Return the whole hours, in seconds, from house time to wall time."""
    return float(round((clock.wall - clock.house).total_seconds() / HOUR) * HOUR)


def bounds(moment: datetime, resolution: str) -> tuple[datetime, datetime]:
    """Return start and end of the period that contains a time."""
    if span := SPANS.get(resolution):
        start = _MONDAY + (moment - _MONDAY) // span * span
        return start, start + span
    months = MONTHS[resolution]
    first = moment.replace(month=(moment.month - 1) // months * months + 1, day=1)
    start = first.replace(hour=0, minute=0, second=0, microsecond=0)
    after = start.month - 1 + months
    return start, start.replace(year=start.year + after // 12, month=after % 12 + 1)


def past(
    house: House, clock: Clock, start: datetime, end: datetime, resolution: str
) -> list[Period]:
    """Return the history between two wall times, oldest first.

    Periods without a row are omitted.
    """
    ahead = shift(clock)
    rows = house.history.between(
        start.timestamp() - ahead, min(end, clock.wall).timestamp() - ahead
    )

    periods: list[tuple[datetime, datetime, list[Row]]] = []
    over = -inf
    for row in rows:
        if (at := row.start + ahead) >= over:
            edges = bounds(datetime.fromtimestamp(at, UTC), resolution)
            over = edges[1].timestamp()
            periods.append((*edges, []))
        periods[-1][2].append(row)
    return [Period(begin, over, tuple(group)) for begin, over, group in periods]


def calendar(start: datetime, end: datetime, resolution: str) -> Iterator[datetime]:
    """Yield the starts of all periods that overlap a stretch of time."""
    at, after = bounds(start, resolution)
    while at < end:
        yield at
        at, after = after, bounds(after, resolution)[1]
