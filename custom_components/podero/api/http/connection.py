"""Authorized requests to the Podero cloud."""

import asyncio
from collections.abc import Callable, Mapping
from functools import lru_cache
from time import monotonic
from typing import Any

from yarl import URL

from ..exceptions import (
    PoderoConnectionError,
    PoderoError,
    PoderoRateLimitError,
    PoderoResponseError,
    PoderoServerError,
)
from .auth import AccessToken
from .json_reader import ArrayReader
from .rate_limits import RateLimits
from .request_log import RequestLog
from .response import Response
from .transport import Transport

RETRY_PAUSES = (0.5, 1.5)
RETRY_SECONDS = 3.0
STREAM_SECONDS = 60.0


class Connection:
    """Sends requests to version 2.0 of the API with the token of one client ID."""

    def __init__(
        self,
        transport: Transport,
        base_url: str,
        client_id: str,
        client_secret: str,
        rate_limits: RateLimits | None = None,
    ) -> None:
        """Initialize the connection; nothing is requested yet."""
        self._transport = transport
        self._client_id = client_id
        self._rate_limits = rate_limits or RateLimits()
        self._token = AccessToken(
            transport, base_url, client_id, client_secret, self._rate_limits
        )
        self._api = f"{base_url}/api/partners/v2.0"

    @property
    def request_log(self) -> RequestLog:
        """The log of the requests that were sent, and of the failures."""
        return self._transport.request_log

    async def get[T](
        self, path: str, read: Callable[[Any], T | None], **options: Any
    ) -> T:
        """Return what a function reads from the JSON value at a path.

        Raises:
            PoderoError: The request fails, or the function returns None.

        """
        response = await self.request("GET", path, **options)
        if (value := await response.read(read)) is None:
            raise PoderoResponseError("The response has another content")
        return value

    async def stream[T](self, path: str, read: Callable[[Any], T | None]) -> list[T]:
        """Return what a function reads from each item of the JSON array at a path.

        The items are read while they arrive, so that the array may be 128 MiB; it may
        take 60 s. Items for which the function returns None are left out.

        Raises:
            PoderoError: The request fails, or the response is not an array.

        """
        reader = ArrayReader()
        values: list[T] = []

        def on_chunk(chunk: bytes) -> None:
            read_items = map(read, reader.feed(chunk))
            values.extend(value for value in read_items if value is not None)

        await self.request("GET", path, time_limit=STREAM_SECONDS, on_chunk=on_chunk)
        reader.close()
        return values

    async def command(self, method: str, path: str) -> None:
        """Send a request whose response has no content.

        Raises:
            PoderoError: The request fails, or the response is not the cloud's.

        """
        response = await self.request(method, path)
        if response.body:
            # A page of something in between, such as a proxy, is no success.
            await response.read(lambda _: None)

    async def request(self, method: str, path: str, **options: Any) -> Response:
        """Send a request with a valid token, with a new one if it is refused.

        PUT and DELETE are sent up to three times if the cloud fails at once: they may
        be repeated, and the user who pressed the button does not press it again.

        Raises:
            PoderoError: The cloud does not answer with a success.

        """
        began = monotonic()
        for pause in RETRY_PAUSES if method in ("PUT", "DELETE") else ():
            try:
                return await self._attempt(method, path, **options)
            except PoderoConnectionError, PoderoServerError:
                if monotonic() - began > RETRY_SECONDS:
                    raise
                await asyncio.sleep(pause)
        return await self._attempt(method, path, **options)

    async def _attempt(self, method: str, path: str, **options: Any) -> Response:
        self._rate_limits.check(self._api, self._client_id)
        name = _name(method, path)
        try:
            response = await self._authorized(name, method, path, **options)
            if response.status == 401:
                response = await self._authorized(name, method, path, **options)
            response.raise_for_status()
        except PoderoError as err:
            if isinstance(err, PoderoRateLimitError):
                self._rate_limits.pause(self._api, self._client_id, err.retry_after)
            self.request_log.record_failure(name, err)
            raise
        self.request_log.record_success()
        return response

    async def _authorized(
        self,
        name: str,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Response:
        token = await self._token.get()
        response = await self._transport.exchange(
            name,
            method,
            URL(self._api + path, encoded=True),
            headers={"Authorization": f"Bearer {token}", **(headers or {})},
            **options,
        )
        if response.status == 401:
            self._token.drop(token)
        return response


@lru_cache(maxsize=256)
def _name(method: str, path: str) -> str:
    """Return the name of a request without IDs, such as ``GET heat-pumps``.

    Every other part of a path is an ID: /org/…/users/…/heat-pumps/…/boost.
    """
    parts = path.removeprefix("/").split("/")[::2]
    return f"{method} {'/'.join(parts).removeprefix('org/users/')}"
