"""Energy out of power: kWh that only ever grow, out of W read every few minutes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, Self

from .api.models.fields import number, read_fields, timestamp

LONGEST_STEP: Final = timedelta(minutes=30)
"""The longest time between two readings that is counted."""
LONGEST_DELAY: Final = timedelta(hours=1)
"""How much older than the last a reading out of order may be."""
HIGHEST_POWER: Final = 1_000_000
"""In W. More than this is no reading of anybody's home."""

_MOST: Final = 1e12
_WATT_SECONDS: Final = 3.6e6


@dataclass(frozen=True, slots=True)
class EnergyMeter:
    """A meter for what flows one way; each reading makes the next meter of it.

    The power is taken to have changed evenly between two readings, whose times are the
    cloud's own (``current_state_last_updated_at``): a moment counts once, however often
    it is polled, and no other clock matters. Podero refreshes them about every 5 to 15
    minutes (Podero's pages "Heat pump state" and "Inverter state").

    Time is left out, and said to be, where the readings are more than 30 minutes apart.
    A reading up to an hour older than the last is late and changes nothing. One that is
    older still tells that the cloud's clock was ahead and has been put right: the meter
    goes on from there. So a wrong clock stops it for an hour at most.

    A flow that turns, such as the grid's, has a meter for each way, given what flows
    that way: not a line through zero, because what turns it is mostly a switch.
    """

    reports_switching: bool = False
    """Whether a reading comes just when the power goes on or off, as a car's does
    (Podero's page "Electric vehicle state"): it stayed as it was until then."""
    total_kwh: float = 0.0
    """What was counted, in kWh, 0 or more; it never goes down."""
    last_at: datetime | None = None
    """The cloud's time of the last reading."""
    last_power_w: float = 0.0
    """The last reading, in W, 0 to 1,000,000."""
    gaps: int = 0
    """How often time was left out."""
    left_out_s: float = 0.0
    """How much time was left out, in seconds, 0 or more; what a clock that was ahead
    had added is taken off again when it is put right."""

    @classmethod
    def restore(cls, saved: object, *, reports_switching: bool = False) -> Self:
        """Return the meter that was saved; whatever cannot be read starts anew."""
        data = saved if isinstance(saved, Mapping) else {}
        state = _State(**read_fields(_State, data))
        return cls(
            reports_switching=reports_switching,
            total_kwh=_sound(state.total_kwh),
            gaps=int(_sound(state.gaps)),
            left_out_s=_sound(state.left_out_s),
        ).add(state.last_at, state.last_power_w)

    def save(self) -> dict[str, Any]:
        """Return what :meth:`restore` takes, fit for JSON."""
        return {
            "total_kwh": self.total_kwh,
            "last_at": None if self.last_at is None else self.last_at.isoformat(),
            "last_power_w": self.last_power_w,
            "gaps": self.gaps,
            "left_out_s": self.left_out_s,
        }

    def add(self, at: datetime | None, power_w: float | None) -> Self:
        """Return the meter after one more reading.

        Args:
            at: the cloud's time of it, in UTC; without one it is no reading.
            power_w: in W; below 0 nothing flows this way. None is no reading.

        """
        if at is None or power_w is None or not abs(power_w) <= HIGHEST_POWER:
            return self
        power_w = max(0.0, power_w)
        read = partial(replace, self, last_at=at, last_power_w=power_w)
        if self.last_at is None:
            return read()
        step = at - self.last_at
        if -LONGEST_DELAY <= step <= timedelta():
            return self
        seconds = step.total_seconds()
        if not timedelta() < step <= LONGEST_STEP:
            left_out_s = max(0.0, self.left_out_s + seconds)
            return read(gaps=self.gaps + 1, left_out_s=left_out_s)
        mean_w = (self.last_power_w + power_w) / 2
        if self.reports_switching and (self.last_power_w > 0) != (power_w > 0):
            mean_w = self.last_power_w
        energy = mean_w * seconds / _WATT_SECONDS
        return read(total_kwh=self.total_kwh + energy)


@dataclass(frozen=True, slots=True)
class _State:
    """What was saved, as far as it can be read."""

    total_kwh: float | None = number()
    last_at: datetime | None = timestamp()  # noqa: RUF009
    last_power_w: float | None = number()
    gaps: float | None = number()
    left_out_s: float | None = number()


def _sound(value: float | None) -> float:
    return value if value is not None and 0 <= value <= _MOST else 0.0
