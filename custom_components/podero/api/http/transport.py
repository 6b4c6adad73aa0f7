"""HTTP exchanges with the Podero cloud, bounded in time and size."""

import asyncio
from collections.abc import Callable
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar
from yarl import URL

from ..exceptions import PoderoConnectionError, PoderoResponseError
from .request_log import RequestLog
from .response import Response

DEFAULT_TIMEOUT = 10.0
USER_AGENT = "podero-python"
MAX_BODY_BYTES = 8 * 1024 * 1024
MAX_STREAM_BYTES = 128 * 1024 * 1024
CHUNK_BYTES = 16 * 1024


class Transport:
    """Sends requests and counts them.

    A session that is passed in stays open. Without one, a session of its own is opened
    with the first request; it keeps no cookies.
    """

    def __init__(
        self,
        session: ClientSession | None = None,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        user_agent: str = USER_AGENT,
    ) -> None:
        """Initialize the transport; the timeout is in seconds per request."""
        self._session = session
        self._owns_session = session is None
        self._timeout = ClientTimeout(total=timeout)
        self._user_agent = user_agent
        self.request_log = RequestLog()

    async def close(self) -> None:
        """Close the session, unless it was passed in."""
        if self._owns_session and self._session is not None:
            await self._session.close()
            self._session = None

    async def exchange(
        self,
        name: str,
        method: str,
        url: URL,
        *,
        headers: dict[str, str],
        time_limit: float | None = None,
        on_chunk: Callable[[bytes], None] | None = None,
        **options: Any,
    ) -> Response:
        """Send one request and read the whole response, whatever its status.

        The name is the one that the request is counted under. Redirects are not
        followed. With ``on_chunk``, the body of a success is passed to it in chunks of
        16 KiB at most instead of being returned.

        Raises:
            PoderoConnectionError: There is no complete response within the timeout.
            PoderoResponseError: The body is larger than 8 MiB, in chunks 128 MiB.

        """
        self.request_log.record_request(name)
        if self._session is None:
            self._session = ClientSession(cookie_jar=DummyCookieJar())
        try:
            async with self._session.request(
                method,
                url,
                headers={"User-Agent": self._user_agent, **headers},
                allow_redirects=False,
                timeout=ClientTimeout(time_limit) if time_limit else self._timeout,
                **options,
            ) as response:
                streams = on_chunk is not None and response.status < 300
                left = MAX_STREAM_BYTES if streams else MAX_BODY_BYTES
                body = bytearray()
                async for chunk in response.content.iter_chunked(CHUNK_BYTES):
                    left -= len(chunk)
                    if left < 0:
                        response.close()
                        raise PoderoResponseError("The response is too large")
                    if streams and on_chunk is not None:
                        on_chunk(chunk)
                        # Chunks that have arrived already are read without a pause.
                        await asyncio.sleep(0)
                    else:
                        body += chunk
                return Response(response.status, response.headers, bytes(body))
        except TimeoutError as err:
            raise PoderoConnectionError("No response in time") from err
        except ClientError as err:
            raise PoderoConnectionError(f"No response: {type(err).__name__}") from err
