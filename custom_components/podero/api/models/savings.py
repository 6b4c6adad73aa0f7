"""Savings of the optimization."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, Self

from .fields import nested, number, read_fields, read_text, timestamp

MIN_PERCENTAGE: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SavingsPeriod:
    """A month; ``total`` is the amount saved, negative if it cost more.

    ``percentage`` is that amount in percent of the cost without optimization.
    """

    start_period: datetime | None = nested("period", timestamp)
    end_period: datetime | None = nested("period", timestamp)
    total: float | None = nested("savings", number)
    percentage: float | None = nested("savings", number)

    @property
    def cost_without_optimization(self) -> float | None:
        """What the month would have cost; None if it is not known.

        A percentage below 1 is rounded too much to calculate it.
        """
        if self.total is None or self.percentage is None:
            return None
        if abs(self.percentage) < MIN_PERCENTAGE:
            return None
        return round(self.total / self.percentage * 100, 2)

    @property
    def cost(self) -> float | None:
        """What the month cost; None if it is not known."""
        without = self.cost_without_optimization
        if without is None or self.total is None:
            return None
        return round(without - self.total, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Savings:
    """Savings of the optimization of a device (Podero's page "Get savings data").

    ``currency`` is an ISO 4217 code, None if the cloud does not send it. ``months`` are
    ordered by time; the last one is the current month.
    """

    currency: str | None = None
    months: tuple[SavingsPeriod, ...] = ()

    @classmethod
    def from_json(cls, data: Any) -> Self | None:
        """Read a response; None if it has no rows, or no more than an error text."""
        if (parts := metadata_and_rows(data)) is None:
            return None
        metadata, listed = parts
        rows = [SavingsPeriod(**read_fields(SavingsPeriod, row)) for row in listed]
        months = {row.start_period: row for row in rows}
        return cls(
            currency=currency(unit(metadata, "savings")),
            months=tuple(months[at] for at in sorted(at for at in months if at)),
        )

    def without_optimization(self, now: datetime) -> Self:
        """Return the savings of a device that is not optimized.

        The current month has savings of 0 if the cloud sends none. It starts in the
        time zone of ``now``, but not before the last month of the cloud is over.
        """
        month = self.month_at(now)
        if month is None:
            start = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
            ends = (listed.end_period for listed in self.months)
            start = max((start, *(end for end in ends if end and end <= now)))
            added = SavingsPeriod(start_period=start.astimezone(UTC), total=0.0)
            return replace(self, months=(*self.months, added))
        if month.total is not None:
            return self
        *before, _ = self.months
        return replace(self, months=(*before, replace(month, total=0.0)))

    @property
    def total(self) -> float | None:
        """The savings of all months; None if none are known."""
        saved = [month.total for month in self.months if month.total is not None]
        return sum(saved) if saved else None

    def month_at(self, now: datetime) -> SavingsPeriod | None:
        """Return the month that contains a time; None if it is not known."""
        for month in reversed(self.months):
            if month.start_period is not None and month.start_period <= now:
                over = month.end_period is not None and month.end_period <= now
                return None if over else month
        return None


def metadata_and_rows(
    data: Any,
) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]] | None:
    """Return both parts of a response; None if it is no more than an error text."""
    if not isinstance(data, Mapping) or not isinstance(data.get("data"), list):
        return None
    metadata = data.get("metadata")
    if not isinstance(metadata, Mapping):
        metadata = {}
    if metadata.get("error") and not data["data"]:
        return None
    return metadata, [row for row in data["data"] if isinstance(row, Mapping)]


def unit(metadata: Mapping[str, Any], name: str) -> str | None:
    """Return the unit of a value from the metadata of a response; None without one."""
    units = metadata.get("units")
    value = units.get(name) if isinstance(units, Mapping) else None
    if isinstance(value, Mapping):
        value = value.get("total")
    return read_text(value)


def currency(unit: str | None) -> str | None:
    """Return the ISO 4217 code in a unit such as EUR or EUR/kWh; None without one."""
    code = (unit or "").partition("/")[0].strip()
    return code if len(code) == 3 and code.isascii() and code.isupper() else None
