"""Rows of the table."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

HEAD: Final = ("What", "Size", "Figure", "Compared with", "Ratio", "Goal", "Met")


class Of(Enum):
    """The value that a goal limits."""

    RATIO = auto()
    FIGURE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A figure, its baseline, and its goal.

    Rows with the same `what` and different numbers of devices form a curve.
    """

    what: str
    figure: float
    unit: str = ""
    size: str = ""
    baseline: float | None = None
    times: float | None = None
    """The ratio to the baseline, where it was measured in each round."""
    most: float | None = None
    of: Of = Of.RATIO
    devices: int = 0
    is_shown: bool = True

    @property
    def ratio(self) -> float | None:
        """Return the ratio of the figure to the baseline."""
        if self.times is not None:
            return self.times
        return self.figure / self.baseline if self.baseline else None

    @property
    def is_met(self) -> bool | None:
        """Return whether the exact figure meets the goal, or None without a goal."""
        decisive = self.ratio if self.of is Of.RATIO else self.figure
        if self.most is None or decisive is None:
            return None
        return decisive <= self.most

    def cells(self) -> tuple[str, ...]:
        """Return the cells of the table."""
        goal = ""
        if self.most is not None:
            unit = " x" if self.of is Of.RATIO else f" {self.unit}".rstrip()
            goal = f"≤ {number(self.most)}{unit}"
        return (
            self.what,
            self.size or (f"{self.devices} devices" if self.devices else ""),
            f"{number(self.figure)} {self.unit}".rstrip(),
            ""
            if self.baseline is None
            else f"{number(self.baseline)} {self.unit}".rstrip(),
            "" if self.ratio is None else f"{self.ratio:.2f}",
            goal,
            {None: "", True: "yes", False: "NO"}[self.is_met],
        )


def number(value: float) -> str:
    """Format a number with three digits, and a whole number with all digits."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    # Adding 0.0 turns -0.0 into 0.0.
    return f"{round(value, 2) + 0.0:.{2 if abs(value) < 10 else 1}f}"


def table(rows: list[Row]) -> Iterator[tuple[str, ...]]:
    """Return the cells of the visible rows."""
    yield from (row.cells() for row in rows if row.is_shown)
