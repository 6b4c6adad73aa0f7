"""One HTTP exchange with the Podero cloud, bounded in time and size."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from aiohttp import ClientError, ClientSession, ClientTimeout
import orjson
from yarl import URL

from ..exceptions import (
    PoderoAuthenticationError,
    PoderoConnectionError,
    PoderoForbiddenError,
    PoderoNotFoundError,
    PoderoRateLimitError,
    PoderoRejectedError,
    PoderoResponseError,
    PoderoServerError,
)
from .request_log import RequestLog

TIMEOUT = ClientTimeout(total=10)
MAX_ANSWER_BYTES = 8 * 1024 * 1024
CHUNK_BYTES = 64 * 1024

DEFAULT_RETRY_AFTER = 60.0
MAX_RETRY_AFTER = 24 * 60 * 60.0


class Answer(NamedTuple):
    """What the cloud answered: the status, the headers and the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body as JSON.

        Raises:
            PoderoResponseError: the body is no JSON.

        """
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as err:
            raise PoderoResponseError("The answer is not JSON") from err

    def details(self) -> dict[str, Any]:
        """Return the JSON object of an error answer, else an empty one."""
        try:
            body = self.json()
        except PoderoResponseError:
            return {}
        return body if isinstance(body, dict) else {}

    def raise_for_status(self) -> None:
        """Raise the exception that belongs to the status, unless it is a success.

        Podero documents only 200, 201, 204, 409 and 422; the others are what its
        framework sends.
        """
        if self.status < 300:
            return
        if self.status < 400:
            # Following it would carry the access token to wherever it points.
            raise PoderoResponseError("The answer is a redirect")
        if self.status == 429 or (self.status == 503 and "Retry-After" in self.headers):
            raise PoderoRateLimitError(_retry_after(self.headers))
        if self.status >= 500:
            raise PoderoServerError(f"The answer has status {self.status}")
        match self.status:
            case 401:
                raise PoderoAuthenticationError("The access token is not accepted")
            case 403:
                raise PoderoForbiddenError("The answer has status 403")
            case 404:
                raise PoderoNotFoundError("The answer has status 404")
            case _:
                raise PoderoRejectedError(self.status, self.details())


class Transport:
    """The way to the cloud; it counts what is sent."""

    def __init__(self, session: ClientSession) -> None:
        """Take the session to send with."""
        self._session = session
        self.request_log = RequestLog()

    async def exchange(
        self, name: str, method: str, url: URL, **options: Any
    ) -> Answer:
        """Send one request and read the whole answer, whatever its status.

        The name is what the request is counted under. Redirects are not followed.

        Raises:
            PoderoConnectionError: no complete answer within 10 seconds.
            PoderoResponseError: the answer is larger than 8 MiB.

        """
        self.request_log.sent(name)
        try:
            async with self._session.request(
                method, url, allow_redirects=False, timeout=TIMEOUT, **options
            ) as response:
                body = bytearray()
                async for chunk in response.content.iter_chunked(CHUNK_BYTES):
                    body += chunk
                    if len(body) > MAX_ANSWER_BYTES:
                        response.close()
                        raise PoderoResponseError("The answer is too large")
                return Answer(response.status, response.headers, bytes(body))
        except TimeoutError as err:
            raise PoderoConnectionError("No answer in time") from err
        except ClientError as err:
            raise PoderoConnectionError(f"No answer: {type(err).__name__}") from err


def _retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds to wait: the header carries seconds or a date."""
    value = headers.get("Retry-After", "")
    if value.isascii() and value.isdigit():
        seconds = float(value[:9])
    elif (moment := _date(value)) is None:
        return DEFAULT_RETRY_AFTER
    else:
        # By the cloud's own clock, as that of a home may be wrong.
        now = _date(headers.get("Date", "")) or datetime.now(UTC)
        seconds = (moment - now).total_seconds()
    return min(max(seconds, 1.0), MAX_RETRY_AFTER)


def _date(value: str) -> datetime | None:
    try:
        return parsedate_to_datetime(value).replace(tzinfo=UTC)
    except ValueError:
        return None
