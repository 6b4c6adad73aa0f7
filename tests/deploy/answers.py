"""Answers of the gateway."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiohttp import ServerDisconnectedError

from simulator import Cloud

from .conftest import Answer, HomeClient

PUT_BODY = {"is_smart_optimization_active": False}
NEVER_WRITTEN = ("deleted_at", "lifecycle_state", "device_model", "owner")


def paths(cloud: Cloud) -> list[str]:
    return [request.path for request in cloud.requests]


async def until_answered[T](ask: Callable[[], Awaitable[T]], wanted: T) -> None:
    """Ask until the answer is the wanted one.

    A reload closes connections, which may happen while a request is sent on them.

    Raises:
        TimeoutError: It is not within 40 seconds.
    """
    async with asyncio.timeout(40):
        while True:
            with suppress(ServerDisconnectedError):
                if await ask() == wanted:
                    return
            await asyncio.sleep(0.05)


async def status(call: Awaitable[Answer]) -> int:
    return (await call).status


async def status_of(home: HomeClient, path: str) -> int:
    return (await home.get(path)).status
