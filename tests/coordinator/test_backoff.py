"""Tests of the exponential back-off."""

from datetime import timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.podero.coordinator.backoff import Backoff

FIRST = timedelta(seconds=30)
LONGEST = timedelta(minutes=5)


def polls() -> Backoff:
    return Backoff(FIRST, LONGEST)


def test_delay_doubles_with_each_failure_up_to_the_longest() -> None:
    backoff = polls()
    for most in (30, 60, 120, 240, 300, 300):
        assert most * 0.75 <= backoff.next_delay() <= most
    backoff.reset()
    assert 22.5 <= backoff.next_delay() <= 30


def test_first_and_longest_delay_are_configurable() -> None:
    backoff = Backoff(timedelta(minutes=1), timedelta(minutes=5))
    for most in (60, 120, 240, 300, 300):
        assert most * 0.75 <= backoff.next_delay() <= most
    delays = [backoff.rate_limited(10) for _ in range(100)]
    assert min(delays) >= 10
    assert 40 < max(delays) <= 70


def test_outage_of_years_does_not_overflow() -> None:
    backoff = polls()
    for _ in range(10_000):
        assert backoff.next_delay() <= 300


def test_homes_that_lost_the_cloud_together_do_not_return_together() -> None:
    assert len({polls().next_delay() for _ in range(100)}) > 90
    assert len({polls().rate_limited(60) for _ in range(100)}) > 90


@given(st.floats(min_value=1, max_value=86400))
def test_rate_limit_is_obeyed_and_exceeded_by_the_first_delay_at_most(
    retry_after: float,
) -> None:
    assert retry_after <= polls().rate_limited(retry_after) <= retry_after + 30


@given(st.floats(min_value=1, max_value=30))
def test_short_rate_limit_does_not_make_polls_more_frequent(
    retry_after: float,
) -> None:
    assert polls().rate_limited(retry_after) >= 30


def test_rare_requests_return_over_a_longer_time() -> None:
    backoff = Backoff(timedelta(minutes=5), timedelta(hours=1))
    delays = [backoff.rate_limited(600) - 600 for _ in range(100)]
    assert min(delays) < 60
    assert max(delays) > 240


def test_rate_limit_does_not_lengthen_the_delay_after_a_failure() -> None:
    backoff = polls()
    backoff.rate_limited(60)
    assert backoff.next_delay() == pytest.approx(26.25, abs=3.75)
