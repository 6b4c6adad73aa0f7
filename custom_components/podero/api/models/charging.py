"""Charge schedules and charging sessions of electric vehicles."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Self

from .device import Json
from .fields import number, read_fields, text, time_of_day, timestamp

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _required(declare: Callable[[], Any]) -> Any:
    """Declare a field that the object cannot do without."""
    return field(metadata=declare().metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeDay:
    """The charging goal of a weekday.

    ``charge_percentage`` is 0 to 100 %, ``charge_deadline`` a time of day in the time
    zone of the schedule.
    """

    charge_percentage: float = _required(number)
    charge_deadline: time = _required(time_of_day)

    @classmethod
    def from_json(cls, data: Any) -> Self | None:
        """Read a day; None unless both fields can be read."""
        if not isinstance(data, Mapping):
            return None
        fields = read_fields(cls, data)
        if None in fields.values() or not 0 <= fields["charge_percentage"] <= 100:
            return None
        return cls(**fields)

    def as_json(self) -> dict[str, Json]:
        """Return the JSON object that Podero documents: 80 and "07:00"."""
        level = self.charge_percentage
        return {
            "charge_percentage": int(level) if level.is_integer() else level,
            "charge_deadline": f"{self.charge_deadline:%H:%M}",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeSchedule:
    """The weekly charge schedule (Podero's page "Get a vehicle's charge policy").

    ``days`` has the weekdays that can be read, by ``mon`` to ``sun``.
    """

    timezone: str | None = text()
    days: Mapping[str, ChargeDay] = field(default_factory=dict)

    @classmethod
    def from_json(cls, data: Any) -> Self | None:
        """Read a schedule, plain or as ``data`` beside metadata; else None.

        A vehicle without a schedule has null there, which reads as no days.
        """
        if isinstance(data, Mapping) and "data" in data:
            data = {} if data["data"] is None else data["data"]
        if not isinstance(data, Mapping):
            return None
        days = {day: ChargeDay.from_json(data.get(day)) for day in DAYS}
        return cls(
            **read_fields(cls, data),
            days={day: goal for day, goal in days.items() if goal is not None},
        )

    def as_json(self) -> dict[str, Json]:
        """Return the JSON object that the cloud expects."""
        days = {day: goal.as_json() for day, goal in self.days.items()}
        return {"timezone": self.timezone, **days}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargingSession:
    """The time a vehicle is plugged in (Podero's page "Electric vehicle sessions").

    ``target_soc_pct`` is 0 to 100 %. Costs and savings are EUR in all countries.
    Expected values become actual values at the end of the session.
    """

    plug_in_time: datetime | None = timestamp()
    unplug_time: datetime | None = timestamp()
    desired_charging_start_time: datetime | None = timestamp()
    desired_charging_end_time: datetime | None = timestamp()
    charge_deadline: datetime | None = timestamp()
    target_soc_pct: float | None = number()
    energy_charged_kwh: float | None = number()
    actual_cost_eur: float | None = number()
    expected_savings_eur: float | None = number()
    actual_savings_eur: float | None = number()

    @classmethod
    def from_json(cls, data: Any) -> Self | None:
        """Read a session; None if the data is not an object."""
        return cls(**read_fields(cls, data)) if isinstance(data, Mapping) else None

    @property
    def planned(self) -> tuple[datetime, datetime] | None:
        """The start and end of the planned charging; None if nothing is planned."""
        start, end = self.desired_charging_start_time, self.desired_charging_end_time
        if start is None or end is None or end <= start:
            return None
        return start, end


def read_sessions(data: Any) -> list[ChargingSession] | None:
    """Read the sessions of a response; None if it has none.

    They are in ``items``; the current one is in ``session``, which may be null.
    """
    if not isinstance(data, Mapping):
        return None
    items = [data["session"]] if "session" in data else data.get("items")
    if not isinstance(items, list):
        return None
    sessions = map(ChargingSession.from_json, items)
    return [session for session in sessions if session is not None]
