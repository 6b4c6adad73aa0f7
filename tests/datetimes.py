"""Use of the dates and times of a heat pump."""

from datetime import datetime
from zoneinfo import ZoneInfo

from homeassistant.components.datetime import (
    ATTR_DATETIME,
    DOMAIN as DATETIME_DOMAIN,
    SERVICE_SET_VALUE,
)
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNKNOWN
from homeassistant.core import Context

from tests.conftest import Home

START = "datetime.heat_pump_away_mode_start"
END = "datetime.heat_pump_away_mode_end"
PAUSE = "datetime.heat_pump_pause_until"
VIENNA = ZoneInfo("Europe/Vienna")


def march(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=VIENNA)


def shown(home: Home, entity_id: str) -> datetime | None:
    value = home.value(entity_id)
    if value == STATE_UNKNOWN:
        return None
    return datetime.fromisoformat(value).astimezone(VIENNA)


async def set_value(
    home: Home, entity_id: str, value: datetime, context: Context | None = None
) -> str:
    await home.hass.services.async_call(
        DATETIME_DOMAIN,
        SERVICE_SET_VALUE,
        {ATTR_ENTITY_ID: entity_id, ATTR_DATETIME: value},
        blocking=True,
        context=context,
    )
    state = home.hass.states.get(entity_id)
    assert state is not None
    return state.state
