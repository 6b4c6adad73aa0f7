"""Requests that carry an access token, and the pauses the cloud asks for."""

import asyncio
from collections.abc import Mapping
from functools import lru_cache
from time import monotonic
from typing import Any

from aiohttp import ClientSession
from yarl import URL

from ..exceptions import (
    PoderoConnectionError,
    PoderoError,
    PoderoRateLimitError,
    PoderoServerError,
)
from .auth import AccessToken
from .request_log import RequestLog
from .transport import Answer, Transport

RETRY_PAUSES = (0.5, 1.5)
RETRY_SECONDS = 3.0


class Connection:
    """A client id and secret at work, with the API of version 2.0."""

    def __init__(
        self, session: ClientSession, base_url: str, client_id: str, client_secret: str
    ) -> None:
        """Take what a token is bought with; nothing is requested yet."""
        self._transport = Transport(session)
        self._token = AccessToken(self._transport, base_url, client_id, client_secret)
        self._api = f"{base_url}/api/partners/v2.0"
        self._quiet_until = 0.0

    @property
    def request_log(self) -> RequestLog:
        """What was sent, and what failed."""
        return self._transport.request_log

    async def get(self, path: str, **options: Any) -> Any:
        """Return the JSON at a path.

        Raises:
            PoderoError: the cloud does not answer as it should.

        """
        return (await self.request("GET", path, **options)).json()

    async def do(self, method: str, path: str) -> None:
        """Let the cloud do something that it answers without a content.

        Raises:
            PoderoError: the cloud does not answer as it should.

        """
        answer = await self.request(method, path)
        if answer.body:
            # A page of somebody on the way there, such as a proxy, is no answer.
            answer.json()

    async def request(self, method: str, path: str, **options: Any) -> Answer:
        """Send a request with a valid token, with a new one where it is refused.

        What changes something is sent up to three times, where that does no harm and
        the cloud fails at once: nobody is there to press the button again.

        Raises:
            PoderoError: the cloud does not answer with a success.

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

    async def _attempt(self, method: str, path: str, **options: Any) -> Answer:
        if (wait := self._quiet_until - monotonic()) > 0:
            raise PoderoRateLimitError(max(wait, 1.0), was_sent=False)
        name = _name(method, path)
        try:
            answer = await self._authorized(name, method, path, **options)
            if answer.status == 401:
                answer = await self._authorized(name, method, path, **options)
            answer.raise_for_status()
        except PoderoError as err:
            if isinstance(err, PoderoRateLimitError):
                self._quiet_until = monotonic() + err.retry_after
            self.request_log.failed(name, err)
            raise
        self.request_log.succeeded()
        return answer

    async def _authorized(
        self,
        name: str,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Answer:
        token = await self._token.get()
        answer = await self._transport.exchange(
            name,
            method,
            URL(self._api + path, encoded=True),
            headers={"Authorization": f"Bearer {token}", **(headers or {})},
            **options,
        )
        if answer.status == 401:
            self._token.drop(token)
        return answer


@lru_cache(maxsize=256)
def _name(method: str, path: str) -> str:
    """Return what a request is counted under: ``GET heat-pumps``, without any ids.

    Of /org/…/users/…/heat-pumps/…/boost, every other part is an id.
    """
    parts = path.removeprefix("/").split("/")[::2]
    return f"{method} {'/'.join(parts).removeprefix('org/users/')}"
