"""Rows that compare times with those of the baseline."""

from bench.performance.measure import Series
from bench.performance.row import Row


def cpu(
    what: str,
    ours: Series,
    baseline: Series,
    devices: int,
    *,
    size: str = "",
    most: float | None = None,
) -> Row:
    """Compare the CPU times."""
    return Row(
        what=f"{what}: CPU",
        size=size,
        devices=devices,
        figure=ours.cpu,
        baseline=baseline.cpu,
        times=ours.beside(baseline).cpu,
        unit="ms",
        most=most,
    )


def wall(
    what: str,
    ours: Series,
    baseline: Series,
    devices: int,
    *,
    most: float | None = None,
) -> Row:
    """Compare the wall times."""
    return Row(
        what=f"{what}: wall",
        devices=devices,
        figure=ours.wall,
        baseline=baseline.wall,
        times=ours.beside(baseline).wall,
        unit="ms",
        most=most,
    )
