"""How long to wait before the cloud is asked again."""

from datetime import timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.podero.coordinator.backoff import Pace

STEADY = timedelta(seconds=30)
BRISK = timedelta(seconds=3)


def test_it_is_steady_where_nothing_starts() -> None:
    assert Pace().after_success([], 0) == STEADY


def test_it_is_brisk_while_something_starts_for_three_minutes() -> None:
    pace = Pace()
    assert pace.after_success(["car"], 1000) == BRISK
    assert pace.after_success(["car"], 1179.9) == BRISK
    assert pace.after_success(["car"], 1180) == STEADY
    assert pace.after_success(["car"], 5000) == STEADY


def test_each_device_has_its_three_minutes() -> None:
    pace = Pace()
    assert pace.after_success(["one"], 0) == BRISK
    assert pace.after_success(["one", "other"], 100) == BRISK
    assert pace.after_success(["one", "other"], 200) == BRISK
    assert pace.after_success(["one", "other"], 280) == STEADY


def test_a_device_that_starts_anew_has_three_minutes_more() -> None:
    pace = Pace()
    assert pace.after_success(["car"], 0) == BRISK
    assert pace.after_success(["car"], 200) == STEADY
    assert pace.after_success([], 230) == STEADY
    assert pace.after_success(["car"], 260) == BRISK


def test_it_is_slower_with_each_failure_up_to_five_minutes() -> None:
    pace = Pace()
    for most in (30, 60, 120, 240, 300, 300):
        assert most * 0.75 <= pace.after_failure() <= most
    pace.after_success([], 0)
    assert 22.5 <= pace.after_failure() <= 30


def test_the_waits_after_failures_may_be_given() -> None:
    pace = Pace(timedelta(minutes=1), timedelta(minutes=5))
    for most in (60, 120, 240, 300, 300):
        assert most * 0.75 <= pace.after_failure() <= most
    waits = [pace.after_rate_limit(10) for _ in range(100)]
    assert min(waits) >= 10
    assert 40 < max(waits) <= 70


def test_an_outage_may_last_for_years() -> None:
    pace = Pace()
    for _ in range(10_000):
        assert pace.after_failure() <= 300


def test_homes_that_lost_the_cloud_together_do_not_return_together() -> None:
    assert len({Pace().after_failure() for _ in range(100)}) > 90
    assert len({Pace().after_rate_limit(60) for _ in range(100)}) > 90


@given(st.floats(min_value=1, max_value=86400))
def test_what_the_cloud_asks_for_is_waited_for_and_no_more_than_a_round_longer(
    asked: float,
) -> None:
    assert asked <= Pace().after_rate_limit(asked) <= asked + 30


@given(st.floats(min_value=1, max_value=30))
def test_a_short_wait_does_not_make_polls_more_frequent(asked: float) -> None:
    assert Pace().after_rate_limit(asked) >= 30


def test_what_is_asked_for_rarely_returns_over_a_longer_time() -> None:
    pace = Pace(timedelta(minutes=5), timedelta(hours=1))
    waits = [pace.after_rate_limit(600) - 600 for _ in range(100)]
    assert min(waits) < 60
    assert max(waits) > 240


def test_a_rate_limit_does_not_slow_the_failures_down() -> None:
    pace = Pace()
    pace.after_rate_limit(60)
    assert pace.after_failure() == pytest.approx(26.25, abs=3.75)
