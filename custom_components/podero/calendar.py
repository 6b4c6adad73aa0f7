"""When the cars are to be ready, and when they are planned to charge."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, override

from homeassistant.components.calendar import (
    CalendarEntity,
    CalendarEntityDescription,
    CalendarEvent,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from .api import ChargingSession, ElectricVehicle
from .const import DOMAIN
from .coordinator.home import PoderoConfigEntry
from .entity import PoderoEntityDescription, add_entities
from .plan_entity import PoderoPlanEntity

PARALLEL_UPDATES = 0

READY_FOR = timedelta(minutes=15)
# A week repeats after seven days, of which one may be an hour longer.
LOOK_AHEAD = timedelta(days=8)


class PoderoCalendarDescription(
    PoderoEntityDescription[ElectricVehicle], CalendarEntityDescription
):
    """Describes a calendar."""


ELECTRIC_VEHICLE: tuple[PoderoCalendarDescription, ...] = (
    PoderoCalendarDescription(key="charging", has_fn=lambda _: True),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the calendars of a home."""
    home = entry.runtime_data
    add_entities(
        home.electric_vehicles, async_add_entities, PoderoCalendar, ELECTRIC_VEHICLE
    )


class PoderoCalendar(PoderoPlanEntity, CalendarEntity):
    """The charging plan of a car."""

    entity_description: PoderoCalendarDescription
    _summaries: dict[str, str]
    _goal: str
    _saves: str

    @override
    async def async_added_to_hass(self) -> None:
        """Learn how events are called, before the plan is shown."""
        language = self.hass.config.language
        texts = await async_get_translations(self.hass, language, "entity", [DOMAIN])
        states = (
            f"component.{DOMAIN}.entity.calendar.{self.translation_key}"
            ".state_attributes.message.state."
        )
        self._summaries = {
            key.removeprefix(states): text
            for key, text in texts.items()
            if key.startswith(states)
        }
        texts = await async_get_translations(self.hass, language, "selector", [DOMAIN])
        options = f"component.{DOMAIN}.selector.charging.options"
        self._goal = texts[f"{options}.goal"]
        self._saves = texts[f"{options}.saves"]
        await super().async_added_to_hass()

    @property
    @override
    def event(self) -> CalendarEvent | None:
        """The event that is under way, else the next one."""
        now = dt_util.utcnow()
        return next(self._events(now, now + LOOK_AHEAD), None)

    @property
    @override
    def shown(self) -> tuple[Any, ...]:
        """What the events are made of; Home Assistant itself follows the time."""
        car = self.device
        return (
            self._plans.data.get(car.id),
            car.is_charge_policy_enabled,
            car.charge_deadline_at,
            car.minimum_charge_limit,
        )

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """Return the events of a range."""
        start, end = dt_util.as_utc(start_date), dt_util.as_utc(end_date)
        return list(self._events(start, end))

    def _events(self, start: datetime, end: datetime) -> Iterator[CalendarEvent]:
        """Yield the events of a range that is given in UTC, in order."""
        if (plan := self._plans.data.get(self.device.id)) is None:
            return
        found = [
            (deadline, deadline + READY_FOR, "ready_by", _percent(level))
            for deadline, level in plan.deadlines(self.device, start - READY_FOR, end)
        ]
        if plan.session is not None and plan.session.planned is not None:
            description = self._description(plan.session)
            found.append((*plan.session.planned, "charging", description))
        for event in sorted(found, key=lambda event: event[:2]):
            if event[0] < end and event[1] > start:
                yield self._event(*event)

    def _description(self, session: ChargingSession) -> str:
        """Return the level a session is to reach, by when, and what it saves."""
        goal = _percent(session.target_soc_pct)
        if session.charge_deadline is not None:
            time = f"{dt_util.as_local(session.charge_deadline):%H:%M}"
            goal = self._goal.format(level=goal, time=time) if goal else time
        parts = [goal]
        if (cents := round((session.expected_savings_eur or 0) * 100)) > 0:
            # The text has the decimal sign that its language writes.
            euros, rest = divmod(cents, 100)
            parts.append(self._saves.format(euros=euros, cents=f"{rest:02}"))
        return " · ".join(filter(None, parts))

    def _event(
        self, start: datetime, end: datetime, kind: str, description: str
    ) -> CalendarEvent:
        local_start, local_end = dt_util.as_local(start), dt_util.as_local(end)
        if local_end.replace(tzinfo=None) < local_start.replace(tzinfo=None):
            # Clocks were set back in between, and Home Assistant takes no event that
            # by the clock ends before it starts: let it end after as long by the clock.
            local_end = local_start + (end - start)
        return CalendarEvent(
            local_start, local_end, self._summaries[kind], description or None
        )


def _percent(level: float | None) -> str:
    return "" if level is None else f"{level:g} %"
