"""Calls that are under way until a test lets them go."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from unittest.mock import patch


class Held(NamedTuple):
    """What tells that a call is under way, and what lets it go."""

    reached: asyncio.Event
    let_go: asyncio.Event


@contextmanager
def held(owner: object, name: str, *, before: bool = False) -> Iterator[Held]:
    """Hold up the calls of a method: their results, or before they are made."""
    call = getattr(owner, name)
    under_way = Held(asyncio.Event(), asyncio.Event())

    async def hold() -> None:
        under_way.reached.set()
        await under_way.let_go.wait()

    async def slowly(*args: Any) -> Any:
        if before:
            await hold()
        try:
            return await call(*args)
        finally:
            if not before:
                await hold()

    with patch.object(owner, name, slowly):
        yield under_way
