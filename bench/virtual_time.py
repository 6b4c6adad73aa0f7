"""Event loop with virtual time."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
import selectors
from typing import override


class VirtualLoop(asyncio.SelectorEventLoop):
    """Event loop whose clock jumps to the next timer when it is idle.

    Executor jobs run at once in the loop, so that the order of events is always the
    same. With real sockets, the loop waits `grace` seconds of real time for them before
    each jump.
    """

    _clock_resolution: float
    _scheduled: list[asyncio.TimerHandle]

    def __init__(
        self, grace: float = 0.0, on_jump: Callable[[float], None] | None = None
    ) -> None:
        self._now = 0.0
        self._on_jump = on_jump
        super().__init__(_Selector(self._jump, grace))
        # A datetime has a resolution of microseconds.
        self._clock_resolution = 1e-6

    @override
    def time(self) -> float:
        return self._now

    @property
    def timers(self) -> int:
        """Return the number of pending timers."""
        return sum(not timer.cancelled() for timer in self._scheduled)

    @override
    def run_in_executor[*Ts, T](
        self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts
    ) -> asyncio.Future[T]:
        future: asyncio.Future[T] = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as err:  # noqa: BLE001
            future.set_exception(err)
        return future

    def _jump(self) -> None:
        self._now = max(self._now, self._scheduled[0].when())
        if self._on_jump is not None:
            self._on_jump(self._now)


class _Selector(selectors.DefaultSelector):
    """Selector that jumps to the next timer instead of waiting for it."""

    def __init__(self, jump: Callable[[], None], grace: float) -> None:
        super().__init__()
        self._jump = jump
        self._grace = grace

    @override
    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout == 0:
            return super().select(0)
        if timeout is None and not self._grace:
            raise RuntimeError("Deadlock: there is no timer and no event")
        ready = super().select(self._grace)
        if not ready and timeout is not None:
            self._jump()
        return ready
