"""Outages of the cloud."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from aiohttp import ClientConnectionError

from bench.fleet_cloud import Answer, Outage

HOMES = 10_000
FEWER_HOMES = 2_000
TIMEOUT_SECONDS = 10
START = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)


async def unavailable(_left: float) -> Answer:
    """Answer 503."""
    return Answer(503, {}, b"")


async def refused(_left: float) -> Answer:
    """Refuse the connection."""
    raise ClientConnectionError


async def come_back_then(left: float) -> Answer:
    """Answer 429 with the end of the outage as Retry-After."""
    now = START + timedelta(seconds=asyncio.get_running_loop().time())
    end = now + timedelta(seconds=left)
    dates = {
        "Date": format_datetime(now, usegmt=True),
        "Retry-After": format_datetime(end, usegmt=True),
    }
    return Answer(429, dates, b"")


async def come_back_later(_left: float) -> Answer:
    """Answer 503 with a Retry-After of two minutes."""
    return Answer(503, {"Retry-After": "120"}, b"")


async def come_back_soon(_left: float) -> Answer:
    """Answer 429 with a Retry-After of one second."""
    return Answer(429, {"Retry-After": "1"}, b"")


async def nested(_left: float) -> Answer:
    """Answer with JSON that is nested too deeply to be read."""
    return Answer(200, {}, b"[" * 16_000)


async def silent(_left: float) -> Answer:
    """Do not answer until the client times out."""
    await asyncio.sleep(TIMEOUT_SECONDS)
    raise TimeoutError


@dataclass(frozen=True, slots=True)
class Scenario:
    """An outage, with its duration in seconds."""

    name: str
    outage_answer: Outage
    homes: int = FEWER_HOMES
    outage: int = 600
    loses_tokens: bool = False
    limit: float = 1.5
    """The maximum peak, as a multiple of the steady rate."""


SCENARIOS = {
    "503": Scenario("Answers 503", unavailable, homes=HOMES),
    "refused": Scenario("Refuses connections", refused),
    "date": Scenario("429, all to return at its end", come_back_then),
    "hour": Scenario("The same for an hour", come_back_then, outage=3600),
    "tokens": Scenario(
        "503, then no token is valid", unavailable, homes=HOMES, loses_tokens=True
    ),
    "seconds": Scenario("503, to return in 2 minutes", come_back_later),
    "soon": Scenario("429, to return in a second", come_back_soon),
    "silent": Scenario("Does not answer in time", silent),
    "nested": Scenario("Nests its answers too deeply", nested),
    # Three polls become at most three refusals, a new token and three polls.
    "blink": Scenario(
        "Answers, but no token is valid",
        unavailable,
        outage=0,
        loses_tokens=True,
        limit=3.0,
    ),
}
