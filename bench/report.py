"""Output of the benchmarks, and detection of errors in the log."""

from collections.abc import Iterable, Sequence
import logging
import sys
from typing import Self, override


def say(text: str = "") -> None:
    """Print a line without buffering."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def say_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a Markdown table."""
    lines = [head, *(tuple(map(str, row)) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for number, line in enumerate(lines):
        cells = (
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        say(f"| {' | '.join(cells)} |")
        if number == 0:
            rule = (
                f"{'-' * (width + 1)}:" if column else "-" * (width + 2)
                for column, width in enumerate(widths)
            )
            say(f"|{'|'.join(rule)}|")


class Crashes(logging.Handler):
    """Log handler that keeps records with a traceback."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if record.exc_info or "Traceback" in message:
            self.found.append(self.format(record))

    def __enter__(self) -> Self:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)

    def say(self) -> None:
        """Print the records."""
        for crash in self.found:
            say(crash)
