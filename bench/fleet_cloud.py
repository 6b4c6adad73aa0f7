"""A cloud that counts requests and has an outage. It needs no network."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple, Self

from yarl import URL

TOKEN_SECONDS = 36000

CAR = "car"
ANSWERS = {
    "heat-pumps": b'[{"id":"heat-pump","indoor_actual_temperature":"21.5"}]',
    "electric-vehicles": f'[{{"id":"{CAR}","is_plugged_in":true}}]'.encode(),
    "inverters": b'[{"id":"inverter","current_solar_production_w":3200}]',
    "charge-policy": b'{"data":null}',
    "current": b'{"session":null}',
    "savings": b'{"data":[]}',
    "energy-contracts": b"[]",
}


class Answer(NamedTuple):
    """An answer, as far as a client looks at it."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def content(self) -> Self:
        """The stream of the body."""
        return self

    async def iter_chunked(self, _size: int) -> AsyncIterator[bytes]:
        """Yield the body at once."""
        yield self.body


type Outage = Callable[[float], Awaitable[Answer]]
"""Answers a request during the outage, given the seconds until its end."""


@dataclass(slots=True)
class FleetCloud:
    """Answers all homes, in place of a session. Times are seconds of the loop."""

    dice: Random
    down_from: float
    down_until: float
    outage_answer: Outage
    loses_tokens: bool = False
    requests: Counter[int] = field(default_factory=Counter)
    """The number of requests in each second."""

    @asynccontextmanager
    async def request(
        self, _method: str, url: URL, *, headers: dict[str, str], **_options: Any
    ) -> AsyncIterator[Answer]:
        """Answer a request."""
        yield await self._answer(url, headers)

    async def _answer(self, url: URL, headers: dict[str, str]) -> Answer:
        loop = asyncio.get_running_loop()
        now = loop.time()
        self.requests[int(now)] += 1
        if self.down_from <= now < self.down_until:
            return await self.outage_answer(self.down_until - now)
        await asyncio.sleep(self.dice.uniform(0.05, 0.3))
        token = f"{self.loses_tokens and loop.time() >= self.down_from}"
        if url.name == "":
            return self._grant(token, is_first=now < self.down_from)
        if headers["Authorization"] != f"Bearer {token}":
            return Answer(401, {}, b"")
        if url.name not in ANSWERS:
            return Answer(404, {}, b"")
        return Answer(200, {}, ANSWERS[url.name])

    def _grant(self, token: str, *, is_first: bool) -> Answer:
        """Return a token. Tokens from before the outage expire at random times."""
        seconds = self.dice.uniform(120, TOKEN_SECONDS) if is_first else TOKEN_SECONDS
        body = f'{{"access_token":"{token}","expires_in":{seconds}}}'
        return Answer(200, {}, body.encode())
