"""Chart of the growth."""

from pathlib import Path
from textwrap import fill
from typing import Final

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from bench.performance.growth import Curve
from bench.performance.row import number

OURS: Final = "#0b7a75"
FLOOR: Final = "#9aa5b1"
COLUMNS: Final = 3


def plot(curves: dict[str, Curve], path: Path) -> None:
    """Draw each curve and its baseline, and write a PNG."""
    mpl.use("Agg")
    lines = -(-len(curves) // COLUMNS)
    figure, axes = plt.subplots(
        lines, COLUMNS, figsize=(4.4 * COLUMNS, 3.2 * lines), squeeze=False
    )
    for place, (what, curve) in zip(axes.flat, curves.items(), strict=False):
        _draw(place, what, curve)
    for place in axes.flat[len(curves) :]:
        place.set_visible(False)
    figure.tight_layout()
    figure.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(figure)


def _draw(place: Axes, what: str, curve: Curve) -> None:
    devices = [row.devices for row in curve]
    if all(row.baseline for row in curve):
        floors = [row.baseline or 0.0 for row in curve]
        place.plot(devices, floors, "o-", color=FLOOR, label="compared with")
    ours = [row.figure for row in curve]
    place.plot(devices, ours, "o-", color=OURS, label="the integration")
    place.set_title(fill(what, 44), fontsize=9)
    place.set_xlim(left=0)
    place.set_xlabel("devices", fontsize=8)
    place.set_ylim(bottom=0)
    place.set_ylabel(curve[0].unit or "requests", fontsize=8)
    place.tick_params(labelsize=8)
    place.yaxis.set_major_formatter(lambda value, _: number(value))
    place.grid(visible=True, alpha=0.3)
    place.legend(fontsize=8)
