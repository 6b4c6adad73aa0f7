"""Pauses by address and client ID."""

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.podero.api import PoderoRateLimitError, RateLimits

ADDRESS = "https://podero.example.com"


def remaining(limits: RateLimits, url: str = ADDRESS, client_id: str = "id") -> float:
    """Return the seconds left of a pause; 0 without one."""
    try:
        limits.check(url, client_id)
    except PoderoRateLimitError as err:
        return err.retry_after
    return 0


def test_a_pause_ends_by_itself(freezer: FrozenDateTimeFactory) -> None:
    limits = RateLimits()
    assert remaining(limits) == 0
    limits.pause(ADDRESS, "id", 120)
    assert remaining(limits) == pytest.approx(120)
    freezer.tick(119.5)
    assert remaining(limits) == 1
    freezer.tick(1)
    assert remaining(limits) == 0


def test_a_request_in_a_pause_was_not_sent() -> None:
    limits = RateLimits()
    limits.pause(ADDRESS, "id", 120)
    with pytest.raises(PoderoRateLimitError) as limited:
        limits.check(ADDRESS, "id")
    assert not limited.value.was_sent


def test_a_pause_is_for_one_client_id_at_one_address(
    freezer: FrozenDateTimeFactory,
) -> None:
    limits = RateLimits()
    limits.pause(ADDRESS, "id", 120)
    assert remaining(limits, client_id="other") == 0
    assert remaining(limits, url="https://other.example.com") == 0
    assert remaining(limits) > 0


def test_a_shorter_pause_does_not_end_a_longer_one(
    freezer: FrozenDateTimeFactory,
) -> None:
    limits = RateLimits()
    limits.pause(ADDRESS, "id", 120)
    limits.pause(ADDRESS, "id", 10)
    assert remaining(limits) == pytest.approx(120)
    limits.pause(ADDRESS, "id", 200)
    assert remaining(limits) == pytest.approx(200)


def test_pauses_that_are_over_leave_nothing_behind(
    freezer: FrozenDateTimeFactory,
) -> None:
    limits = RateLimits()
    for number in range(1000):
        limits.pause(ADDRESS, f"{number}", 10)
    freezer.tick(11)
    assert remaining(limits) == 0
    assert not limits._until
