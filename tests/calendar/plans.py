"""Charging plans, and their events."""

from typing import Any

from homeassistant.components.calendar import (
    DOMAIN as CALENDAR_DOMAIN,
    SERVICE_GET_EVENTS,
)
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import State

from simulator import Failure
from tests.conftest import Home

PLAN = "calendar.car_charging_plan"
EARLY = {"charge_percentage": 80, "charge_deadline": "07:00"}
LATE = {"charge_percentage": "50.5", "charge_deadline": "10:30:00"}
WEEK: dict[str, Any] = {
    **dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), EARLY),
    **dict.fromkeys(("sat", "sun"), LATE),
    "timezone": "Europe/Vienna",
}


def plan_week(home: Home, week: object) -> Failure:
    body = {"metadata": {"error": None}, "data": week}
    return home.cloud.faults.fail("GET", "*/charge-policy", status=200, body=body)


def plan_session(home: Home, session: object) -> Failure:
    body = {"session": session}
    return home.cloud.faults.fail("GET", "*/sessions/current", status=200, body=body)


async def set_up(home: Home) -> None:
    assert await home.set_up()
    await home.wait(1.5)


def plan(home: Home) -> State:
    state = home.hass.states.get(PLAN)
    assert state is not None
    return state


async def events(home: Home, start: str, end: str) -> list[tuple[str, str, str, str]]:
    """Return the events of a range as start, end, summary and description."""
    response = await home.hass.services.async_call(
        CALENDAR_DOMAIN,
        SERVICE_GET_EVENTS,
        {ATTR_ENTITY_ID: PLAN, "start_date_time": start, "end_date_time": end},
        blocking=True,
        return_response=True,
    )
    found: Any = response
    return [
        (
            event["start"],
            event["end"],
            event["summary"],
            event.get("description", ""),
        )
        for event in found[PLAN]["events"]
    ]
