"""Meter of a heat pump that knows what the energy is used for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, NamedTuple, Self, override

from ..api import EnergyUse
from . import EnergyMeter, read_number, read_time

USES: Final = tuple(EnergyUse)
COMPRESSOR_MIN_W: Final = 150
"""Pumps and electronics need less than this power, a compressor needs more."""

type PerUse[T] = tuple[T, ...]
"""Values in the order of the uses."""


class CompressorDay(NamedTuple):
    """Starts and run time of a compressor since the day began."""

    starts: int = 0
    runtime_s: float = 0.0


@dataclass(frozen=True, slots=True)
class HeatPumpMeter(EnergyMeter):
    """A meter whose energy is divided by use; the parts always add up to the total.

    Half of the energy of a step belongs to the reading before it, the other half to the
    reading after it. Energy without a known use belongs to the last known use, at first
    to heating.

    No part ever decreases. If a correction takes energy back from a use, the other uses
    get the next energy of the meter until all parts are right again.
    """

    use: EnergyUse = EnergyUse.HEATING
    """The use at the last reading."""
    before_use: EnergyUse = EnergyUse.HEATING
    """The use at the reading before."""
    used_kwh: PerUse[float] = (0.0,) * len(USES)
    """The corrected energies; their sum is the total without what is owed."""
    parts_wh: PerUse[int] = (0,) * len(USES)
    """The energies that are shown; their sum is the total."""
    day: datetime | None = None
    """When the day of the next two values began."""
    starts: int = 0
    """The starts of the compressor up to the reading before the last one."""
    runtime_s: float = 0.0
    """Its run time up to that reading."""

    def add_use(
        self,
        at: datetime | None,
        power_w: float | None,
        use: EnergyUse | None,
        day: datetime,
    ) -> Self:
        """Return the meter after a reading.

        Args:
            at: As for `EnergyMeter.add`.
            power_w: As for `EnergyMeter.add`.
            use: What the energy is used for; None is not known.
            day: When the current day of the home began.

        """
        meter = self.add(at, power_w)
        use = use or self.use
        if power_w is None or at is None or at != meter.last_at:
            return meter
        if meter is self and use is self.use:
            return self
        used = dict(zip(USES, self.used_kwh, strict=True))
        before_kwh, last_kwh = meter._last_step_kwh  # noqa: SLF001
        used[use] += last_kwh
        if at == self.last_at:
            used[self.use] -= self._last_step_kwh[1]
            meter = replace(meter, use=use)
        else:
            used[self.use] += before_kwh
            starts, runtime_s = self.compressor(day)
            meter = replace(
                meter,
                use=use,
                before_use=self.use,
                day=day,
                starts=starts,
                runtime_s=runtime_s,
            )
        return replace(meter, used_kwh=tuple(used.values())).divided()

    @property
    def _last_step_kwh(self) -> tuple[float, float]:
        """What either reading adds to the last step; 0 if it is not counted."""
        if self.before_at is None or self.last_at is None:
            return 0.0, 0.0
        hours = (self.last_at - self.before_at).total_seconds() / 3600
        return (
            self.before_power_w * hours / 2000,
            self.last_power_w * hours / 2000,
        )

    def divided(self) -> Self:
        """Return the meter with its total divided among the parts."""
        used = dict(zip(USES, self.used_kwh, strict=True))
        unused = self.total_kwh - self.owed_kwh - sum(self.used_kwh)
        used[self.use] = max(0.0, used[self.use] + unused)
        parts = dict(zip(USES, self.parts_wh, strict=True))
        behind = {use: round(used[use] * 1000) - parts[use] for use in USES}
        rest = max(0, round(self.total_kwh * 1000) - sum(self.parts_wh))
        for use in sorted(USES, key=behind.__getitem__, reverse=True):
            energy = min(rest, max(0, behind[use]))
            parts[use] += energy
            rest -= energy
        parts[self.use] += rest
        return replace(
            self, used_kwh=tuple(used.values()), parts_wh=tuple(parts.values())
        )

    @property
    def shown_kwh(self) -> float:
        """The total, which is the sum of the parts."""
        return sum(self.parts_wh) / 1000

    def part_kwh(self, use: EnergyUse) -> float:
        """Return the energy of a use."""
        return self.parts_wh[USES.index(use)] / 1000

    def raise_parts(self, shown: Mapping[EnergyUse, tuple[float, datetime]]) -> Self:
        """Return the meter with at least the parts in kWh that were shown at a time."""
        meter = self
        for use, (kwh, at) in shown.items():
            index = USES.index(use)
            more = max(0, round(kwh * 1000) - meter.parts_wh[index])
            parts, used = list(meter.parts_wh), list(meter.used_kwh)
            parts[index] += more
            used[index] += more / 1000
            meter = replace(meter, parts_wh=tuple(parts), used_kwh=tuple(used))
            meter = meter.raise_to(meter.shown_kwh, at)
        return meter.divided()

    def compressor(self, day: datetime) -> CompressorDay:
        """Return what the compressor did since a day began.

        It starts and stops in the middle between two readings.
        """
        starts, runtime_s = (
            (self.starts, self.runtime_s) if self.day == day else CompressorDay()
        )
        if self.before_at is None or self.last_at is None:
            return CompressorDay(starts, runtime_s)
        middle = self.before_at + (self.last_at - self.before_at) / 2
        was_on = _is_on(self.before_use, self.before_power_w)
        is_on = _is_on(self.use, self.last_power_w)
        if was_on:
            runtime_s += _seconds(max(self.before_at, day), middle)
        if is_on:
            runtime_s += _seconds(max(middle, day), self.last_at)
        return CompressorDay(
            starts + (is_on and not was_on and middle >= day), runtime_s
        )

    @classmethod
    @override
    def restore(cls, saved: object, *, reports_switching: bool = False) -> Self:
        """Return a saved meter; what cannot be read starts again."""
        data = saved if isinstance(saved, Mapping) else {}
        meter = super().restore(saved, reports_switching=reports_switching)
        return replace(
            meter,
            use=_use(data.get("use")),
            before_use=_use(data.get("before_use")),
            used_kwh=_per_use(data.get("used_kwh")),
            parts_wh=tuple(map(int, _per_use(data.get("parts_wh")))),
            day=read_time(data.get("day")),
            starts=int(read_number(data.get("starts"))),
            runtime_s=read_number(data.get("runtime_s")),
        )


def _is_on(use: EnergyUse, power_w: float) -> bool:
    """Return whether the compressor runs."""
    return use is not EnergyUse.STANDBY and power_w >= COMPRESSOR_MIN_W


def _seconds(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start).total_seconds())


def _use(value: object) -> EnergyUse:
    """Return a use; heating for anything else."""
    return next((use for use in USES if use == value), EnergyUse.HEATING)


def _per_use(value: object) -> PerUse[float]:
    """Return a number for each use; 0 for each if there are not as many."""
    numbers = list(map(read_number, value)) if isinstance(value, list | tuple) else []
    return tuple(numbers) if len(numbers) == len(USES) else (0.0,) * len(USES)
