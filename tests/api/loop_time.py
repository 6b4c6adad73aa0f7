"""Measures the time for which code blocks the event loop."""

import asyncio
from collections.abc import Awaitable
import gc
from time import process_time


async def longest_hold[T](awaitable: Awaitable[T]) -> tuple[T, float]:
    """Return the result, and the longest processor time between turns of the loop.

    Processor time of all threads counts, and that of other processes does not.
    """
    # Garbage of other tests is not this code's.
    gc.collect()
    gc.freeze()
    task = asyncio.ensure_future(awaitable)
    longest = 0.0
    try:
        while not task.done():
            began = process_time()
            await asyncio.sleep(0)
            longest = max(longest, process_time() - began)
    finally:
        gc.unfreeze()
    return task.result(), longest
