"""Run a simulation in virtual time, for which all clocks follow the loop."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from unittest.mock import patch

from freezegun import freeze_time

from bench.virtual_time import VirtualLoop

START: Final = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
DAY: Final = 86_400.0


def in_virtual_time[T](live: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine in virtual time, from a morning in spring on."""
    with (
        # No module sees the real time.
        patch("freezegun.api.call_stack_inspection_limit", 0),
        freeze_time(START) as frozen,
    ):

        def show(now: float) -> None:
            time = START.replace(tzinfo=None) + timedelta(seconds=now)
            frozen.time_to_freeze = time

        with asyncio.Runner(loop_factory=lambda: VirtualLoop(on_jump=show)) as runner:
            return runner.run(live())
