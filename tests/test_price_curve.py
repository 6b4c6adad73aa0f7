"""Test prices over time, and the search for the cheapest windows in them."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.podero.api import ALWAYS, PricePeriod
from custom_components.podero.coordinator.price_curve import (
    cheapest_parts,
    is_cheap,
    known_until,
    price_at,
    prices_between,
    total_cost,
    windows,
)
from tests.steps import counted_steps

MIDNIGHT = datetime(2026, 3, 18, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
# Each has a day of 23 hours and one of 25 hours, or 23.5 and 24.5.
CHANGES = (
    ("Europe/Vienna", date(2026, 3, 29)),
    ("Europe/Vienna", date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/St_Johns", date(2026, 3, 8)),
    ("Asia/Kolkata", date(2026, 3, 29)),
)

type Curve = list[PricePeriod]


def curve_of(prices: list[float | None], minutes: int = 60) -> Curve:
    """Return a curve from midnight on; None is a price that is not known."""
    step = minutes * MINUTE
    return [
        PricePeriod(MIDNIGHT + number * step, MIDNIGHT + (number + 1) * step, price)
        for number, price in enumerate(prices)
        if price is not None
    ]


@st.composite
def curves(draw: st.DrawFn, *, with_gaps: bool = False) -> Curve:
    """Draw a day, or one with a clock change, of prices with many equal ones."""
    minutes = draw(st.sampled_from([15, 60]))
    hours = draw(st.sampled_from([1, 2, 3, 6, 23, 24, 25]))
    # Quarters and eighths add up without any rounding.
    price: st.SearchStrategy[float | None] = st.integers(-4, 12).map(lambda n: n / 8)
    count = hours * 60 // minutes
    if with_gaps:
        price |= st.none()
    return curve_of(draw(st.lists(price, min_size=count, max_size=count)), minutes)


def by_minute(curve: Curve, start: datetime, end: datetime) -> list[float | None]:
    """Return the price of each minute, without what is tested."""
    found: list[float | None] = []
    while start < end:
        known = [part.price for part in curve if part.start <= start < part.end]
        found.append(known[0] if known else None)
        start += MINUTE
    return found


@given(data=st.data(), curve=curves(with_gaps=True), split=st.booleans())
def test_the_cheapest_window_is_that_of_brute_force(
    data: st.DataObject, curve: Curve, split: bool
) -> None:
    minutes = st.integers(0, 26 * 60)
    first, last = sorted((data.draw(minutes), data.draw(minutes)))
    start, end = MIDNIGHT + first * MINUTE, MIDNIGHT + last * MINUTE
    length = data.draw(st.integers(0, 300))
    parts = cheapest_parts(curve, length * MINUTE, start, end, split=split)

    prices = by_minute(curve, start, end)
    if not 0 < length <= len(prices) or None in prices:
        assert parts == []
        return
    known = [Fraction(price or 0) for price in prices]
    if split:
        best = sum(sorted(known)[:length])
    else:
        costs = [sum(known[at : at + length]) for at in range(len(known) - length + 1)]
        best = min(costs)
        # The earliest of the cheapest.
        assert parts[0].start == start + costs.index(best) * MINUTE
        assert len(windows(parts)) == 1
    assert total_cost(parts) == pytest.approx(float(best / 60), abs=1e-8)
    assert sum((part.end - part.start for part in parts), timedelta()) == (
        length * MINUTE
    )
    assert start <= parts[0].start
    assert parts[-1].end <= end
    for part, following in pairwise(parts):
        assert part.end <= following.start
    assert [part.price for part in parts] == [
        price_at(curve, part.start) for part in parts
    ]


@pytest.mark.parametrize(("zone", "day"), CHANGES)
@pytest.mark.parametrize("minutes", [15, 60])
def test_a_day_with_a_clock_change_has_all_its_hours(
    zone: str, day: date, minutes: int
) -> None:
    local = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    start = local.astimezone(UTC)
    end = (local + timedelta(days=1)).astimezone(UTC)
    step = minutes * MINUTE
    count = -((start - end) // step)
    curve = [
        PricePeriod(start + number * step, start + (number + 1) * step, number % 7)
        for number in range(count)
    ]
    whole = cheapest_parts(curve, end - start, start, end)
    assert windows(whole) == [(start, end)]
    for split in (False, True):
        parts = cheapest_parts(curve, 3 * HOUR, start, end, split=split)
        assert sum(part.hours for part in parts) == 3
    assert is_cheap(curve, start, start, end) is True
    assert is_cheap(curve, start + 6 * step, start, end) is False


def test_a_window_may_begin_and_end_within_an_hour() -> None:
    curve = curve_of([3, 1, 2, 4])
    parts = cheapest_parts(curve, 90 * MINUTE, MIDNIGHT, MIDNIGHT + 4 * HOUR)
    assert windows(parts) == [(MIDNIGHT + HOUR, MIDNIGHT + 2.5 * HOUR)]
    assert total_cost(parts) == 2
    curve = curve_of([4, 2, 1, 3])
    parts = cheapest_parts(curve, 90 * MINUTE, MIDNIGHT, MIDNIGHT + 4 * HOUR)
    assert windows(parts) == [(MIDNIGHT + 1.5 * HOUR, MIDNIGHT + 3 * HOUR)]


@pytest.mark.parametrize("price", [0.1, 0.3141, 0.8875])
def test_a_price_that_always_applies_is_cheapest_at_once(price: float) -> None:
    curve = [PricePeriod(*ALWAYS, price)]
    for minutes in range(1, 1000, 7):
        start = MIDNIGHT + minutes * timedelta(hours=3, seconds=17)
        parts = cheapest_parts(curve, minutes * MINUTE, start, ALWAYS[1])
        assert windows(parts) == [(start, start + minutes * MINUTE)]


def test_pieces_join_where_they_can() -> None:
    curve = curve_of([2, 1, 2, 1])
    parts = cheapest_parts(curve, 2.5 * HOUR, MIDNIGHT, MIDNIGHT + 4 * HOUR, split=True)
    assert windows(parts) == [
        (MIDNIGHT + 0.5 * HOUR, MIDNIGHT + 2 * HOUR),
        (MIDNIGHT + 3 * HOUR, MIDNIGHT + 4 * HOUR),
    ]
    assert total_cost(parts) == 3


@pytest.mark.parametrize("split", [False, True])
def test_ten_times_as_many_prices_take_about_ten_times_as_many_steps(
    split: bool,
) -> None:
    taken = []
    for prices in (400, 4000):
        curve = curve_of([number * 7919 % 997 for number in range(prices)])
        wanted = prices * 3 // 10
        end = MIDNIGHT + prices * HOUR
        with counted_steps() as steps:
            parts = cheapest_parts(curve, wanted * HOUR, MIDNIGHT, end, split=split)
        assert sum(part.hours for part in parts) == wanted
        taken.append(steps.number)
    assert taken[0] > 400
    assert taken[1] < 15 * taken[0]


def test_prices_are_known_up_to_the_first_gap() -> None:
    curve = curve_of([1, 2, None, 3])
    assert known_until(curve, MIDNIGHT) == MIDNIGHT + 2 * HOUR
    assert known_until(curve, MIDNIGHT + 2.5 * HOUR) == MIDNIGHT + 2.5 * HOUR
    assert known_until(curve, MIDNIGHT + 3 * HOUR) == MIDNIGHT + 4 * HOUR
    assert known_until([], MIDNIGHT) == MIDNIGHT


def test_prices_between_two_times_are_cut_to_them() -> None:
    curve = curve_of([1, 2, None, 3])
    start, end = MIDNIGHT + 1.5 * HOUR, MIDNIGHT + 3.5 * HOUR
    assert prices_between(curve, start, end) == [
        PricePeriod(start, MIDNIGHT + 2 * HOUR, 2),
        PricePeriod(MIDNIGHT + 3 * HOUR, end, 3),
    ]


@pytest.mark.parametrize(
    ("after", "expected"), [(-1, None), (0, 1), (3599, 1), (3600, None), (7200, 3)]
)
def test_the_price_is_that_of_its_period(after: int, expected: float | None) -> None:
    curve = curve_of([1, None, 3])
    assert price_at(curve, MIDNIGHT + timedelta(seconds=after)) == expected


# Cheap

NIGHT_TARIFF = [1.0] * 8 + [2.0] * 16


@pytest.mark.parametrize(
    ("prices", "hour", "expected"),
    [
        (list(range(24)), 5, True),
        (list(range(24)), 6, False),
        (NIGHT_TARIFF, 0, True),
        (NIGHT_TARIFF, 8, False),
        ([1.0] * 24, 0, False),
        # A single hour that is more expensive makes no other one cheap.
        ([1.0] * 23 + [2.0], 0, False),
        ([*range(-12, 12)], 0, True),
    ],
)
def test_a_quarter_of_the_day_is_cheap(
    prices: list[float | None], hour: int, expected: bool
) -> None:
    now = MIDNIGHT + hour * HOUR
    day = (MIDNIGHT, MIDNIGHT + 24 * HOUR)
    assert is_cheap(curve_of(prices), now, *day) is expected


@given(data=st.data(), curve=curves(with_gaps=True))
def test_what_is_missing_could_not_change_the_answer(
    data: st.DataObject, curve: Curve
) -> None:
    end = MIDNIGHT + 24 * HOUR
    now = MIDNIGHT + data.draw(st.integers(0, 24 * 60 - 1)) * MINUTE
    answer = is_cheap(curve, now, MIDNIGHT, end)
    known = by_minute(curve, MIDNIGHT, end)
    price = by_minute(curve, now, now + MINUTE)[0]
    if price is None:
        assert answer is None
        return
    answers = set()
    for missing in (-99, price, 99):
        full = [missing if one is None else one for one in known]
        cheaper = sum(one < price for one in full)
        dearer = sum(one > price for one in full)
        answers.add(cheaper < 6 * 60 <= dearer)
    if answer is not None:
        assert answers == {answer}
    if len(answers) == 2 or None not in known:
        assert answer is (None if len(answers) == 2 else answers.pop())
