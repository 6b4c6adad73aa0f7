"""Energy out of power: what the meter counts, and what it never does."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import accumulate, pairwise
import json
from math import inf, nan
from typing import Any

from hypothesis import given, strategies as st
import pytest

from bench.energy_accuracy import HOUSES, SEASONS, simulate_week, sum_weeks
from custom_components.podero.api import SolarInverter
from custom_components.podero.energy_meter import EnergyMeter

START = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
YEAR = 365 * 24 * 60
HOUR = timedelta(hours=1)

type Reading = tuple[datetime | None, float | None]


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """These tests are about numbers: they need no Home Assistant."""


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def count(*readings: tuple[float, float | None], **how: Any) -> EnergyMeter:
    """Return the meter after readings, each its minute and its power in W."""
    return feed(EnergyMeter(**how), [(at(minute), power) for minute, power in readings])


def feed(meter: EnergyMeter, readings: Iterable[Reading]) -> EnergyMeter:
    return reduce(lambda meter, reading: meter.add(*reading), readings, meter)


def restarted(meter: EnergyMeter) -> EnergyMeter:
    """Return the meter after Home Assistant was restarted."""
    return EnergyMeter.restore(
        json.loads(json.dumps(meter.save())), reports_switching=meter.reports_switching
    )


# Counting


def test_power_is_counted_as_a_line_from_one_reading_to_the_next() -> None:
    assert count((0, 1000), (6, 1000)).total_kwh == pytest.approx(0.1)
    assert count((0, 1000), (6, 2000)).total_kwh == pytest.approx(0.15)
    assert count((0, 1000), (6, 2000), (12, 0)).total_kwh == pytest.approx(0.25)


def test_one_reading_alone_is_no_energy() -> None:
    meter = count((0, 1000))
    assert (meter.total_kwh, meter.gaps) == (0, 0)


def test_a_reading_polled_many_times_counts_once() -> None:
    meter = count((0, 1000), (0, 1000), (6, 1000), (6, 1000), (6, 1000))
    assert meter == count((0, 1000), (6, 1000))


def test_the_first_value_of_a_moment_counts() -> None:
    meter = count((0, 1000), (6, 1000), (6, 50_000))
    assert meter == count((0, 1000), (6, 1000))
    assert meter.add(at(12), 1000).total_kwh == pytest.approx(0.2)


@pytest.mark.parametrize("age", [1, 6, 9, 60])
def test_a_reading_that_comes_late_changes_nothing(age: float) -> None:
    meter = count((0, 1000), (6, 1000), (12, 1000))
    late = meter.add(at(12 - age), 50_000)
    assert late == meter
    assert late.add(at(18), 1000).total_kwh == pytest.approx(0.3)


@pytest.mark.parametrize("power", [None, nan, inf, -inf, 1_000_001, -1e300, 10**400])
def test_what_is_no_power_is_passed_over(power: float | None) -> None:
    meter = count((0, 1000), (6, 1000))
    passed = meter.add(at(12), power)
    assert passed == meter
    assert passed.add(at(18), 1000).total_kwh == pytest.approx(0.3)


def test_a_power_without_a_time_is_passed_over() -> None:
    meter = count((0, 1000), (6, 1000))
    passed = meter.add(None, 50_000)
    assert passed == meter
    assert passed.add(at(12), 1000).total_kwh == pytest.approx(0.2)


def test_less_than_nothing_is_nothing() -> None:
    assert count((0, -6), (6, -6)).total_kwh == 0
    assert count((0, -6), (6, 1000)) == count((0, 0), (6, 1000))


def test_clocks_that_change_do_not_matter() -> None:
    # In Vienna it is two o'clock, then a quarter past three.
    winter, summer = (
        datetime.fromisoformat(time).astimezone(UTC)
        for time in ("2026-03-29T01:55:00+01:00", "2026-03-29T03:01:00+02:00")
    )
    meter = EnergyMeter().add(winter, 1000).add(summer, 1000)
    assert meter.total_kwh == pytest.approx(0.1)
    assert meter.gaps == 0


# A flow that turns


def test_a_flow_that_turns_counts_both_ways() -> None:
    bought, sold = EnergyMeter(), EnergyMeter()
    for minute, power in ((0, -3000), (6, 1000), (12, 1000)):
        inverter = SolarInverter(id="a", current_power_to_grid_w=power)
        bought = bought.add(at(minute), inverter.grid_import_w)
        sold = sold.add(at(minute), inverter.grid_export_w)
    assert bought.total_kwh == pytest.approx(0.15)
    assert sold.total_kwh == pytest.approx(0.05 + 0.1)


@given(st.lists(st.integers(-10_000, 10_000), max_size=30))
def test_both_ways_together_are_what_flowed(powers: list[int]) -> None:
    one_way = count(*((5 * i, max(0, power)) for i, power in enumerate(powers)))
    other_way = count(*((5 * i, max(0, -power)) for i, power in enumerate(powers)))
    flowed = sum((a + b) / 2 / 12_000 for a, b in pairwise(powers))
    assert one_way.total_kwh - other_way.total_kwh == pytest.approx(flowed)


# Power that goes on and off


def test_what_reports_its_switching_goes_on_when_it_says_so() -> None:
    meter = count((0, 0), (4, 11_000), (10, 11_000), reports_switching=True)
    assert meter.total_kwh == pytest.approx(1.1)


def test_what_reports_its_switching_stays_on_until_it_says_so() -> None:
    meter = count((0, 11_000), (6, 0), (10, 0), reports_switching=True)
    assert meter.total_kwh == pytest.approx(1.1)


def test_what_reports_its_switching_is_a_line_while_on() -> None:
    meter = count((0, 11_000), (6, 5000), reports_switching=True)
    assert meter.total_kwh == pytest.approx(0.8)


# Gaps


def test_half_an_hour_is_counted() -> None:
    meter = count((0, 1000), (30, 1000))
    assert (meter.total_kwh, meter.gaps, meter.left_out_s) == (0.5, 0, 0)


def test_longer_than_half_an_hour_is_left_out() -> None:
    meter = count((0, 1000), (30, 1000), (61, 9000), (67, 9000))
    assert meter.total_kwh == pytest.approx(0.5 + 0.9)
    assert (meter.gaps, meter.left_out_s) == (1, 31 * 60)


def test_every_gap_is_said() -> None:
    meter = count((0, 1000), (40, 1000), (100, 1000))
    assert (meter.total_kwh, meter.gaps, meter.left_out_s) == (0, 2, 100 * 60)


def test_missing_values_for_longer_than_half_an_hour_are_a_gap() -> None:
    meter = count((0, 1000), *((minute, None) for minute in range(5, 40, 5)))
    assert meter == count((0, 1000))
    meter = feed(meter, [(at(40), 1000), (at(46), 1000)])
    assert meter.total_kwh == pytest.approx(0.1)
    assert (meter.gaps, meter.left_out_s) == (1, 40 * 60)


# A clock that is wrong


@pytest.mark.parametrize("ahead", [70, 24 * 60, YEAR, 7900 * YEAR])
def test_a_clock_that_was_ahead_costs_one_step(ahead: float) -> None:
    meter = count((0, 1000), (6, 1000), (ahead, 1000))
    assert meter.total_kwh == pytest.approx(0.1)
    assert meter.gaps == 1
    meter = feed(meter, [(at(9), 1000), (at(15), 1000)])
    assert meter.total_kwh == pytest.approx(0.2)
    assert meter.gaps == 2
    assert meter.left_out_s == 3 * 60


def test_a_clock_that_was_ahead_from_the_beginning_costs_one_step() -> None:
    meter = count((YEAR, 1000), (YEAR + 6, 1000), (12, 1000), (18, 1000))
    assert meter.total_kwh == pytest.approx(0.2)
    assert meter.gaps == 1
    assert meter.left_out_s == 0


def test_a_clock_that_goes_ahead_for_good_costs_one_step() -> None:
    meter = count((0, 1000), (YEAR, 1000), (YEAR + 6, 1000))
    assert meter.total_kwh == pytest.approx(0.1)
    assert meter.gaps == 1


@given(ahead=st.integers(0, 10 * YEAR))
def test_no_clock_stops_the_meter_for_more_than_an_hour(ahead: int) -> None:
    meter = count((0, 1000), (ahead, 1000))
    before = meter.total_kwh
    meter = feed(meter, ((at(minute), 1000) for minute in range(5, 80, 5)))
    assert meter.total_kwh > before


# Restarts


def test_a_short_restart_costs_nothing() -> None:
    meter = restarted(count((0, 1000), (6, 1000))).add(at(6), 1000).add(at(18), 1000)
    assert meter == count((0, 1000), (6, 1000), (18, 1000))


def test_a_long_restart_is_a_gap() -> None:
    meter = restarted(count((0, 1000), (6, 1000))).add(at(60), 1000)
    assert meter.total_kwh == pytest.approx(0.1)
    assert (meter.gaps, meter.left_out_s) == (1, 54 * 60)


def test_a_meter_that_has_read_nothing_can_be_saved() -> None:
    assert restarted(EnergyMeter()) == EnergyMeter()


@pytest.mark.parametrize(
    "saved",
    [None, "", 5, [], ["total_kwh"], {}, {"total_kwh": None}, {"last_at": "noon"}],
)
def test_what_is_nothing_saved_is_a_new_meter(saved: object) -> None:
    meter = EnergyMeter.restore(saved)
    assert meter == EnergyMeter()
    assert feed(meter, [(at(0), 1000), (at(6), 1000)]).total_kwh == pytest.approx(0.1)


@pytest.mark.parametrize("garbage", [None, nan, inf, -1, 1e300, True, "x", [], {}])
@pytest.mark.parametrize("name", ["total_kwh", "gaps", "left_out_s"])
def test_a_number_that_cannot_be_read_starts_anew(name: str, garbage: object) -> None:
    meter = count((0, 1000), (6, 1000), (60, 1000))
    restored = EnergyMeter.restore(meter.save() | {name: garbage})
    zero: dict[str, Any] = {name: 0}
    assert restored == replace(meter, **zero)
    after = restored.add(at(66), 1000)
    assert after.total_kwh == pytest.approx(restored.total_kwh + 0.1)


@pytest.mark.parametrize(
    ("name", "garbage"),
    [
        ("last_at", None),
        ("last_at", "noon"),
        ("last_at", 5),
        ("last_at", "0001-01-01T00:00:00Z"),
        ("last_power_w", None),
        ("last_power_w", nan),
        ("last_power_w", "x"),
        ("last_power_w", 1e300),
        ("last_power_w", []),
    ],
)
def test_a_last_reading_that_cannot_be_read_costs_that_reading(
    name: str, garbage: object
) -> None:
    saved = count((0, 1000), (6, 1000)).save() | {name: garbage}
    meter = feed(EnergyMeter.restore(saved), [(at(12), 1000), (at(18), 1000)])
    assert meter.total_kwh == pytest.approx(0.2)
    assert meter.gaps == 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(
    JSON | st.fixed_dictionaries({}, optional=dict.fromkeys(EnergyMeter().save(), JSON))
)
def test_whatever_was_saved_the_meter_works(saved: object) -> None:
    meter = EnergyMeter.restore(saved)
    assert restarted(meter) == meter
    after = feed(meter, [(at(0), 1000), (at(6), 1000)])
    assert after.total_kwh >= meter.total_kwh >= 0


# Whatever arrives

ANY_TIME = st.none() | st.integers(-26 * YEAR, 7900 * YEAR).map(at)
NEAR = st.integers(-90, 90).map(at)
ANY_POWER = st.none() | st.floats() | st.floats(0, 20_000)
ANYTHING = st.lists(st.tuples(ANY_TIME | NEAR, ANY_POWER), max_size=30)
KIND = st.builds(EnergyMeter, reports_switching=st.booleans())


@st.composite
def in_order(draw: st.DrawFn, longest_step: int = 45) -> list[tuple[datetime, float]]:
    """Draw readings in order, so many minutes apart at most."""
    steps = draw(st.lists(st.integers(1, 60 * longest_step), max_size=30))
    seconds = accumulate(steps, initial=0)
    return [(at(second / 60), draw(st.floats(0, 20_000))) for second in seconds]


@given(KIND, ANYTHING)
def test_the_total_never_goes_down(meter: EnergyMeter, readings: list[Reading]) -> None:
    for reading in readings:
        before, meter = meter, meter.add(*reading)
        assert before.total_kwh <= meter.total_kwh < inf
        assert meter.gaps - before.gaps in {0, 1}
        assert meter.left_out_s >= 0


@given(KIND, ANYTHING, ANYTHING)
def test_a_restart_changes_nothing(
    meter: EnergyMeter, before: list[Reading], after: list[Reading]
) -> None:
    meter = feed(meter, before)
    assert restarted(meter) == meter
    assert feed(restarted(meter), after) == feed(meter, after)


@given(KIND, in_order(), st.data())
def test_repeating_readings_changes_nothing(
    meter: EnergyMeter, readings: list[tuple[datetime, float]], data: st.DataObject
) -> None:
    once = feed(meter, readings)
    for i, reading in enumerate(readings):
        meter = meter.add(*reading)
        recent = [old for old in readings[: i + 1] if reading[0] - old[0] <= HOUR]
        meter = feed(meter, data.draw(st.lists(st.sampled_from(recent), max_size=5)))
    assert meter == once


@given(KIND, st.lists(st.tuples(st.integers(31, 10_000), st.floats(0, 20_000))))
def test_nothing_is_invented_across_gaps(
    meter: EnergyMeter, steps: list[tuple[int, float]]
) -> None:
    minutes = [*accumulate((step for step, _ in steps), initial=0)]
    powers = [1000.0, *(power for _, power in steps)]
    meter = feed(meter, zip(map(at, minutes), powers, strict=True))
    assert meter.total_kwh == 0
    assert (meter.gaps, meter.left_out_s) == (len(steps), 60 * minutes[-1])


@given(KIND, in_order())
def test_all_time_is_either_counted_or_left_out(
    meter: EnergyMeter, readings: list[tuple[datetime, float]]
) -> None:
    meter = feed(meter, ((time, 1000) for time, _ in readings))
    passed = (readings[-1][0] - readings[0][0]).total_seconds()
    assert meter.total_kwh * 3600 + meter.left_out_s == pytest.approx(passed)


@given(KIND, in_order())
def test_the_date_does_not_matter(
    meter: EnergyMeter, readings: list[tuple[datetime, float]]
) -> None:
    past = ((time - timedelta(days=9000), power) for time, power in readings)
    assert feed(meter, past).total_kwh == feed(meter, readings).total_kwh


# The simulated house


@pytest.mark.parametrize("season", SEASONS)
def test_each_energy_is_that_of_the_true_meter(season: str) -> None:
    weeks = [simulate_week(season, house) for house in HOUSES]
    for energy in sum_weeks(weeks):
        assert abs(energy.error) <= 0.02 * energy.true, energy
    for week in weeks:
        for energy in week:
            # Readings minutes apart cannot tell more of loads that last for minutes.
            assert abs(energy.error) <= max(
                0.02 * energy.true, 2 * energy.standard_error
            ), energy
