"""The requests that the simulated cloud has received."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

MAX_REQUESTS: Final = 20_000


@dataclass(slots=True)
class Request:
    """A received request, without headers and secrets."""

    method: str
    path: str
    """Below the API prefix; the whole path outside the API."""
    query: dict[str, str]
    body: object
    at: datetime
    status: int | None = None
    """None while the request is pending, and where the connection was dropped."""


class Requests(list[Request]):
    """The received requests, oldest first."""

    def record(self, request: Request) -> None:
        """Append a request, and drop the oldest half when there are too many."""
        self.append(request)
        if len(self) > MAX_REQUESTS:
            del self[: MAX_REQUESTS // 2]
