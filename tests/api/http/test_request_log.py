"""Test the log of requests."""

from datetime import UTC, datetime, timedelta

from freezegun.api import FrozenDateTimeFactory

from custom_components.podero.api import (
    PoderoConnectionError,
    PoderoError,
    PoderoRejectedError,
)
from custom_components.podero.api.http.request_log import Failure, RequestLog

START = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_nothing_at_first() -> None:
    log = RequestLog()
    assert not log.requests
    assert not log.failures
    assert log.last_success is None
    assert log.since(START) == 0


def test_requests_are_counted_by_what_they_ask_for() -> None:
    log = RequestLog()
    for request in ("GET heat-pumps", "PUT heat-pumps", "GET heat-pumps"):
        log.record_request(request)
    assert log.requests == {"GET heat-pumps": 2, "PUT heat-pumps": 1}


def test_requests_are_counted_from_the_full_hour_of_a_moment(
    freezer: FrozenDateTimeFactory,
) -> None:
    log = RequestLog()
    for minute in (0, 59, 60, 61, 119, 120):
        freezer.move_to(START + timedelta(minutes=minute))
        log.record_request("GET heat-pumps")
    assert log.since(START) == 6
    assert log.since(START + timedelta(minutes=59)) == 6
    assert log.since(START + HOUR) == 4
    assert log.since(START + 2 * HOUR) == 1
    assert log.since(START + 3 * HOUR) == 0


def test_requests_of_two_days_are_kept_and_no_more(
    freezer: FrozenDateTimeFactory,
) -> None:
    log = RequestLog()
    for hour in range(100):
        freezer.move_to(START + hour * HOUR)
        log.record_request("GET heat-pumps")
    assert log.since(START) == 48
    assert log.since(START + 99 * HOUR) == 1
    assert log.since(START + 52 * HOUR) == 48
    assert log.requests == {"GET heat-pumps": 100}


def test_the_last_success_is_remembered(freezer: FrozenDateTimeFactory) -> None:
    log = RequestLog()
    for minute in (1, 2):
        freezer.move_to(START + timedelta(minutes=minute))
        log.record_success()
    freezer.move_to(START + HOUR)
    log.record_failure("GET heat-pumps", PoderoError("No"))
    assert log.last_success == START + timedelta(minutes=2)


def test_the_last_ten_failures_are_remembered(freezer: FrozenDateTimeFactory) -> None:
    log = RequestLog()
    for minute in range(12):
        freezer.move_to(START + timedelta(minutes=minute))
        log.record_failure("GET heat-pumps", PoderoConnectionError(f"No {minute}"))
    assert len(log.failures) == 10
    assert log.failures[0] == Failure(
        START + timedelta(minutes=2), "GET heat-pumps", "PoderoConnectionError: No 2"
    )
    assert log.failures[-1].error == "PoderoConnectionError: No 11"


def test_a_failure_does_not_tell_what_the_cloud_sent() -> None:
    log = RequestLog()
    log.record_failure("GET users", PoderoRejectedError(422, {"detail": "Sample Home"}))
    [failure] = log.failures
    assert failure.error == "PoderoRejectedError: The response has status 422"
