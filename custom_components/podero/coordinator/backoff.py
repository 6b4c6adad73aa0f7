"""Exponential back-off for requests to Podero."""

from datetime import timedelta
from math import ldexp
from random import uniform
from typing import Final

# Ten doublings exceed every longest delay; more would overflow in an outage of years.
MAX_DOUBLINGS: Final = 10


class Backoff:
    """Calculates the delay before the next request after a failure.

    Delays contain jitter, so that homes that lost Podero at the same moment do not
    return at the same moment.
    """

    def __init__(
        self, first: timedelta, longest: timedelta, spread: timedelta | None = None
    ) -> None:
        """Initialize the back-off with its first and its longest delay.

        Requests return from a rate limit spread over ``spread``, by default over the
        first delay.
        """
        self._first = first.total_seconds()
        self._longest = longest.total_seconds()
        self._spread = (spread or first).total_seconds()
        self._failures = 0

    def reset(self) -> None:
        """Start again with the first delay."""
        self._failures = 0

    def next_delay(self) -> float:
        """Return the delay in seconds after one more consecutive failure.

        The delay doubles with each failure and is 75 to 100 % of that value.
        """
        delay = ldexp(self._first, min(self._failures, MAX_DOUBLINGS))
        self._failures += 1
        return min(delay, self._longest) * uniform(0.75, 1)  # noqa: S311

    def rate_limited(self, retry_after: float) -> float:
        """Return the delay in seconds after a rate limit, at least ``retry_after``.

        Podero may ask all homes to wait for the same moment. For polls, a spread over
        their interval is the load that Podero is used to. A short ``retry_after`` does
        not shorten the delay below the spread.
        """
        spread = self._spread
        return retry_after + uniform(max(0.0, spread - retry_after), spread)  # noqa: S311
