"""Charge schedules and charging sessions of electric vehicles."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any, NamedTuple, Self

from .device import Json
from .fields import boolean, number, read_fields, text, time_of_day, timestamp

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _required(declare: Callable[[], Any]) -> Any:
    """Declare a field that the object cannot do without."""
    return field(metadata=declare().metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeDay:
    """The charging goal of a weekday.

    ``charge_percentage`` is 0 to 100 %, None if it cannot be read, ``charge_deadline``
    a time of day in the time zone of the schedule.
    """

    charge_percentage: float | None = number()
    charge_deadline: time = _required(time_of_day)

    @classmethod
    def from_json(cls, data: Any) -> Self | None:
        """Read a day; None without a deadline that can be read."""
        if not isinstance(data, Mapping):
            return None
        fields = read_fields(cls, data)
        if fields["charge_deadline"] is None:
            return None
        day = cls(**fields)
        level = day.charge_percentage
        if level is not None and not 0 <= level <= 100:
            return replace(day, charge_percentage=None)
        return day

    def as_json(self) -> dict[str, Json]:
        """Return the JSON object that Podero documents: 80 and "07:00"."""
        level = self.charge_percentage
        if level is not None and level.is_integer():
            level = int(level)
        return {
            "charge_percentage": level,
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

    Battery levels are 0 to 100 %. Costs and savings are EUR in all countries. Expected
    values become actual values at the end of the session.
    """

    id: str | None = text()
    plug_in_time: datetime | None = timestamp()
    unplug_time: datetime | None = timestamp()
    inferred_session_end: datetime | None = timestamp()
    desired_charging_start_time: datetime | None = timestamp()
    desired_charging_end_time: datetime | None = timestamp()
    charge_deadline: datetime | None = timestamp()
    target_soc_pct: float | None = number()
    initial_soc_pct: float | None = number()
    final_soc_pct: float | None = number()
    energy_charged_kwh: float | None = number()
    actual_cost_eur: float | None = number()
    expected_savings_eur: float | None = number()
    actual_savings_eur: float | None = number()
    is_at_home: bool | None = boolean()

    @classmethod
    def from_json(cls, data: Any) -> Self | None:
        """Read a session; None if the data is not an object."""
        return cls(**read_fields(cls, data)) if isinstance(data, Mapping) else None

    @property
    def end(self) -> datetime | None:
        """The end; None while the session continues."""
        return self.unplug_time or self.inferred_session_end

    @property
    def key(self) -> str:
        """What tells the session from others of the vehicle."""
        return self.id or str(self.plug_in_time)

    @property
    def planned(self) -> tuple[datetime, datetime] | None:
        """The start and end of the planned charging; None if nothing is planned."""
        start, end = self.desired_charging_start_time, self.desired_charging_end_time
        if start is None or end is None or end <= start:
            return None
        return start, end


class SessionPage(NamedTuple):
    """A page of a list of sessions.

    ``size`` has the items of the page, ``total`` those of all pages if the cloud says
    so. Items that are no session, or do not say when it began, are left out.
    """

    sessions: list[ChargingSession]
    size: int
    total: int | None

    @classmethod
    def from_json(cls, data: Any) -> Self | None:
        """Read a page; None if the data is none."""
        if not isinstance(data, Mapping) or not isinstance(data.get("items"), list):
            return None
        items, total = data["items"], data.get("total")
        sessions = filter(None, map(ChargingSession.from_json, items))
        return cls(
            [session for session in sessions if session.plug_in_time],
            len(items),
            total if type(total) is int else None,
        )


def read_current_session(data: Any) -> list[ChargingSession] | None:
    """Read the current session, in a list, which is empty if there is none."""
    if not isinstance(data, Mapping) or "session" not in data:
        return None
    session = ChargingSession.from_json(data["session"])
    return [] if session is None else [session]
