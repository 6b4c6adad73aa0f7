"""Records the writes that the simulated cloud applied, and drops some replies."""

import asyncio
from dataclasses import dataclass, field
import json
from random import Random

from aiohttp import web
from aiohttp.typedefs import Handler


@dataclass(slots=True)
class Write:
    """A write that the cloud applied."""

    path: str
    body: object
    answer_lost: bool = False


@dataclass(slots=True)
class WriteLog:
    """Records all writes. `losses` is the share of replies to drop, 0 to 1."""

    dice: Random
    losses: float = 0.0
    writes: list[Write] = field(default_factory=list)

    def watch(self, app: web.Application) -> None:
        """Add the middleware that records writes and drops replies."""

        @web.middleware
        async def lose(request: web.Request, handler: Handler) -> web.StreamResponse:
            response = await handler(request)
            if request.get("answer", response) is not response:
                # Its numbers were replaced by some that cannot be read.
                request["write"].answer_lost = True
            return await self._lose(request, response)

        @web.middleware
        async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
            response = await handler(request)
            if request.method != "GET" and "/org/" in request.path:
                body = await request.read()
                write = Write(request.path, json.loads(body) if body else None)
                self.writes.append(write)
                request["write"], request["answer"] = write, response
            return response

        app.middlewares.insert(0, lose)
        app.middlewares.append(note)

    async def _lose(
        self, request: web.Request, response: web.StreamResponse
    ) -> web.StreamResponse:
        write: Write | None = request.get("write")
        if write is None or self.dice.random() >= self.losses:
            return response
        write.answer_lost = True
        match self.dice.randrange(3):
            case 0:
                return web.Response(status=504)
            case 1 if request.transport is not None:
                request.transport.close()
            case _:
                # The server cancels this when the client disconnects.
                await asyncio.Event().wait()
        return response
