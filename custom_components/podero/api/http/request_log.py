"""How much the cloud was asked, and what went wrong last."""

from collections import Counter, deque
from datetime import UTC, datetime
from typing import NamedTuple

from ..exceptions import PoderoError

SECONDS_PER_HOUR = 3600
HOURS_KEPT = 48
FAILURES_KEPT = 10


class Failure(NamedTuple):
    """A request that failed; ``request`` names the endpoint, without any ids."""

    at: datetime
    request: str
    error: str


class RequestLog:
    """The requests of one home since it was set up.

    ``requests`` counts them by method and endpoint, such as ``GET heat-pumps``.
    """

    def __init__(self) -> None:
        """Start with nothing asked."""
        self.requests: Counter[str] = Counter()
        self.failures: deque[Failure] = deque(maxlen=FAILURES_KEPT)
        self.last_success: datetime | None = None
        self._hours: Counter[int] = Counter()

    def sent(self, request: str) -> None:
        """Count a request that is about to be sent."""
        self.requests[request] += 1
        hour = _hour(datetime.now(UTC))
        self._hours[hour] += 1
        if len(self._hours) > HOURS_KEPT:
            del self._hours[min(self._hours)]

    def succeeded(self) -> None:
        """Remember that the cloud just did what it was asked."""
        self.last_success = datetime.now(UTC)

    def failed(self, request: str, err: PoderoError) -> None:
        """Remember what just went wrong."""
        error = f"{type(err).__name__}: {err}"
        self.failures.append(Failure(datetime.now(UTC), request, error))

    def since(self, moment: datetime) -> int:
        """Return the number of requests from the full hour of a moment on.

        The moment lies at most two days back.
        """
        first = _hour(moment)
        return sum(count for hour, count in self._hours.items() if hour >= first)


def _hour(moment: datetime) -> int:
    return int(moment.timestamp()) // SECONDS_PER_HOUR
