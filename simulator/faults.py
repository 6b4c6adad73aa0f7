"""Failures between a client and the cloud."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from http import HTTPStatus
import json
from random import Random
from typing import Any, Literal

from aiohttp import web
from aiohttp.typedefs import Handler

from .json_format import SERVER_ERROR_PAGE, RawJson, dump_json
from .weather import seeded

type Drop = Literal["connect", "body", "stall"]


@dataclass(slots=True, eq=False)
class Failure:
    """A failure of some or all requests, until it is stopped or used up."""

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
    numbers: str | None = None
    dice: Random = field(default_factory=Random)
    hits: int = 0
    """The number of requests that failed."""
    stopped: bool = False

    def stop(self) -> None:
        """End this failure; pending requests still fail."""
        self.stopped = True

    def meets(self, method: str, path: str) -> bool:
        """Return whether a request fails.

        With a `rate`, each call draws a random number.
        """
        return (
            not self.stopped
            and (self.times is None or self.hits < self.times)
            and fnmatchcase(method, self.method.upper())
            and fnmatchcase(path, self.path)
            and (self.rate is None or self.dice.random() < self.rate)
        )

    async def answer(
        self, request: web.Request, handler: Handler
    ) -> web.StreamResponse:
        """Return the answer to a request that fails.

        Args:
            request: the request.
            handler: returns the regular answer.
        """
        self.hits += 1
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.drop == "connect":
            return _hang_up(request)
        if self.status is None:
            return self._with_numbers(await handler(request))
        payload, content_type = self._payload()
        if self.drop is not None:
            return await self._break_off(
                request, payload or b"[" + b" " * 1023, content_type
            )
        headers = {"Content-Type": self.content_type or content_type, **self.headers}
        return web.Response(status=self.status, headers=headers, body=payload)

    def _with_numbers(self, answer: web.StreamResponse) -> web.StreamResponse:
        """Return the regular answer with other numbers."""
        if self.numbers is None or not isinstance(answer, web.Response):
            return answer
        if answer.content_type != "application/json" or not answer.text:
            return answer
        return web.Response(
            status=answer.status,
            text=replace_numbers(answer.text, self.numbers),
            content_type="application/json",
        )

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
                content_type = (
                    "text/html"
                    if self.body.lstrip().startswith("<")
                    else "application/json"
                )
                return self.body.encode(), content_type
            case _:
                return json.dumps(self.body).encode(), "application/json"


class Faults:
    """The failures of requests, oldest first."""

    def __init__(self, seed: int) -> None:
        """Initialize without failures."""
        self.failures: list[Failure] = []
        self._seed = seed

    def fail(
        self,
        method: str = "*",
        path: str = "*",
        *,
        status: int | None = 500,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        content_type: str | None = None,
        delay: float = 0.0,
        drop: Drop | None = None,
        times: int | None = None,
        rate: float | None = None,
        numbers: str | None = None,
    ) -> Failure:
        """Let requests fail; if several failures match a request, the newest applies.

        Args:
            method: the HTTP method, `*` for all.
            path: the API path as a shell pattern; the token path is `/oauth2/token/`.
            status: the HTTP status; None for the regular answer, after `delay` and
                with other `numbers`.
            headers: headers to add, such as `Retry-After` or `Location`.
            body: text, bytes or a JSON value; by default the framework's body for the
                status.
            content_type: by default HTML for a text that begins with `<`, else JSON.
            delay: seconds to wait before answering.
            drop: close the connection before the answer (`connect`) or in the middle of
                its body (`body`), or send half of the body and nothing more (`stall`).
            times: the number of requests that fail; all by default.
            rate: the share of requests that fail, 0 to 1, chosen at random from the
                seed; all by default.
            numbers: a JSON token to send instead of each number of the regular answer,
                such as `NaN` or `1e400`.

        Raises:
            ValueError: `rate` is not from 0 to 1.
        """
        if rate is not None and not 0 <= rate <= 1:
            msg = f"The rate must be from 0 to 1, not {rate}"
            raise ValueError(msg)
        failure = Failure(
            method,
            path,
            status,
            dict(headers or {}),
            body,
            content_type,
            delay=delay,
            drop=drop,
            times=times,
            rate=rate,
            numbers=numbers,
            dice=seeded(self._seed, "failures", len(self.failures)),
        )
        self.failures.append(failure)
        return failure

    def heal(self) -> None:
        """End all failures."""
        for failure in self.failures:
            failure.stop()

    def matching(self, method: str, path: str) -> Failure | None:
        """Return the newest failure that matches a request."""
        return next(
            (
                failure
                for failure in reversed(self.failures)
                if failure.meets(method, path)
            ),
            None,
        )


def replace_numbers(text: str, token: str) -> str:
    """Return JSON with a token in place of each number."""
    raw = RawJson(token)
    return dump_json(
        json.loads(text, parse_int=lambda _: raw, parse_float=lambda _: raw)
    )


def _usual_body(status: int) -> tuple[bytes, str]:
    """Return the body and content type that the framework sends with a status."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return SERVER_ERROR_PAGE.encode(), "text/html"
    if status >= HTTPStatus.BAD_REQUEST:
        phrase = HTTPStatus(status).phrase if status in HTTPStatus else "Error"
        return json.dumps({"detail": phrase}).encode(), "application/json"
    return b"", "application/json"


def _hang_up(request: web.Request) -> web.Response:
    """Close the connection."""
    if request.transport is not None:
        request.transport.close()
    return web.Response(status=500)
