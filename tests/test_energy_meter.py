"""Energy out of power: what the meter counts, and what it never does."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import inf, nan

from hypothesis import given, strategies as st
import pytest

from custom_components.podero.api import SolarInverter
from custom_components.podero.energy_meter import EnergyMeter
from tests.meter import YEAR, at, count, feed

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """These tests are about numbers: they need no Home Assistant."""


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


def test_a_step_of_an_hour_is_bridged() -> None:
    meter = count((0, 1000), (65, 1000))
    assert meter.total_kwh == pytest.approx(65 / 60)
    assert (meter.gaps, meter.left_out_s) == (0, 0)


def test_a_longer_step_is_left_out() -> None:
    meter = count((0, 1000), (30, 1000), (96, 9000), (102, 9000))
    assert meter.total_kwh == pytest.approx(0.5 + 0.9)
    assert (meter.gaps, meter.left_out_s) == (1, 66 * 60)


def test_every_gap_is_counted() -> None:
    meter = count((0, 1000), (70, 1000), (140, 1000))
    assert (meter.total_kwh, meter.gaps, meter.left_out_s) == (0, 2, 140 * 60)


def test_missing_values_for_more_than_an_hour_are_a_gap() -> None:
    meter = count((0, 1000), *((minute, None) for minute in range(5, 70, 5)))
    assert meter == count((0, 1000))
    meter = feed(meter, [(at(70), 1000), (at(76), 1000)])
    assert meter.total_kwh == pytest.approx(0.1)
    assert (meter.gaps, meter.left_out_s) == (1, 70 * 60)


# Cars that report changes only, and cars that are polled


def test_a_car_that_reports_changes_charges_for_hours_between_two_readings() -> None:
    meter = count((0, 0), (500, 1400), (680, 1400), (860, 0), reports_switching=True)
    assert meter.total_kwh == pytest.approx(1.4 * 6)
    assert meter.gaps == 1


def test_a_car_that_reports_changes_is_not_bridged_for_more_than_twelve_hours() -> None:
    meter = count((0, 1400), (721, 1400), reports_switching=True)
    assert (meter.total_kwh, meter.gaps) == (0, 1)


def polled_car(*readings: tuple[float, float]) -> EnergyMeter:
    idle = [(minute, 0.0) for minute in range(-50, 0, 10)]
    return count(*idle, *readings, reports_switching=True)


def test_a_polled_car_switches_halfway_between_two_polls() -> None:
    meter = polled_car((0, 0), (10, 11_000), (20, 11_000), (30, 0))
    assert meter.total_kwh == pytest.approx(11 * 20 / 60)


def test_a_polled_car_may_report_its_switching_in_between() -> None:
    meter = polled_car((0, 0), (4, 11_000), (14, 11_000), (18, 0))
    assert meter.total_kwh == pytest.approx(11 * 14 / 60)


def test_an_outage_while_a_polled_car_charges_is_bridged_like_any_step() -> None:
    meter = polled_car((0, 11_000), (30, 11_000))
    assert meter.total_kwh >= 11 * 30 / 60
    assert meter.gaps == 0


def test_a_polled_car_is_no_longer_polled_after_a_gap() -> None:
    meter = polled_car((0, 0), (300, 0), (310, 11_000), (320, 0))
    assert meter.total_kwh == pytest.approx(11 * 10 / 60)


# Corrections and older readings


def test_the_last_value_of_a_moment_counts() -> None:
    corrected = count((0, 1000), (6, 20_000), (6, 2000), (12, 0))
    assert corrected.total_kwh == pytest.approx(0.15 + 0.1, abs=1)
    assert corrected.total_kwh - corrected.owed_kwh == pytest.approx(0.25)
    assert count((0, 1000), (6, 0), (6, 2000), (12, 0)).total_kwh == pytest.approx(0.25)


def test_the_total_waits_for_what_a_correction_took_back() -> None:
    meter = count((0, 1000), (6, 19_000), (6, 1000))
    assert meter.total_kwh == pytest.approx(1.0)
    assert meter.owed_kwh == pytest.approx(0.9)
    meter = feed(meter, [(at(36), 1000)])
    assert meter.total_kwh == pytest.approx(1.0)
    meter = feed(meter, [(at(66), 1000)])
    assert meter.total_kwh == pytest.approx(1.1)
    assert meter.owed_kwh == 0


def test_a_correction_of_the_first_reading_is_no_energy() -> None:
    meter = count((0, 1000), (0, 2000), (6, 2000))
    assert meter.total_kwh == pytest.approx(0.2)


def test_a_copy_of_the_data_that_hangs_changes_nothing() -> None:
    fresh = [(minute, 1000.0) for minute in range(0, 240, 5)]
    readings = [
        reading
        for minute, power in fresh
        for reading in ((minute, power), (minute // 120 * 120 - 10, 3000.0))
    ]
    meter = count(*readings)
    assert meter.total_kwh == pytest.approx(count(*fresh).total_kwh)
    assert meter.gaps == 0


# A clock that is wrong


@pytest.mark.parametrize("ahead", [80, 24 * 60, YEAR, 7900 * YEAR])
def test_a_clock_that_was_ahead_costs_three_readings(ahead: float) -> None:
    meter = count((0, 1000), (6, 1000), (ahead, 1000))
    assert meter.total_kwh == pytest.approx(0.1)
    assert meter.gaps == 1
    meter = feed(meter, ((at(minute), 1000) for minute in (9, 12, 15, 21)))
    assert meter.total_kwh == pytest.approx(0.2)
    assert meter.gaps == 2
    assert meter.left_out_s == 9 * 60


def test_a_clock_that_was_ahead_from_the_beginning_is_corrected() -> None:
    minutes = (YEAR, YEAR + 6, 12, 18, 24, 30)
    meter = count(*((minute, 1000) for minute in minutes))
    assert meter.total_kwh == pytest.approx(0.2)
    assert meter.gaps == 1
    assert meter.left_out_s == 0


def test_a_clock_that_goes_ahead_for_good_costs_one_step() -> None:
    meter = count((0, 1000), (YEAR, 1000), (YEAR + 6, 1000))
    assert meter.total_kwh == pytest.approx(0.1)
    assert meter.gaps == 1


@given(ahead=st.integers(0, 10 * YEAR))
def test_no_clock_stops_the_meter_for_more_than_five_readings(ahead: int) -> None:
    meter = count((0, 1000), (ahead, 1000))
    before = meter.total_kwh
    meter = feed(meter, ((at(minute), 1000) for minute in range(5, 80, 15)))
    assert meter.total_kwh > before


# The energy of a charging session as Podero knows it


def session() -> EnergyMeter:
    """Return a meter that counted 11 kWh in a session that started after an hour."""
    meter = count((0, 0), (60, 11_000), reports_switching=True).start_session(at(60))
    return meter.add(at(120), 0)


def test_a_session_adds_what_the_meter_missed() -> None:
    assert session().settle_session(at(55), at(125), 12.5).total_kwh == pytest.approx(
        12.5
    )


def test_a_session_takes_back_what_the_meter_counted_too_much() -> None:
    settled = session().settle_session(at(55), at(125), 10.5)
    assert settled.total_kwh == pytest.approx(11)
    settled = feed(settled, [(at(180), 11_000), (at(240), 0)])
    assert settled.total_kwh == pytest.approx(10.5 + 11)


def test_a_session_may_start_long_before_a_car_tells_it() -> None:
    assert session().settle_session(at(-240), at(125), 12.5).total_kwh == 12.5


@pytest.mark.parametrize("energy", [-1, 1001, inf, nan])
def test_a_session_with_an_impossible_energy_changes_nothing(energy: float) -> None:
    assert session().settle_session(at(55), at(125), energy) == session()


def test_a_session_is_settled_once_and_no_other_in_its_place() -> None:
    settled = session().settle_session(at(55), at(125), 12.5)
    assert settled.settle_session(at(55), at(125), 20) == settled
    assert session().settle_session(at(-60), at(50), 20) == session()
    assert session().settle_session(at(160), at(200), 20) == session()
    assert count((0, 0)).settle_session(at(0), at(60), 20) == count((0, 0))


# A total that was shown before


def test_a_total_that_was_rounded_up_changes_nothing() -> None:
    meter = count((0, 1000), (59, 1001), (59, 900))
    assert round(meter.total_kwh, 3) > meter.total_kwh > meter.owed_kwh > 0
    assert meter.raise_to(round(meter.total_kwh, 3), at(66)) == meter


def test_a_meter_starts_at_least_where_it_stood() -> None:
    meter = count((0, 1000), (60, 1000))
    raised = meter.raise_to(1.7, at(66))
    assert raised.total_kwh == 1.7
    assert raised.add(at(72), 1000).total_kwh == pytest.approx(1.8)
    for lower in (0.5, nan, inf, -1):
        assert meter.raise_to(lower, at(66)) == meter
    assert EnergyMeter().raise_to(5, at(0)).add(at(6), 1000).total_kwh == 5
