"""Meter that adds up power readings in W to energy in kWh."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import MAXYEAR, datetime, timedelta
from typing import Any, Final, Self

LONGEST_STEP: Final = timedelta(minutes=65)
"""Longest step between two readings that is bridged: four syncs of 16 minutes."""
LONGEST_CHARGE: Final = timedelta(hours=12)
"""The same for a car that charges and reports changes only, such as each 5 %."""
CLOCK_CORRECTED_AFTER: Final = 3
"""Older readings in order after which the clock has evidently been set back. A copy of
the data that lags behind repeats its readings, or alternates with newer ones."""
POLLS_KNOWN: Final = 3
"""Steps without power after which a car evidently reports at an interval."""
PLUG_IN_DELAY: Final = timedelta(minutes=90)
"""How much later than a reading a session may start that the reading shows."""
MAX_POWER: Final = 1_000_000
"""In W. No home has more."""
MAX_SESSION_KWH: Final = 1000
"""No car takes more at once."""
MAX_VALUE: Final = 1e12
MIN_YEAR: Final = 2000


@dataclass(frozen=True, slots=True)
class EnergyMeter:
    """A meter for one direction of a flow; each reading returns the next meter.

    Between two readings, the power is a straight line. The times are Podero's
    (``current_state_last_updated_at``), so that each reading counts once. Podero
    refreshes them every 5 to 15 minutes (Podero's pages "Heat pump state" and
    "Inverter state").

    A car may instead report the moments at which its charging starts and stops
    (Podero's page "Electric vehicle state"). Its power then was constant until that
    moment. A car that also reports at an interval while nothing changes is polled; only
    a reading that comes earlier than that interval is such a moment.

    Steps of more than 65 minutes are not bridged; they are counted as gaps.
    """

    reports_switching: bool = False
    """Whether readings may be the moments at which the power is switched."""
    total_kwh: float = 0.0
    """The counted energy, 0 or more; it never decreases."""
    owed_kwh: float = 0.0
    """Energy that a correction took back; the next energy is taken from it first."""
    last_at: datetime | None = None
    """The time of the last reading."""
    last_power_w: float = 0.0
    """The last reading, 0 to 1,000,000 W."""
    before_at: datetime | None = None
    """The time of the reading before; None where the last step was not counted."""
    before_power_w: float = 0.0
    """The reading before the last one, in W."""
    older_at: datetime | None = None
    """The time of the latest reading that was older than the last one."""
    older: int = 0
    """How many of those came in order."""
    idle_steps_s: tuple[float, ...] = ()
    """The latest steps without power, in seconds, while a car is polled."""
    session_at: datetime | None = None
    """When the current charging session started; None without one to settle."""
    session_from_kwh: float = 0.0
    """The counted energy at that time."""
    gaps: int = 0
    """How often a step was not counted."""
    left_out_s: float = 0.0
    """The sum of those steps in seconds; a corrected clock takes its step back."""

    def add(
        self, at: datetime | None, power_w: float | None, *, has_news: bool = False
    ) -> Self:
        """Return the meter after a reading.

        Args:
            at: Podero's time of the reading, in UTC; without it there is no reading.
            power_w: In W. Below 0, nothing flows in this direction; None is no reading.
            has_news: Whether a car may have reported for another reason than a poll,
                such as each percent while it is driven.

        """
        if at is None or power_w is None or not abs(power_w) <= MAX_POWER:
            return self
        power_w = max(0.0, power_w)
        if self.last_at is None:
            return replace(self, last_at=at, last_power_w=power_w)
        if at == self.last_at:
            is_same = power_w == self.last_power_w
            return self if is_same else self._correct(power_w)
        if at < self.last_at:
            return self._add_older(at, power_w)
        step_s = (at - self.last_at).total_seconds()
        if step_s > self._longest_step.total_seconds():
            return self._skip(at, power_w, step_s)
        return self._count(
            self._energy(self.last_power_w, power_w, step_s),
            last_at=at,
            last_power_w=power_w,
            before_at=self.last_at,
            before_power_w=self.last_power_w,
            older_at=None,
            older=0,
            idle_steps_s=self.idle_steps_s
            if has_news
            else self._idle_steps(power_w, step_s),
        )

    @property
    def _longest_step(self) -> timedelta:
        is_charging = self.reports_switching and self.last_power_w > 0
        return LONGEST_CHARGE if is_charging and not self._is_polled else LONGEST_STEP

    @property
    def _is_polled(self) -> bool:
        return not self.reports_switching or len(self.idle_steps_s) == POLLS_KNOWN

    def _idle_steps(self, power_w: float, step_s: float) -> tuple[float, ...]:
        if not self.reports_switching or self.last_power_w > 0 or power_w > 0:
            return self.idle_steps_s
        return (*self.idle_steps_s, step_s)[-POLLS_KNOWN:]

    def _energy(self, before_w: float, after_w: float, step_s: float) -> float:
        """Return the energy of a step in kWh."""
        mean_w = (before_w + after_w) / 2
        if (before_w > 0) != (after_w > 0) and (
            not self._is_polled or step_s < 0.9 * min(self.idle_steps_s, default=0)
        ):
            mean_w = before_w
        return mean_w * step_s / 3.6e6

    def _count(self, energy_kwh: float, **changes: Any) -> Self:
        """Return the meter with energy added, or owed if the energy is negative."""
        balance = energy_kwh - self.owed_kwh
        return replace(
            self,
            total_kwh=self.total_kwh + max(0.0, balance),
            owed_kwh=max(0.0, -balance),
            **changes,
        )

    def _correct(self, power_w: float) -> Self:
        """Return the meter with another power at the time of the last reading."""
        if self.before_at is None or self.last_at is None:
            return replace(self, last_power_w=power_w)
        step_s = (self.last_at - self.before_at).total_seconds()
        return self._count(
            self._energy(self.before_power_w, power_w, step_s)
            - self._energy(self.before_power_w, self.last_power_w, step_s),
            last_power_w=power_w,
        )

    def _add_older(self, at: datetime, power_w: float) -> Self:
        """Return the meter after a reading that is older than the last one."""
        if self.last_at is None or (self.older_at is not None and at <= self.older_at):
            return self
        if self.older + 1 < CLOCK_CORRECTED_AFTER:
            return replace(self, older_at=at, older=self.older + 1)
        return self._skip(at, power_w, (at - self.last_at).total_seconds())

    def _skip(self, at: datetime, power_w: float, step_s: float) -> Self:
        """Return the meter after a step that is not counted."""
        return replace(
            self,
            last_at=at,
            last_power_w=power_w,
            before_at=None,
            older_at=None,
            older=0,
            idle_steps_s=(),
            gaps=self.gaps + 1,
            left_out_s=max(0.0, self.left_out_s + step_s),
        )

    def start_session(self, at: datetime | None) -> Self:
        """Return the meter at the start of a charging session."""
        counted_kwh = self.total_kwh - self.owed_kwh
        return replace(self, session_at=at, session_from_kwh=counted_kwh)

    def settle_session(
        self, started_at: datetime, ended_at: datetime, energy_kwh: float
    ) -> Self:
        """Return the meter with the energy of a session that Podero knows.

        Args:
            started_at: When the session started; another session changes nothing.
            ended_at: When it ended.
            energy_kwh: The energy of the whole session.

        """
        at = self.session_at
        if at is None or not started_at - PLUG_IN_DELAY <= at <= ended_at:
            return self
        if not 0 <= energy_kwh <= MAX_SESSION_KWH:
            return self
        counted_kwh = self.total_kwh - self.owed_kwh - self.session_from_kwh
        return self._count(energy_kwh - counted_kwh, session_at=None)

    def raise_to(self, total_kwh: float, at: datetime) -> Self:
        """Return the meter with at least a total that was shown before, at a time.

        Totals are shown to the watt-hour.
        """
        if not round(self.total_kwh, 3) < total_kwh <= MAX_VALUE:
            return self
        last_at = None if self.last_at is None else max(self.last_at, at)
        return replace(
            self, total_kwh=total_kwh, owed_kwh=0.0, last_at=last_at, before_at=None
        )

    def save(self) -> dict[str, Any]:
        """Return what :meth:`restore` takes, as JSON."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        del values["reports_switching"]
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in values.items()
        }

    @classmethod
    def restore(cls, saved: object, *, reports_switching: bool = False) -> Self:
        """Return a saved meter; what cannot be read starts again."""
        data = saved if isinstance(saved, Mapping) else {}
        meter = cls(
            reports_switching=reports_switching,
            total_kwh=read_number(data.get("total_kwh")),
            owed_kwh=read_number(data.get("owed_kwh")),
            older_at=read_time(data.get("older_at")),
            older=int(read_number(data.get("older"))),
            session_at=read_time(data.get("session_at")),
            session_from_kwh=read_number(data.get("session_from_kwh")),
            gaps=int(read_number(data.get("gaps"))),
            left_out_s=read_number(data.get("left_out_s")),
        )
        last_power_w = _power(data.get("last_power_w"))
        last_at = read_time(data.get("last_at"))
        if last_at is None or last_power_w is None:
            return meter
        before_power_w = _power(data.get("before_power_w"))
        steps = data.get("idle_steps_s")
        return replace(
            meter,
            last_at=last_at,
            last_power_w=last_power_w,
            before_at=None
            if before_power_w is None
            else read_time(data.get("before_at")),
            before_power_w=before_power_w or 0.0,
            idle_steps_s=tuple(map(read_number, steps))
            if isinstance(steps, list)
            else (),
        )


def read_number(value: object) -> float:
    """Return a number from 0 on; 0 for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return value if 0 <= value <= MAX_VALUE else 0.0


def _power(value: object) -> float | None:
    """Return a power; None for anything else."""
    power = read_number(value)
    return power if power <= MAX_POWER and power == value else None


def read_time(value: object) -> datetime | None:
    """Return a time with a zone from 2000 on; None for anything else."""
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if time is None or time.tzinfo is None:
        return None
    return time if MIN_YEAR <= time.year < MAXYEAR else None
