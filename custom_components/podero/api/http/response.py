"""Responses of the Podero cloud, and their content."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from ..exceptions import (
    PoderoAuthenticationError,
    PoderoForbiddenError,
    PoderoNotFoundError,
    PoderoRateLimitError,
    PoderoRejectedError,
    PoderoResponseError,
    PoderoServerError,
)
from .json_reader import iterate_array, parse

# Larger bodies are read in a thread: reading 16 KiB takes a few milliseconds at most.
SMALL_BODY_BYTES = 16 * 1024

DEFAULT_RETRY_AFTER = 60.0
MAX_RETRY_AFTER = 24 * 60 * 60.0


class Response(NamedTuple):
    """The status, the headers and the whole body of a response."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    async def read[T](self, read: Callable[[Any], T]) -> T:
        """Return what a function makes of the JSON value in the body.

        A large body is parsed and read in a thread, so that the event loop goes on.

        Raises:
            PoderoResponseError: The body is not JSON, or larger than 1 MiB.

        """
        return await self._run(lambda: read(parse(self.body)))

    async def read_array[T](self, read: Callable[[Iterator[Any]], T]) -> T:
        """Return what a function makes of the items of the JSON array in the body.

        The items are parsed one after the other, so that the array may be large.

        Raises:
            PoderoResponseError: The body is not a JSON array.

        """
        return await self._run(lambda: read(iterate_array(self.body)))

    async def _run[T](self, read: Callable[[], T]) -> T:
        if len(self.body) <= SMALL_BODY_BYTES:
            return read()
        return await asyncio.to_thread(read)

    def details(self) -> dict[str, Any]:
        """Return the JSON object in a small body; empty if there is none."""
        if len(self.body) > SMALL_BODY_BYTES:
            return {}
        try:
            body = parse(self.body)
        except PoderoResponseError:
            return {}
        return body if isinstance(body, dict) else {}

    def raise_for_status(self) -> None:
        """Raise the exception that belongs to the status, unless it is a success.

        Podero documents only 200, 201, 204, 409 and 422; the others are what its
        framework sends.

        Raises:
            PoderoError: The status is 300 or more.

        """
        if self.status < 300:
            return
        if self.status < 400:
            # Following it would send the access token to another address.
            raise PoderoResponseError("The response is a redirect")
        if self.status == 429 or (self.status == 503 and "Retry-After" in self.headers):
            raise PoderoRateLimitError(_retry_after(self.headers))
        if self.status >= 500:
            raise PoderoServerError(f"The response has status {self.status}")
        match self.status:
            case 401:
                raise PoderoAuthenticationError("The access token is not accepted")
            case 403:
                raise PoderoForbiddenError("The response has status 403")
            case 404:
                raise PoderoNotFoundError("The response has status 404")
            case _:
                raise PoderoRejectedError(self.status, self.details())


def _retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds to wait: the header carries seconds or a date."""
    value = headers.get("Retry-After", "")
    if value.isascii() and value.isdigit():
        seconds = float(value[:9])
    elif (until := _date(value)) is None:
        return DEFAULT_RETRY_AFTER
    else:
        # Relative to the clock of the cloud, because the local clock may be wrong.
        now = _date(headers.get("Date", "")) or datetime.now(UTC)
        seconds = (until - now).total_seconds()
    return min(max(seconds, 1.0), MAX_RETRY_AFTER)


def _date(value: str) -> datetime | None:
    try:
        return parsedate_to_datetime(value).replace(tzinfo=UTC)
    except ValueError:
        return None
