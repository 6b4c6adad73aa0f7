"""Counters of requests, and the last failures."""

from collections import Counter, deque
from datetime import UTC, datetime
from typing import NamedTuple

from ..exceptions import PoderoError

SECONDS_PER_HOUR = 3600
HOURS_KEPT = 48
FAILURES_KEPT = 10


class Failure(NamedTuple):
    """A request that failed; ``request`` names the endpoint, without IDs."""

    at: datetime
    request: str
    error: str


class RequestLog:
    """The requests of one client.

    ``requests`` counts them by method and endpoint, such as ``GET heat-pumps``.
    ``failures`` has the last ten.
    """

    def __init__(self) -> None:
        """Initialize an empty log."""
        self.requests: Counter[str] = Counter()
        self.failures: deque[Failure] = deque(maxlen=FAILURES_KEPT)
        self.last_success: datetime | None = None
        self._hours: Counter[int] = Counter()

    def record_request(self, request: str) -> None:
        """Count a request that is about to be sent."""
        self.requests[request] += 1
        hour = _hour(datetime.now(UTC))
        self._hours[hour] += 1
        if len(self._hours) > HOURS_KEPT:
            del self._hours[min(self._hours)]

    def record_success(self) -> None:
        """Store the time of a success."""
        self.last_success = datetime.now(UTC)

    def record_failure(self, request: str, err: PoderoError) -> None:
        """Store a failure."""
        error = f"{type(err).__name__}: {err}"
        self.failures.append(Failure(datetime.now(UTC), request, error))

    def since(self, start: datetime) -> int:
        """Return the number of requests since the full hour of a point in time.

        The point in time is at most two days ago.
        """
        first = _hour(start)
        return sum(count for hour, count in self._hours.items() if hour >= first)


def _hour(at: datetime) -> int:
    return int(at.timestamp()) // SECONDS_PER_HOUR
