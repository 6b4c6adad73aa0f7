"""Scheduled actions, run one after the other."""

import asyncio
from collections.abc import Awaitable, Callable
from heapq import heappop, heappush

type Action = Callable[[], Awaitable[None]]


class Schedule:
    """Runs actions in the order of their times."""

    def __init__(self) -> None:
        self._clock = asyncio.get_running_loop().time
        self._due: list[tuple[float, int, Action]] = []
        self._count = 0

    def after(self, seconds: float, action: Action) -> None:
        """Schedule an action, in seconds from now."""
        self._count += 1
        heappush(self._due, (self._clock() + seconds, self._count, action))

    async def run(self, until: float) -> None:
        """Run the actions that are due before a time of the loop, and drop the rest."""
        while self._due and self._due[0][0] < until:
            at, _, action = heappop(self._due)
            await asyncio.sleep(at - self._clock())
            await action()
        self._due.clear()
        await asyncio.sleep(until - self._clock())
