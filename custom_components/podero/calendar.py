"""Calendar platform for Podero."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import override

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
from .coordinator import PoderoConfigEntry
from .entity import PoderoEntityDescription, PoderoPlanEntity, async_add_device_entities

PARALLEL_UPDATES = 0

READY_FOR = timedelta(minutes=15)
# A week repeats after seven days; one of them may have 25 hours.
LOOK_AHEAD = timedelta(days=8)
# The events of a longer range would block Home Assistant.
MAX_DISTANCE = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class PoderoCalendarDescription(
    PoderoEntityDescription[ElectricVehicle], CalendarEntityDescription
):
    """Describes a calendar."""


ELECTRIC_VEHICLE: tuple[PoderoCalendarDescription, ...] = (
    PoderoCalendarDescription(key="charging", exists_fn=lambda _: True),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the calendars."""
    async_add_device_entities(
        entry,
        async_add_entities,
        partial(PoderoCalendar, plans=entry.runtime_data.charging_plans),
        {ElectricVehicle: ELECTRIC_VEHICLE},
    )


class PoderoCalendar(PoderoPlanEntity, CalendarEntity):
    """Calendar of an electric vehicle's charging plan."""

    entity_description: PoderoCalendarDescription
    _event_names: dict[str, str]
    _goal_text: str
    _savings_text: str

    @override
    async def async_added_to_hass(self) -> None:
        """Load the translated texts of the events before the first state is written."""
        language = self.hass.config.language
        texts = await async_get_translations(self.hass, language, "entity", [DOMAIN])
        states = (
            f"component.{DOMAIN}.entity.calendar.{self.translation_key}"
            ".state_attributes.message.state."
        )
        self._event_names = {
            key.removeprefix(states): text
            for key, text in texts.items()
            if key.startswith(states)
        }
        texts = await async_get_translations(self.hass, language, "selector", [DOMAIN])
        options = f"component.{DOMAIN}.selector.charging.options"
        self._goal_text = texts[f"{options}.goal"]
        self._savings_text = texts[f"{options}.saves"]
        await super().async_added_to_hass()

    @property
    @override
    def event(self) -> CalendarEvent | None:
        """Return the current event, else the next one."""
        now = dt_util.utcnow()
        return next(self._events(now, now + LOOK_AHEAD), None)

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """Return the events of a range, as far as they are within a year from now."""
        now = dt_util.utcnow()
        start = max(start_date, now - MAX_DISTANCE)
        end = min(end_date, now + MAX_DISTANCE)
        return list(self._events(dt_util.as_utc(start), dt_util.as_utc(end)))

    def _events(self, start: datetime, end: datetime) -> Iterator[CalendarEvent]:
        """Yield the events of a range in order; the range is in UTC."""
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
        """Return the goal of a session and its expected savings as text."""
        goal = _percent(session.target_soc_pct)
        if session.charge_deadline is not None:
            time = f"{dt_util.as_local(session.charge_deadline):%H:%M}"
            goal = self._goal_text.format(level=goal, time=time) if goal else time
        parts = [goal]
        if (cents := round((session.expected_savings_eur or 0) * 100)) > 0:
            # The translation contains the decimal separator.
            euros, rest = divmod(cents, 100)
            parts.append(self._savings_text.format(euros=euros, cents=f"{rest:02}"))
        return " · ".join(filter(None, parts))

    def _event(
        self, start: datetime, end: datetime, name: str, description: str
    ) -> CalendarEvent:
        local_start, local_end = dt_util.as_local(start), dt_util.as_local(end)
        if local_end.replace(tzinfo=None) < local_start.replace(tzinfo=None):
            # The clocks are set back during the event. Home Assistant rejects an event
            # whose local end is before its local start, so keep its length instead.
            local_end = local_start + (end - start)
        return CalendarEvent(
            local_start, local_end, self._event_names[name], description or None
        )


def _percent(level: float | None) -> str:
    return "" if level is None else f"{level:g} %"
