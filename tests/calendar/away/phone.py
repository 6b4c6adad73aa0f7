"""A phone with the calendar of away mode."""

from datetime import datetime
from typing import Any

from homeassistant.components.calendar import EVENT_END, EVENT_START
from homeassistant.core import State
from homeassistant.util import dt as dt_util

from tests.conftest import Home

AWAY = "calendar.heat_pump_away"
OFF = {"is_away_mode_enabled": False, "away_mode_start": None, "away_mode_end": None}
ENTRY = {
    "start": "2026-03-20T16:00:00",
    "end": "2026-03-22T18:00:00",
    "summary": "Alps",
}
# Vienna is an hour ahead of UTC.
ENTRY_ON = {
    "is_away_mode_enabled": True,
    "away_mode_start": "2026-03-20T15:00:00Z",
    "away_mode_end": "2026-03-22T17:00:00Z",
}
UID = "away_mode"


def _fields(event: dict[str, str]) -> dict[str, str]:
    names = {"start": EVENT_START, "end": EVENT_END}
    return {names.get(key, key): value for key, value in {**ENTRY, **event}.items()}


class Phone:
    """The calendar as a person sees and edits it in Home Assistant's app."""

    def __init__(self, home: Home, client: Any) -> None:
        self.home = home
        self._client = client

    async def _send(self, command: str, **data: Any) -> str | None:
        """Send a command, and return the text of the error."""
        self.home.cloud.requests.clear()
        await self._client.send_json_auto_id(
            {"type": f"calendar/event/{command}", "entity_id": AWAY, **data}
        )
        answer = await self._client.receive_json()
        await self.home.hass.async_block_till_done()
        return None if answer["success"] else answer["error"]["message"]

    async def create(self, **event: Any) -> str | None:
        return await self._send("create", event=_fields(event))

    async def update(self, uid: str = UID, **event: Any) -> str | None:
        return await self._send("update", uid=uid, event=_fields(event))

    async def delete(self, uid: str = UID) -> str | None:
        return await self._send("delete", uid=uid)

    @property
    def state(self) -> State:
        state = self.home.hass.states.get(AWAY)
        assert state is not None
        return state

    async def entries(self, start: str, end: str) -> list[tuple[str, str, str]]:
        """Return the entries of a range: their start, end, and description."""
        calendar = self.home.hass.data["calendar"].get_entity(AWAY)
        zone = dt_util.get_default_time_zone()
        return [
            (str(event.start), str(event.end), event.description or "")
            for event in await calendar.async_get_events(
                self.home.hass,
                datetime.fromisoformat(start).replace(tzinfo=zone),
                datetime.fromisoformat(end).replace(tzinfo=zone),
            )
        ]

    async def all_entries(self) -> list[tuple[str, str, str]]:
        return await self.entries("2026-01-01", "2027-12-31")


async def set_away(home: Home, **settings: Any) -> None:
    """Let somebody set away mode in the supplier's app."""
    home.cloud.controls.set_fields(home.cloud.heat_pump.id, **{**OFF, **settings})
    await home.poll()
