"""The charging plan of an electric vehicle: what is planned, and for which goal."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from homeassistant.util import dt as dt_util

from ..api import DAYS, ChargeSchedule, ChargingSession, ElectricVehicle

# Deadlines of the schedule are full minutes, those of sessions need not be.
SAME_DEADLINE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ChargingPlan:
    """The charging plan of a car; None for what Podero does not offer.

    ``zone`` is the time zone of the schedule.
    """

    schedule: ChargeSchedule | None
    zone: tzinfo | None
    session: ChargingSession | None

    def planned(
        self, car: ElectricVehicle, now: datetime
    ) -> tuple[datetime, datetime] | None:
        """Return the start and the end of the planned charging.

        None after its end, and if nothing comes of it: the car is full, or charges at
        once.
        """
        planned = None if self.session is None else self.session.planned
        if planned is None or planned[1] <= now:
            return None
        return None if car.is_fully_charged or car.is_boosting else planned

    def deadlines(
        self, car: ElectricVehicle, start: datetime, end: datetime
    ) -> Iterator[tuple[datetime, float | None]]:
        """Yield the deadlines of the days of a time range, with the level in %.

        Times are in UTC. Without a weekly schedule, the daily goal of the car applies,
        in Home Assistant's time zone.
        """
        if not car.is_charge_policy_enabled:
            return
        goals: dict[str, tuple[time, float | None]] = {}
        zone = dt_util.get_default_time_zone()
        if self.schedule is not None and self.schedule.days:
            zone = self.zone or zone
            for name, day in self.schedule.days.items():
                goals[name] = (day.charge_deadline, day.charge_percentage)
        elif car.charge_deadline_at is not None:
            goals = dict.fromkeys(
                DAYS, (car.charge_deadline_at, car.minimum_charge_limit)
            )
        first, last = (at.astimezone(zone).toordinal() for at in (start, end))
        for day_number in range(first, last + 1):
            day_of_year = date.fromordinal(day_number)
            if goal := goals.get(DAYS[day_of_year.weekday()]):
                deadline = datetime.combine(day_of_year, goal[0], zone)
                yield deadline.astimezone(UTC), goal[1]

    def session_goal(
        self, car: ElectricVehicle
    ) -> tuple[datetime | None, float | None]:
        """Return the deadline of the session under way, and the level in % for it.

        The level that the schedule has for it counts, not the higher one up to which
        cheap energy may be used.
        """
        if self.session is None:
            return None, None
        deadline, level = self.session.charge_deadline, self.session.target_soc_pct
        if deadline is None:
            return None, level
        known = (
            goal
            for at, goal in self.deadlines(car, deadline, deadline)
            if goal is not None and abs(at - deadline) < SAME_DEADLINE
        )
        return deadline, next(known, level)

    def next_goal(
        self, car: ElectricVehicle, now: datetime
    ) -> tuple[datetime | None, float | None]:
        """Return the next deadline in UTC, and the level in % for it.

        The session under way counts, else the schedule.
        """
        deadline, level = self.session_goal(car)
        if deadline is not None and deadline > now:
            return deadline, level
        ahead = self.deadlines(car, now, now + timedelta(days=8))
        return next((goal for goal in ahead if goal[0] > now), (None, None))

    def state_change_times(
        self, car: ElectricVehicle, now: datetime
    ) -> tuple[datetime | None, datetime | None]:
        """Return when the planned charging ends, and when another goal is the next."""
        planned = self.planned(car, now)
        return planned and planned[1], self.next_goal(car, now)[0]
