"""Calendar of away mode."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Any, Final, override

from homeassistant.components.calendar import (
    EVENT_END,
    EVENT_RRULE,
    EVENT_START,
    CalendarEntityFeature,
    CalendarEvent,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util

from ..api import HeatPump, Json
from ..const import DOMAIN
from ..errors import async_error_text
from ..settings.limits import validate_time
from .base import PoderoCalendar

UID: Final = "away_mode"
# An event needs an end. The years that Home Assistant can show end with 9999.
LENGTH_WITHOUT_END: Final = timedelta(weeks=52)


class PoderoAwayCalendar(PoderoCalendar[HeatPump]):
    """Calendar whose only event is away mode, active or scheduled."""

    _attr_supported_features = (
        CalendarEntityFeature.CREATE_EVENT
        | CalendarEntityFeature.DELETE_EVENT
        | CalendarEntityFeature.UPDATE_EVENT
    )

    def __init__(self, *args: Any) -> None:
        """Initialize the calendar."""
        super().__init__(*args)
        self._lock = asyncio.Lock()

    @override
    def next_event(self) -> CalendarEvent | None:
        """Return away mode; it lasts all day if it is from midnight to midnight."""
        heat_pump = self.device
        if not heat_pump.is_away(dt_util.utcnow()):
            return None
        today = _start_of_day(dt_util.now())
        start = heat_pump.away_mode_start or today
        end = heat_pump.away_mode_end or max(start, today) + LENGTH_WITHOUT_END
        description = "" if heat_pump.away_mode_end else self._text("without_end")
        event = self._create_event(start, end, "away", description, UID)
        local = dt_util.as_local(start), dt_util.as_local(end)
        if (start, end) == tuple(map(_start_of_day, local)):
            event.start, event.end = (at.date() for at in local)
        return event

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """Return away mode if it is within a range."""
        event = self.next_event()
        if (
            event is None
            or event.start_datetime_local >= end_date
            or event.end_datetime_local <= start_date
        ):
            return []
        return [event]

    @override
    async def async_create_event(self, **kwargs: Any) -> None:
        """Schedule away mode."""
        async with self._changing():
            if self.next_event() is not None:
                raise _error("away_is_planned")
            await self.async_write(_read_settings(kwargs))

    @override
    async def async_update_event(
        self,
        uid: str,
        event: dict[str, Any],
        recurrence_id: str | None = None,
        recurrence_range: str | None = None,
    ) -> None:
        """Change the start and the end of away mode, as far as they differ."""
        async with self._changing():
            existing = self._existing(uid)
            before = _settings(existing.start, existing.end)
            changed = {
                name: value
                for name, value in _read_settings(event).items()
                if value != before[name]
            }
            if changed:
                await self.async_write(changed)

    @override
    async def async_delete_event(
        self,
        uid: str,
        recurrence_id: str | None = None,
        recurrence_range: str | None = None,
    ) -> None:
        """Turn off away mode."""
        async with self._changing():
            self._existing(uid)
            await self.async_write(HeatPump.away_mode_off_settings())

    def _existing(self, uid: str) -> CalendarEvent:
        if (event := self.next_event()) is None or event.uid != uid:
            raise _error("away_is_not_planned")
        return event

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[None]:
        """Change one after the other, with errors in the language of the house.

        Dialogs of the calendar show the text of an error, which is English otherwise.
        """
        try:
            async with self._lock:
                yield
        except HomeAssistantError as err:
            text = await async_error_text(self.hass, err, self.hass.config.language)
            raise type(err)(
                text or err,
                translation_domain=err.translation_domain,
                translation_key=err.translation_key,
                translation_placeholders=err.translation_placeholders,
            ) from err


def _error(key: str) -> ServiceValidationError:
    return ServiceValidationError(translation_domain=DOMAIN, translation_key=key)


def _read_settings(event: Mapping[str, Any]) -> dict[str, Json]:
    """Return the settings of away mode for an event that a person entered.

    Raises:
        ServiceValidationError: It repeats, or a year is not between 2000 and 9998.

    """
    if event.get(EVENT_RRULE):
        raise _error("away_repeats")
    return _settings(event[EVENT_START], event[EVENT_END])


def _settings(start: date, end: date) -> dict[str, Json]:
    return HeatPump.away_mode_settings(_utc(start), _utc(end))


def _utc(at: date) -> datetime:
    """Return a time, or the start of a local day, in UTC."""
    if not isinstance(at, datetime):
        at = dt_util.start_of_local_day(at)
    return validate_time(at)


def _start_of_day(at: date) -> datetime:
    return dt_util.as_utc(dt_util.start_of_local_day(at))
