"""Test the blueprint for away mode from a calendar."""

from datetime import date, datetime, timedelta
from typing import Any

from homeassistant.util import dt as dt_util
import pytest

from simulator import Device
from tests.blueprints.automation import automate, device_id
from tests.blueprints.calendar import Calendar, add_calendar
from tests.conftest import MORNING, Home

HOUR = timedelta(hours=1)


@pytest.fixture
async def calendar(home: Home) -> Calendar:
    return await add_calendar(home.hass)


async def watch(home: Home, *others: Device, **inputs: Any) -> None:
    await automate(
        home.hass,
        "away_from_calendar",
        heat_pumps=[device_id(home, item) for item in (home.cloud.heat_pump, *others)],
        calendars=["calendar.family"],
        **inputs,
    )


async def reach(home: Home, moment: datetime) -> None:
    """Move the time. Calendars are read every 15 minutes."""
    await home.wait((moment - dt_util.utcnow()).total_seconds() - 600)
    await home.wait(600)


async def become(home: Home, **fields: Any) -> None:
    home.cloud.controls.set_fields(home.cloud.heat_pump.id, **fields)
    await home.poll()


def away(start: str, end: str | None) -> dict[str, Any]:
    return {
        "is_away_mode_enabled": True,
        "away_mode_start": start,
        "away_mode_end": end,
    }


async def test_away_mode_starts_with_an_appointment_and_ends_before_its_end(
    home: Home, calendar: Calendar
) -> None:
    calendar.add("Lake", MORNING + HOUR, MORNING + 50 * HOUR)
    await watch(home)
    await home.wait(3500)
    assert not home.written()
    await home.wait(100)
    assert home.written() == [away("2026-03-18T10:00:00Z", "2026-03-20T08:00:00Z")]
    await home.poll()
    assert home.value("sensor.heat_pump_away_mode_status") == "active"


async def test_all_day_appointments_end_at_midnight(
    home: Home, calendar: Calendar
) -> None:
    calendar.add("Lake", date(2026, 3, 19), date(2026, 3, 22))
    await watch(home, warm_before={"hours": 6})
    await reach(home, MORNING + 14 * HOUR)
    assert home.written() == [away("2026-03-18T23:00:00Z", "2026-03-21T17:00:00Z")]


@pytest.mark.parametrize(
    ("title", "starts"),
    [("Winter HOLIDAY", True), ("Urlaub am See", True), ("Dentist", False)],
)
async def test_only_matching_appointments_count(
    home: Home, calendar: Calendar, title: str, starts: bool
) -> None:
    calendar.add(title, MORNING + HOUR, MORNING + 50 * HOUR)
    await watch(home, words=["Holiday", "urlaub"])
    await reach(home, MORNING + HOUR)
    assert bool(home.written()) is starts


async def test_ignores_appointments_that_are_too_short(
    home: Home, calendar: Calendar
) -> None:
    calendar.add("Lunch", MORNING + HOUR, MORNING + 3 * HOUR)
    await watch(home)
    await reach(home, MORNING + HOUR)
    assert not home.written()


@pytest.mark.parametrize(
    ("start", "end", "changes"),
    [
        ("2026-03-18T08:00:00Z", "2026-03-25T08:00:00Z", False),
        ("2026-03-18T08:00:00Z", "2026-03-20T08:00:00Z", False),
        ("2026-03-18T08:00:00Z", "2026-03-19T08:00:00Z", True),
        ("2026-03-18T08:00:00Z", None, True),
        ("2026-03-19T08:00:00Z", "2026-03-25T08:00:00Z", True),
    ],
)
async def test_longer_away_mode_is_kept(
    home: Home, calendar: Calendar, start: str, end: str | None, changes: bool
) -> None:
    calendar.add("Lake", MORNING + HOUR, MORNING + 50 * HOUR)
    await watch(home)
    await become(home, **away(start, end))
    await reach(home, MORNING + HOUR)
    assert home.written() == (
        [away("2026-03-18T10:00:00Z", "2026-03-20T08:00:00Z")] if changes else []
    )


async def test_changes_only_heat_pumps_without_a_longer_away_mode(
    home: Home, calendar: Calendar
) -> None:
    other = home.cloud.organization.add_device("heat-pumps", home.cloud.home)
    calendar.add("Lake", MORNING + HOUR, MORNING + 50 * HOUR)
    await home.poll()
    await watch(home, other)
    await become(home, **away("2026-03-18T08:00:00Z", "2026-03-25T08:00:00Z"))
    await reach(home, MORNING + HOUR)
    assert home.written() == [away("2026-03-18T10:00:00Z", "2026-03-20T08:00:00Z")]
