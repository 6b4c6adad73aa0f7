"""Charging sessions that end, and the events that they cause."""

from datetime import UTC, datetime, timedelta
from typing import Any

from homeassistant.components.event import ATTR_EVENT_TYPE
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event
from pytest_homeassistant_custom_component.common import async_capture_events

from simulator import Failure
from tests.conftest import MORNING, Home

EVENT = "event.car_charging_session"


def ended(hours: float, **fields: Any) -> dict[str, Any]:
    """Return a session that ended so many hours after the morning."""
    end = MORNING + timedelta(hours=hours)
    return {
        "id": f"session-{hours}",
        "plug_in_time": (end - timedelta(hours=8)).isoformat(),
        "unplug_time": end.isoformat(),
        **fields,
    }


class Log:
    """The sessions that the cloud lists, and the events that they caused."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._changes = async_capture_events(home.hass, EVENT_STATE_CHANGED)
        self._failure: Failure | None = None

    def show(self, *sessions: dict[str, Any]) -> None:
        if self._failure is not None:
            self._failure.stop()
        body = {"total": len(sessions), "items": sessions}
        self._failure = self.home.cloud.faults.fail(
            "GET", "*/sessions", status=200, body=body
        )

    async def start(self, *sessions: dict[str, Any]) -> None:
        self.show(*sessions)
        assert await self.home.set_up()
        await self.home.wait(1.5)

    async def restart(self) -> None:
        assert await self.home.unload()
        assert await self.home.set_up()
        await self.home.wait(1.5)

    def fired(self) -> list[str]:
        """Return the ends of the sessions that were fired since the last call."""
        found = [end for event in self._changes if (end := _fired_end(event))]
        self._changes.clear()
        return found


def _fired_end(event: Event[Any]) -> str | None:
    before, after = event.data["old_state"], event.data["new_state"]
    if event.data["entity_id"] != EVENT or not before or not after:
        return None
    if after.attributes.get(ATTR_EVENT_TYPE) is None or before.state == after.state:
        return None
    # A restart or an outage brings the state back, but fires nothing.
    if not after.state.startswith("20") or not before.state.startswith(("20", "unk")):
        return None
    end = datetime.fromisoformat(after.attributes["end"]).astimezone(UTC)
    return f"{(end - MORNING).total_seconds() / 3600:g}"
