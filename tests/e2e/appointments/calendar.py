"""A calendar that can be written in, and is forgotten when Home Assistant ends."""

from datetime import datetime
from typing import Any, override

from homeassistant.components.calendar import (
    CalendarEntity,
    CalendarEntityFeature,
    CalendarEvent,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddEntitiesCallback
from homeassistant.helpers.typing import ConfigType, DiscoveryInfoType


async def async_setup_platform(
    hass: HomeAssistant,
    config: ConfigType,
    async_add_entities: AddEntitiesCallback,
    discovery_info: DiscoveryInfoType | None = None,
) -> None:
    """Add the calendar."""
    async_add_entities([Appointments()])


class Appointments(CalendarEntity):
    """The calendar."""

    _attr_name = "Family"
    _attr_supported_features = CalendarEntityFeature.CREATE_EVENT

    def __init__(self) -> None:
        self._events: list[CalendarEvent] = []

    @property
    @override
    def event(self) -> CalendarEvent | None:
        return None

    @override
    async def async_create_event(self, **kwargs: Any) -> None:
        self._events.append(
            CalendarEvent(kwargs["dtstart"], kwargs["dtend"], kwargs["summary"])
        )

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        return [
            event
            for event in self._events
            if event.start_datetime_local < end_date
            and event.end_datetime_local > start_date
        ]
