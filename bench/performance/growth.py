"""Growth of the costs with the number of devices."""

from collections.abc import Iterable, Iterator, Mapping
from math import log
from typing import Final

from bench.performance.row import Of, Row

type Curve = list[Row]

# Linear growth, and a margin for noise.
MOST: Final = 1.1
FROM: Final = 30


def curves(rows: Iterable[Row]) -> Mapping[str, Curve]:
    """Return the rows that were measured for several numbers of devices, by name."""
    found: dict[str, Curve] = {}
    for row in rows:
        if row.devices and "wall" not in row.what:
            found.setdefault(row.what, []).append(row)
    return {
        what: sorted(curve, key=lambda row: row.devices)
        for what, curve in found.items()
        if len(curve) > 1 and all(row.figure > 0 for row in curve)
    }


def exponent(curve: Curve) -> float:
    """Return the exponent of the growth from 30 devices on. Linear growth is 1.

    Below 30 devices, fixed costs dominate.
    """
    last = curve[-1]
    first = next((row for row in curve if row.devices >= FROM), curve[0])
    if first is last:
        first = curve[0]
    return log(last.figure / first.figure) / log(last.devices / first.devices)


def measure(rows: Iterable[Row]) -> Iterator[Row]:
    """Return the rows of the growth."""
    for what, curve in curves(rows).items():
        yield Row(
            what=f"Growth, 1 is linear: {what}",
            size=f"up to {curve[-1].devices} devices",
            figure=exponent(curve),
            most=MOST,
            of=Of.FIGURE,
        )
