"""How long to wait before the cloud is asked again."""

from collections.abc import Iterable
from datetime import timedelta
from math import ldexp
from random import uniform

from ..const import FAST_POLL_INTERVAL, FAST_POLL_TIMEOUT, MAX_BACKOFF, POLL_INTERVAL


class Pace:
    """The pace of one poll: steady, brisk while something starts, slow in an outage.

    Chance is part of each wait that follows trouble, because homes that lost the cloud
    together must not return together.
    """

    def __init__(
        self, first: timedelta = POLL_INTERVAL, longest: timedelta = MAX_BACKOFF
    ) -> None:
        """Start at the steady pace; the waits after failures grow as given."""
        self._first = first
        self._longest = longest
        self._failures = 0
        self._starting_since: dict[str, float] = {}

    def after_success(
        self,
        starting: Iterable[str],
        now: float,
        steady: timedelta = POLL_INTERVAL,
    ) -> timedelta:
        """Return the interval from here on, given the ids of the devices that start.

        A device that does not get on with it is watched for three minutes.
        """
        self._failures = 0
        self._starting_since = {
            device_id: self._starting_since.get(device_id, now)
            for device_id in starting
        }
        patience = FAST_POLL_TIMEOUT.total_seconds()
        if any(now - since < patience for since in self._starting_since.values()):
            return FAST_POLL_INTERVAL
        return steady

    def after_failure(self) -> float:
        """Return the seconds to wait after one more failure in a row.

        They are 30 s to 5 min, unless others were given.
        """
        doubled = ldexp(self._first.total_seconds(), min(self._failures, 10))
        self._failures += 1
        return min(doubled, self._longest.total_seconds()) * uniform(0.75, 1)  # noqa: S311

    def after_rate_limit(self, retry_after: float) -> float:
        """Return the seconds to wait where the cloud asks for some.

        All homes may have been asked to wait for the same moment: they return over the
        time of the first wait after a failure. For polls that is one round of them,
        which is the load that the cloud is used to. Who is asked for less than that
        does not return sooner than after a failure.
        """
        first = self._first.total_seconds()
        return retry_after + uniform(max(0.0, first - retry_after), first)  # noqa: S311
