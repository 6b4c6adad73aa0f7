"""Things that go wrong between a client and the cloud."""

import asyncio
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from http import HTTPStatus
import json
from random import Random
from typing import Literal

from aiohttp import web

from .json_format import SERVER_ERROR_PAGE

type Drop = Literal["connect", "body", "stall"]


@dataclass(slots=True, eq=False)
class Failure:
    """A failure that meets some or all requests, until it is stopped or used up."""

    method: str = "*"
    path: str = "*"
    status: int | None = 500
    headers: dict[str, str] = field(default_factory=dict)
    body: object = None
    content_type: str | None = None
    delay: float = 0.0
    drop: Drop | None = None
    times: int | None = None
    rate: float | None = None
    dice: Random = field(default_factory=Random)
    hits: int = 0
    """How many requests it has met."""
    stopped: bool = False

    def stop(self) -> None:
        """End this failure; requests that it already met stay failed."""
        self.stopped = True

    def meets(self, method: str, path: str) -> bool:
        """Whether it meets a request, given its method and API path.

        Where it meets only a share of them, every call throws the dice.
        """
        return (
            not self.stopped
            and (self.times is None or self.hits < self.times)
            and fnmatchcase(method, self.method.upper())
            and fnmatchcase(path, self.path)
            and (self.rate is None or self.dice.random() < self.rate)
        )

    async def answer(self, request: web.Request) -> web.StreamResponse | None:
        """Fail a request; None where the usual answer follows, only later."""
        self.hits += 1
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.drop == "connect":
            return _hang_up(request)
        if self.status is None:
            return None
        payload, content_type = self._payload()
        if self.drop is not None:
            return await self._break_off(
                request, payload or b"[" + b" " * 1023, content_type
            )
        headers = {"Content-Type": self.content_type or content_type, **self.headers}
        return web.Response(status=self.status, headers=headers, body=payload)

    async def _break_off(
        self, request: web.Request, payload: bytes, content_type: str
    ) -> web.StreamResponse:
        response = web.StreamResponse(status=self.status or 200, headers=self.headers)
        response.content_type = self.content_type or content_type
        response.content_length = len(payload)
        await response.prepare(request)
        await response.write(payload[: len(payload) // 2])
        if self.drop == "stall":
            # The server cancels this once the client hangs up.
            await asyncio.Event().wait()
        _hang_up(request)
        return response

    def _payload(self) -> tuple[bytes, str]:
        match self.body:
            case None:
                return _usual_body(self.status or 500)
            case bytes():
                return self.body, "application/json"
            case str():
                kind = (
                    "text/html"
                    if self.body.lstrip().startswith("<")
                    else "application/json"
                )
                return self.body.encode(), kind
            case _:
                return json.dumps(self.body).encode(), "application/json"


def _usual_body(status: int) -> tuple[bytes, str]:
    """What the framework, or the proxy before it, says to a status."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return SERVER_ERROR_PAGE.encode(), "text/html"
    if status >= HTTPStatus.BAD_REQUEST:
        phrase = HTTPStatus(status).phrase if status in HTTPStatus else "Error"
        return json.dumps({"detail": phrase}).encode(), "application/json"
    return b"", "application/json"


def _hang_up(request: web.Request) -> web.Response:
    """Close the connection without a word more."""
    if request.transport is not None:
        request.transport.close()
    return web.Response(status=500)
