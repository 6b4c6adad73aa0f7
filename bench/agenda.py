"""What happens when, one thing after the other."""

import asyncio
from collections.abc import Awaitable, Callable
from heapq import heappop, heappush

type Act = Callable[[], Awaitable[None]]


class Agenda:
    """Carries out what is due, in the order of time."""

    def __init__(self) -> None:
        self._clock = asyncio.get_running_loop().time
        self._due: list[tuple[float, int, Act]] = []
        self._count = 0

    def after(self, seconds: float, act: Act) -> None:
        """Plan something."""
        self._count += 1
        heappush(self._due, (self._clock() + seconds, self._count, act))

    async def run(self, until: float) -> None:
        """Carry out what is due until a time of the loop, and drop the rest."""
        while self._due and self._due[0][0] < until:
            at, _, act = heappop(self._due)
            await asyncio.sleep(at - self._clock())
            await act()
        self._due.clear()
        await asyncio.sleep(until - self._clock())
