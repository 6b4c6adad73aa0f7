"""Pauses that the Podero cloud asks for."""

from time import monotonic

from ..exceptions import PoderoRateLimitError


class RateLimits:
    """Pauses between requests, by address and client ID.

    The cloud asks for a pause with status 429, or 503 with ``Retry-After``. A pause
    outlives the client that met it, so all clients of a program should share one of
    these. A pause that is over leaves nothing behind.
    """

    def __init__(self) -> None:
        """Initialize without pauses."""
        self._until: dict[tuple[str, str], float] = {}

    def pause(self, url: str, client_id: str, seconds: float) -> None:
        """Start a pause, unless a longer one is under way."""
        key = (url, client_id)
        self._until[key] = max(monotonic() + seconds, self._until.get(key, 0.0))

    def check(self, url: str, client_id: str) -> None:
        """Check that there is no pause.

        Raises:
            PoderoRateLimitError: There is one; ``was_sent`` is False.

        """
        now = monotonic()
        self._until = {key: until for key, until in self._until.items() if until > now}
        if until := self._until.get((url, client_id)):
            raise PoderoRateLimitError(max(until - now, 1.0), was_sent=False)
