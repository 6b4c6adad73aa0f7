"""Hourly history of devices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from .fields import number, read_fields, timestamp
from .savings import metadata_and_rows, unit


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """The energies of an hour, in the units of the history.

    Those of a solar inverter are always Wh.
    """

    time: datetime | None = timestamp()
    estimated_consumption: float | None = number()
    unoptimized_consumption: float | None = number()
    solar_production_wh: float | None = number()
    grid_export_wh: float | None = number()


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The hours of a device (Podero's page "Get heat pump data" and similar ones).

    ``rows`` are ordered by time. ``units`` has the units of their energies by the name
    of the field, as far as the cloud sends them.
    """

    units: Mapping[str, str]
    rows: tuple[HistoryRow, ...]

    @classmethod
    def from_json(cls, data: Any) -> Self | None:
        """Read a response; None if it has no rows, or no more than an error text."""
        if (parts := metadata_and_rows(data)) is None:
            return None
        metadata, listed = parts
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
