"""Counts the steps of code, which do not depend on the speed of the machine."""

from collections.abc import Iterator
from contextlib import contextmanager
import sys
from types import CodeType
from typing import Final

TOOL_ID: Final = 4


class Steps:
    """The number of lines of Python that ran, and of turns of loops within a line."""

    number = 0

    def add(self, _code: CodeType, *_where: int) -> None:
        """Add a step."""
        self.number += 1


@contextmanager
def counted_steps() -> Iterator[Steps]:
    """Count the steps that run meanwhile, in all threads."""
    steps = Steps()
    events = sys.monitoring.events
    sys.monitoring.use_tool_id(TOOL_ID, __name__)
    sys.monitoring.register_callback(TOOL_ID, events.LINE, steps.add)
    sys.monitoring.register_callback(TOOL_ID, events.JUMP, steps.add)
    sys.monitoring.set_events(TOOL_ID, events.LINE | events.JUMP)
    try:
        yield steps
    finally:
        sys.monitoring.free_tool_id(TOOL_ID)
