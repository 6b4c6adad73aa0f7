"""Measure what the integration costs, and compare each figure with a baseline.

Times are measured alternately in one run: their ratio depends less on the machine than
the times do.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
import logging
from pathlib import Path
from time import perf_counter
from typing import Final

from bench.performance import (
    data_age,
    growth,
    hold,
    imports,
    instructions,
    memory,
    one_change,
    outages,
    recorder,
    refresh,
    requests,
    setup,
)
from bench.performance.cloud import CloudProcess, cloud_process
from bench.performance.row import HEAD, Row, table
from bench.report import say, say_table

type Measure = Callable[[CloudProcess, Sequence[int]], Iterator[Row]]

PARTS: Final[dict[str, Measure]] = {
    "refresh": refresh.measure,
    "change": one_change.measure,
    "setup": setup.measure,
    "imports": imports.measure,
    "memory": lambda cloud, sizes: memory.measure(cloud, _shown(sizes)),
    "requests": requests.measure,
    "recorder": recorder.measure,
    "hold": hold.measure,
    "age": data_age.measure,
    "outages": outages.measure,
    "instructions": instructions.measure,
}
SIZES: Final = (3, 9, 30, 90, 300)
SHOWN: Final = (3, 30, 300)


def _shown(sizes: Sequence[int]) -> list[int]:
    return [size for size in sizes if size in SHOWN] or [*sizes]


def main(arguments: list[str]) -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(
        "scripts/bench",
        description=__doc__,
        epilog="Others: scripts/bench fleet, endurance and gateway",
    )
    parser.add_argument("part", nargs="*", help=f"some of {', '.join(PARTS)}")
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=SIZES, help="numbers of devices"
    )
    parser.add_argument("--plot", type=Path, help="where to draw the growth, as a PNG")
    options = parser.parse_args(arguments)
    if unknown := set(options.part) - PARTS.keys():
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    logging.getLogger().setLevel(logging.CRITICAL)
    rows = list(measure(options.part or list(PARTS), options.sizes))
    say()
    say_table(HEAD, table(rows))
    missed = [row for row in rows if row.is_met is False]
    say(
        f"\n{len(missed)} of {sum(row.is_met is not None for row in rows)} goals missed"
    )
    if options.plot is not None:
        _plot(rows, options.plot)
    return 0


def measure(parts: Sequence[str], sizes: Sequence[int]) -> Iterator[Row]:
    """Return the rows of some parts and those of their growth."""
    rows: list[Row] = []
    with cloud_process() as cloud:
        for part in parts:
            began = perf_counter()
            for row in PARTS[part](cloud, sizes):
                rows.append(row)
                is_shown = row.is_shown and row.devices in (0, *SHOWN)
                yield replace(row, is_shown=is_shown)
            say(f"{part}: {perf_counter() - began:.0f} s")
    yield from growth.measure(rows)


def _plot(rows: list[Row], path: Path) -> None:
    # Imported only when a picture is drawn.
    from bench.performance.plot import plot  # noqa: PLC0415

    plot(dict(growth.curves(rows)), path)
