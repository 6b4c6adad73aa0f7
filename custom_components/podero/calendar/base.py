"""Base class of the calendars."""

from abc import abstractmethod
from datetime import datetime
from typing import override

from homeassistant.components.calendar import (
    CalendarEntity,
    CalendarEntityDescription,
    CalendarEvent,
)
from homeassistant.core import callback
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from ..api import Device
from ..const import DOMAIN
from ..entity import PoderoEntity, PoderoEntityDescription


class PoderoCalendarDescription[DeviceT: Device](
    PoderoEntityDescription[DeviceT], CalendarEntityDescription
):
    """Describes a calendar."""


class PoderoCalendar[DeviceT: Device](PoderoEntity[DeviceT], CalendarEntity):
    """Base calendar of a device, whose events have translated texts."""

    entity_description: PoderoCalendarDescription[DeviceT]
    _event: CalendarEvent | None = None

    @property
    @override
    def event(self) -> CalendarEvent | None:
        """Return the event of the state."""
        return self._event

    @callback
    @override
    def _async_write_ha_state(self) -> None:
        # Home Assistant reads the event three times for each state.
        self._event = self.next_event()
        super()._async_write_ha_state()

    @abstractmethod
    def next_event(self) -> CalendarEvent | None:
        """Return the current event, else the next one."""

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
        self._texts = await async_get_translations(
            self.hass, language, "selector", [DOMAIN]
        )
        await super().async_added_to_hass()

    def _text(self, key: str) -> str:
        """Return a translated text of this calendar."""
        selector = self.translation_key
        return self._texts[f"component.{DOMAIN}.selector.{selector}.options.{key}"]

    def _create_event(
        self,
        start: datetime,
        end: datetime,
        name: str,
        description: str = "",
        uid: str | None = None,
    ) -> CalendarEvent:
        """Return an event in local time."""
        local_start, local_end = dt_util.as_local(start), dt_util.as_local(end)
        if local_end.replace(tzinfo=None) < local_start.replace(tzinfo=None):
            # The clocks are set back during the event. Home Assistant rejects an event
            # whose local end is before its local start, so keep its length instead.
            local_end = local_start + (end - start)
        return CalendarEvent(
            local_start,
            local_end,
            self._event_names[name],
            description or None,
            uid=uid,
        )
