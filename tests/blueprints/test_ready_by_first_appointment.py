"""Test the blueprint for the first appointment."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.blueprints.automation import automate, device_id
from tests.blueprints.calendar import Calendar, add_calendar
from tests.conftest import Home

EVENING = 10 * 3600  # seconds from the morning to 20:00 in Vienna
USUAL = {"charge_percentage": 70, "charge_deadline": "07:00"}


@pytest.fixture
async def calendar(home: Home) -> Calendar:
    return await add_calendar(home.hass)


def tomorrow(hour: int, minute: int = 0) -> datetime:
    """Return a time of the next day, a Thursday, in UTC."""
    return datetime(2026, 3, 19, hour, minute, tzinfo=UTC)


async def watch(home: Home, **inputs: Any) -> None:
    await automate(
        home.hass,
        "ready_by_first_appointment",
        car=device_id(home, home.cloud.electric_vehicle),
        calendars=["calendar.family"],
        **inputs,
    )


def thursday(home: Home) -> list[dict[str, Any]]:
    """Return the written goals of Thursday, and check that other days are unchanged."""
    goals = []
    for body in home.written():
        goals.append(body.pop("thu"))
        body.pop("timezone")
        assert body == dict.fromkeys(("mon", "tue", "wed", "fri", "sat", "sun"), USUAL)
    return goals


async def test_car_is_ready_for_the_first_appointment(
    home: Home, calendar: Calendar
) -> None:
    calendar.add("Whole day", date(2026, 3, 19), date(2026, 3, 20))
    calendar.add("Lunch", tomorrow(11), tomorrow(12))
    calendar.add("Dentist", tomorrow(8, 15), tomorrow(9))
    calendar.add("Tonight", tomorrow(0).replace(day=18, hour=20), tomorrow(6))
    calendar.add("Day after", tomorrow(6).replace(day=20), tomorrow(7).replace(day=20))
    await watch(home)
    await home.wait(EVENING - 60)
    assert not home.written()
    await home.wait(60)
    assert thursday(home) == [{"charge_percentage": 70, "charge_deadline": "08:30"}]


async def test_usual_time_applies_without_an_appointment(
    home: Home, calendar: Calendar
) -> None:
    calendar.add("Dentist", tomorrow(8, 15), tomorrow(9))
    await watch(home, before={"hours": 2})
    await home.wait(EVENING)
    await home.wait(7 * 24 * 3600)
    assert [goal["charge_deadline"] for goal in thursday(home)] == ["07:15", "07:00"]


async def test_unchanged_schedule_is_not_written(
    home: Home, calendar: Calendar
) -> None:
    await watch(home)
    await home.wait(EVENING)
    assert not home.written()
    calendar.add("Dentist", tomorrow(6, 45), tomorrow(9))
    assert not home.written()


async def test_time_before_midnight_is_not_used(home: Home, calendar: Calendar) -> None:
    calendar.add("Flight", tomorrow(0), tomorrow(4))
    await watch(home, before={"hours": 3}, look_at="11:00:00")
    await home.wait(3600)
    assert thursday(home) == [{"charge_percentage": 70, "charge_deadline": "00:00"}]


async def test_car_without_a_schedule_gets_a_time(
    home: Home, calendar: Calendar
) -> None:
    home.cloud.faults.fail(
        "GET",
        "*/charge-policy",
        status=200,
        body={"metadata": {"error": None}, "data": None},
    )
    calendar.add("Dentist", tomorrow(8, 15), tomorrow(9))
    await watch(home)
    await home.wait(EVENING)
    assert home.written() == [{"charge_deadline_at": "08:30"}]
    home.cloud.requests.clear()
    calendar.add(
        "The same", tomorrow(8, 15).replace(day=20), tomorrow(9).replace(day=20)
    )
    await home.wait(24 * 3600)
    assert not home.written()
