"""What a device did hour by hour."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from .fields import number, read_fields, timestamp
from .savings import metadata_and_rows, unit


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """An hour, and the energies in it, in the unit of the history.

    The inverter's are named after their unit, Wh.
    """

    time: datetime | None = timestamp()
    estimated_consumption: float | None = number()
    unoptimized_consumption: float | None = number()
    solar_production_wh: float | None = number()
    grid_export_wh: float | None = number()


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Hours of a device (Podero's pages "Get heat pump data" and its like).

    ``units`` has the unit of each energy of the rows, as far as the cloud gives it.
    """

    units: Mapping[str, str]
    rows: tuple[HistoryRow, ...]

    @classmethod
    def from_json(cls, data: Any) -> Self | None:
        """Read an answer; None where it is none, or no more than an error's text."""
        if (told := metadata_and_rows(data)) is None:
            return None
        metadata, listed = told
        units = {"solar_production_wh": "Wh", "grid_export_wh": "Wh"}
        for name in ("estimated_consumption", "unoptimized_consumption"):
            given = unit(metadata, name) or unit(metadata, "consumption")
            if given is not None:
                units[name] = given
        rows = {
            row.time: row
            for item in listed
            if (row := HistoryRow(**read_fields(HistoryRow, item))).time is not None
        }
        return cls(
            units=units, rows=tuple(rows[at] for at in sorted(at for at in rows if at))
        )
