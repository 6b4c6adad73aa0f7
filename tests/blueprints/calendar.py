"""A calendar for tests."""

from datetime import date, datetime
from typing import override

from homeassistant.components.calendar import (
    DATA_COMPONENT,
    DOMAIN as CALENDAR_DOMAIN,
    CalendarEntity,
    CalendarEvent,
)
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util


class Calendar(CalendarEntity):
    """A calendar with the appointments of a test."""

    _attr_name = "Family"

    def __init__(self) -> None:
        self.events: list[CalendarEvent] = []

    def add(self, summary: str, start: date, end: date) -> None:
        """Add an appointment. Dates are all-day, times are local."""
        if isinstance(start, datetime) and isinstance(end, datetime):
            start, end = dt_util.as_local(start), dt_util.as_local(end)
        self.events.append(CalendarEvent(start, end, summary))

    @property
    @override
    def event(self) -> CalendarEvent | None:
        return None

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        return [
            event
            for event in self.events
            if event.start_datetime_local < end_date
            and event.end_datetime_local > start_date
        ]


async def add_calendar(hass: HomeAssistant) -> Calendar:
    """Add a calendar without appointments."""
    assert await async_setup_component(hass, CALENDAR_DOMAIN, {})
    calendar = Calendar()
    await hass.data[DATA_COMPONENT].async_add_entities([calendar])
    return calendar
