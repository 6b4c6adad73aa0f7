"""Rows of times beside those of the floor, measured in the same rounds."""

from bench.performance.measure import Series
from bench.performance.row import Row


def cpu(
    what: str,
    ours: Series,
    floor: Series,
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
        floor=floor.cpu,
        times=ours.beside(floor).cpu,
        unit="ms",
        most=most,
    )


def wall(
    what: str, ours: Series, floor: Series, devices: int, *, most: float | None = None
) -> Row:
    """Compare the wall times."""
    return Row(
        what=f"{what}: wall",
        devices=devices,
        figure=ours.wall,
        floor=floor.wall,
        times=ours.beside(floor).wall,
        unit="ms",
        most=most,
    )
