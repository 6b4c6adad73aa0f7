"""The rows of the table."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

HEAD: Final = ("What", "Size", "Figure", "Compared with", "Ratio", "Goal", "Met")


class Of(Enum):
    """What a goal is about."""

    RATIO = auto()
    FIGURE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A figure, what it is compared with, and the most that it may be.

    ``what`` names the curve that rows of several numbers of devices make.
    """

    what: str
    figure: float
    unit: str = ""
    size: str = ""
    floor: float | None = None
    times: float | None = None
    """How many times the floor it is, where that was measured round by round."""
    most: float | None = None
    of: Of = Of.RATIO
    devices: int = 0
    is_shown: bool = True

    @property
    def ratio(self) -> float | None:
        """How many times the floor the figure is."""
        if self.times is not None:
            return self.times
        return self.figure / self.floor if self.floor else None

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is met, not only to the digits shown; None without one."""
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
            "" if self.floor is None else f"{number(self.floor)} {self.unit}".rstrip(),
            "" if self.ratio is None else f"{self.ratio:.2f}",
            goal,
            {None: "", True: "yes", False: "NO"}[self.is_met],
        )


def number(value: float) -> str:
    """Write a number with three digits, or all of a whole one."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    # Adding nothing makes of a minus zero what it is.
    return f"{round(value, 2) + 0.0:.{2 if abs(value) < 10 else 1}f}"


def table(rows: list[Row]) -> Iterator[tuple[str, ...]]:
    """Walk the cells of the rows that are shown."""
    yield from (row.cells() for row in rows if row.is_shown)
