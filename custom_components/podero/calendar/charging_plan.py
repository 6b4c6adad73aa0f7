"""Calendar of a charging plan."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from heapq import merge
from typing import override

from homeassistant.components.calendar import CalendarEvent
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..api import ChargingSession, ElectricVehicle
from ..coordinator import ChargingPlan
from ..entity import PoderoPlanEntity
from .base import PoderoCalendar

READY_FOR = timedelta(minutes=15)
# A week repeats after seven days; one of them may have 25 hours.
LOOK_AHEAD = timedelta(days=8)
# The events of a longer range would block Home Assistant.
MAX_DISTANCE = timedelta(days=366)


class PoderoPlanCalendar(PoderoPlanEntity, PoderoCalendar[ElectricVehicle]):
    """Calendar of an electric vehicle's charging plan."""

    @override
    def next_event(self) -> CalendarEvent | None:
        """Return the current event, else the next one."""
        now = dt_util.utcnow()
        return next(self._events(now, now + LOOK_AHEAD), None)

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """Return the events of a range that are not over, up to a year from now.

        Podero does not tell what earlier plans were.
        """
        now = dt_util.utcnow()
        start, end = max(start_date, now), min(end_date, now + MAX_DISTANCE)
        return list(self._events(dt_util.as_utc(start), dt_util.as_utc(end)))

    def _events(self, start: datetime, end: datetime) -> Iterator[CalendarEvent]:
        """Yield the events of a range in order; the range is in UTC."""
        if (plan := self.data) is None:
            return
        deadlines = (
            (deadline, deadline + READY_FOR, "ready_by", _percent(level))
            for deadline, level in plan.deadlines(self.device, start - READY_FOR, end)
        )
        planned = []
        times = plan.planned(self.device, start)
        if times and plan.session:
            description = self._description(plan, plan.session)
            planned.append((*times, "charging", description))
        for event in merge(deadlines, planned):
            if event[0] < end and event[1] > start:
                yield self._create_event(*event)

    def _description(self, plan: ChargingPlan, session: ChargingSession) -> str:
        """Return the goal of a session and its expected savings as text."""
        deadline, level = plan.session_goal(self.device)
        goal = _percent(level)
        if deadline is not None:
            time = f"{dt_util.as_local(deadline):%H:%M}"
            goal = self._text("goal").format(level=goal, time=time) if goal else time
        parts = [goal]
        if (cents := round((session.expected_savings_eur or 0) * 100)) > 0:
            # The translation contains the decimal separator.
            euros, rest = divmod(cents, 100)
            parts.append(self._text("saves").format(euros=euros, cents=f"{rest:02}"))
        return " · ".join(filter(None, parts))


def _percent(level: float | None) -> str:
    return "" if level is None else f"{level:g} %"
