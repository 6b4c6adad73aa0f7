"""Test the calendar platform."""

from datetime import datetime
from time import process_time
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.calendar import (
    DOMAIN as CALENDAR_DOMAIN,
    SERVICE_GET_EVENTS,
)
from homeassistant.const import (
    ATTR_ENTITY_ID,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
    Platform,
)
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.translation import async_get_translations
import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

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


@pytest.fixture(autouse=True)
async def _at_home(hass: HomeAssistant, new_home: Home) -> None:
    """Let the house stand in Vienna, and the car go by its week alone."""
    await hass.config.async_set_time_zone("Europe/Vienna")
    plan_week(new_home, WEEK)
    plan_session(new_home, None)


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


async def test_calendars(
    new_home: Home, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion
) -> None:
    with patch("custom_components.podero.PLATFORMS", (Platform.CALENDAR,)):
        await set_up(new_home)
    await snapshot_platform(
        new_home.hass, entity_registry, snapshot, new_home.entry.entry_id
    )


async def test_the_week_of_the_simulated_car(new_home: Home) -> None:
    new_home.cloud.faults.heal()
    new_home.cloud.controls.plug_in(new_home.cloud.electric_vehicle.id)
    await set_up(new_home)
    found = await events(new_home, "2026-03-18 00:00:00", "2026-03-25 00:00:00")
    assert [event[2] for event in found].count("Car ready") == 7
    assert [event[2] for event in found].count("Charging") == 1


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("1776-01-01 00:00:00", "2276-01-01 00:00:00"),
        ("0001-01-01 00:00:00", "9999-12-31 00:00:00"),
    ],
)
async def test_a_range_of_centuries_does_not_block_home_assistant(
    new_home: Home, start: str, end: str
) -> None:
    await set_up(new_home)
    before = process_time()
    found = await events(new_home, start, end)
    assert process_time() - before < 0.25
    assert found[0][0] == "2025-03-18T07:00:00+01:00"
    assert found[-1][0] == "2027-03-19T07:00:00+01:00"
    assert len(found) == 732


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("1776-01-01 00:00:00", "1777-01-01 00:00:00"),
        ("2276-01-01 00:00:00", "2277-01-01 00:00:00"),
    ],
)
async def test_there_are_no_events_in_other_centuries(
    new_home: Home, start: str, end: str
) -> None:
    await set_up(new_home)
    assert await events(new_home, start, end) == []


async def test_each_day_has_a_time_to_be_ready_by(new_home: Home) -> None:
    await set_up(new_home)
    found = await events(new_home, "2026-03-20 00:00:00", "2026-03-22 00:00:00")
    assert found == [
        (
            "2026-03-20T07:00:00+01:00",
            "2026-03-20T07:15:00+01:00",
            "Car ready",
            "80 %",
        ),
        (
            "2026-03-21T10:30:00+01:00",
            "2026-03-21T10:45:00+01:00",
            "Car ready",
            "50.5 %",
        ),
    ]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("07:14:59", "08:00:00", 1),
        ("07:15:00", "08:00:00", 0),
        ("06:00:00", "07:00:00", 0),
        ("06:00:00", "07:00:01", 1),
        ("07:05:00", "07:06:00", 1),
    ],
)
async def test_a_range_has_the_events_that_touch_it(
    new_home: Home, start: str, end: str, expected: int
) -> None:
    await set_up(new_home)
    found = await events(new_home, f"2026-03-20 {start}", f"2026-03-20 {end}")
    assert len(found) == expected


async def test_an_event_that_reaches_into_the_next_day_is_found_there(
    new_home: Home,
) -> None:
    plan_week(new_home, {"thu": {**EARLY, "charge_deadline": "23:50"}})
    await set_up(new_home)
    assert len(await events(new_home, "2026-03-20 00:00:00", "2026-03-20 01:00:00"))


async def test_a_day_that_cannot_be_read_has_no_event(new_home: Home) -> None:
    plan_week(new_home, {**WEEK, "fri": None})
    await set_up(new_home)
    assert not await events(new_home, "2026-03-20 00:00:00", "2026-03-21 00:00:00")


async def test_the_week_goes_by_its_own_time_zone(new_home: Home) -> None:
    plan_week(new_home, {**WEEK, "timezone": "Europe/London"})
    await set_up(new_home)
    found = await events(new_home, "2026-03-20 00:00:00", "2026-03-21 00:00:00")
    assert [event[0] for event in found] == ["2026-03-20T08:00:00+01:00"]


@pytest.mark.parametrize("timezone", ["Nowhere/Land", None])
async def test_a_week_without_a_time_zone_goes_by_that_of_the_house(
    new_home: Home, timezone: str | None
) -> None:
    plan_week(new_home, {**WEEK, "timezone": timezone})
    await set_up(new_home)
    found = await events(new_home, "2026-03-20 00:00:00", "2026-03-21 00:00:00")
    assert [event[0] for event in found] == ["2026-03-20T07:00:00+01:00"]


async def test_the_next_event_shows_until_it_is_over(
    new_home: Home, morning: FrozenDateTimeFactory
) -> None:
    await set_up(new_home)
    state = plan(new_home)
    assert state.state == STATE_OFF
    assert state.attributes["message"] == "Car ready"
    assert state.attributes["description"] == "80 %"
    assert state.attributes["start_time"] == "2026-03-19 07:00:00"
    morning.move_to("2026-03-19T06:00:00Z")
    await new_home.wait(1)
    assert plan(new_home).state == STATE_ON
    await new_home.wait(15 * 60)
    assert plan(new_home).state == STATE_OFF
    assert plan(new_home).attributes["start_time"] == "2026-03-20 07:00:00"


async def test_the_next_event_may_be_a_week_away(new_home: Home) -> None:
    plan_week(new_home, {"wed": EARLY})
    await set_up(new_home)
    assert plan(new_home).attributes["start_time"] == "2026-03-25 07:00:00"


async def test_without_ready_by_there_is_nothing_to_be_ready_for(
    new_home: Home,
) -> None:
    car = new_home.cloud.electric_vehicle.id
    new_home.cloud.controls.set_fields(car, is_charge_policy_enabled=False)
    await set_up(new_home)
    assert plan(new_home).state == STATE_OFF
    assert "message" not in plan(new_home).attributes
    assert not await events(new_home, "2026-03-18 00:00:00", "2026-04-18 00:00:00")
    new_home.cloud.controls.set_fields(car, is_charge_policy_enabled=True)
    await new_home.poll()
    assert plan(new_home).attributes["message"] == "Car ready"


async def test_the_planned_charging_shows_along_with_its_goal(
    new_home: Home, morning: FrozenDateTimeFactory
) -> None:
    session = {
        "desired_charging_start_time": "2026-03-19T01:00:00Z",
        "desired_charging_end_time": "2026-03-19T04:30:00Z",
        "charge_deadline": "2026-03-19T06:00:00Z",
        "target_soc_pct": 80,
    }
    plan_session(new_home, session)
    await set_up(new_home)
    assert (await events(new_home, "2026-03-18 12:00:00", "2026-03-19 12:00:00")) == [
        (
            "2026-03-19T02:00:00+01:00",
            "2026-03-19T05:30:00+01:00",
            "Charging",
            "80 % by 07:00",
        ),
        (
            "2026-03-19T07:00:00+01:00",
            "2026-03-19T07:15:00+01:00",
            "Car ready",
            "80 %",
        ),
    ]
    assert plan(new_home).attributes["message"] == "Charging"
    morning.move_to("2026-03-19T01:00:00Z")
    await new_home.wait(1)
    assert plan(new_home).state == STATE_ON
    morning.move_to("2026-03-19T04:30:00Z")
    await new_home.wait(1)
    assert plan(new_home).state == STATE_OFF
    assert plan(new_home).attributes["message"] == "Car ready"


@pytest.mark.parametrize(
    ("language", "savings", "expected"),
    [
        ("en", 1.2, "80 % · saves about 1.20 EUR"),
        ("en", "12.346", "80 % · saves about 12.35 EUR"),
        ("en", 0.05, "80 % · saves about 0.05 EUR"),
        ("de", 1234.5, "80 % · spart etwa 1234,50 EUR"),
        ("en", 0.004, "80 %"),
        ("en", 0, "80 %"),
        ("en", -1.2, "80 %"),
        ("en", None, "80 %"),
    ],
)
async def test_what_the_planned_charging_saves_shows_as_the_language_writes_it(
    new_home: Home, language: str, savings: object, expected: str
) -> None:
    new_home.hass.config.language = language
    session = {
        "desired_charging_start_time": "2026-03-18T10:00:00Z",
        "desired_charging_end_time": "2026-03-18T11:00:00Z",
        "target_soc_pct": 80,
        "expected_savings_eur": savings,
    }
    plan_session(new_home, session)
    await set_up(new_home)
    [calendar] = new_home.hass.states.async_all(CALENDAR_DOMAIN)
    assert calendar.attributes["description"] == expected


async def test_charging_without_a_goal_has_no_description(new_home: Home) -> None:
    session = {
        "desired_charging_start_time": "2026-03-18T10:00:00Z",
        "desired_charging_end_time": "2026-03-18T11:00:00Z",
    }
    plan_session(new_home, session)
    await set_up(new_home)
    assert plan(new_home).attributes["message"] == "Charging"
    assert plan(new_home).attributes["description"] == ""


async def test_a_session_without_a_plan_has_no_event(new_home: Home) -> None:
    plan_session(new_home, {"plug_in_time": "2026-03-18T07:00:00Z"})
    await set_up(new_home)
    assert plan(new_home).attributes["message"] == "Car ready"


@pytest.mark.parametrize("offered", [False, True])
async def test_without_a_week_the_goal_of_the_car_itself_counts(
    new_home: Home, offered: bool
) -> None:
    if offered:
        plan_week(new_home, None)
    else:
        new_home.cloud.faults.fail("GET", "*/charge-policy", status=404)
    new_home.cloud.controls.set_fields(
        new_home.cloud.electric_vehicle.id,
        charge_deadline_at="06:45:00",
        minimum_charge_limit=65,
    )
    await set_up(new_home)
    found = await events(new_home, "2026-03-20 00:00:00", "2026-03-22 00:00:00")
    assert [(event[0], event[3]) for event in found] == [
        ("2026-03-20T06:45:00+01:00", "65 %"),
        ("2026-03-21T06:45:00+01:00", "65 %"),
    ]


async def test_a_goal_without_a_level_shows_the_time(new_home: Home) -> None:
    plan_week(new_home, None)
    new_home.cloud.controls.set_fields(
        new_home.cloud.electric_vehicle.id,
        charge_deadline_at="06:45:00",
        minimum_charge_limit=None,
    )
    await set_up(new_home)
    assert plan(new_home).attributes["start_time"] == "2026-03-19 06:45:00"
    assert plan(new_home).attributes["description"] == ""


async def test_a_car_without_any_goal_has_an_empty_calendar(new_home: Home) -> None:
    new_home.cloud.faults.fail("GET", "*/charge-policy", status=404)
    new_home.cloud.faults.fail("GET", "*/sessions/current", status=404)
    new_home.cloud.controls.set_fields(
        new_home.cloud.electric_vehicle.id, charge_deadline_at=None
    )
    await set_up(new_home)
    assert plan(new_home).state == STATE_OFF
    assert not await events(new_home, "2026-03-18 00:00:00", "2026-04-18 00:00:00")


async def test_a_calendar_whose_plan_is_not_known_is_unavailable(
    new_home: Home,
) -> None:
    failing = new_home.cloud.faults.fail("GET", "*/charge-policy", status=500)
    await set_up(new_home)
    assert plan(new_home).state == STATE_UNAVAILABLE
    failing.stop()
    await new_home.wait(301)
    assert plan(new_home).state == STATE_OFF


async def test_a_calendar_is_unavailable_while_its_car_is(new_home: Home) -> None:
    await set_up(new_home)
    failing = new_home.cloud.faults.fail("GET", "*/electric-vehicles", status=500)
    await new_home.poll()
    assert plan(new_home).state == STATE_UNAVAILABLE
    failing.stop()
    await new_home.wait(301)
    assert plan(new_home).state == STATE_OFF


async def test_events_are_called_in_the_language_of_the_house(
    new_home: Home,
) -> None:
    new_home.hass.config.language = "de"
    assert await new_home.set_up()
    await new_home.wait(1.5)
    [calendar] = new_home.hass.states.async_all(CALENDAR_DOMAIN)
    assert calendar.attributes["message"] == "Auto bereit"


# The clocks change in Vienna on 29 March and on 25 October 2026.


async def test_a_goal_that_changes_while_the_calendar_is_added_shows(
    new_home: Home,
) -> None:
    cloud = new_home.cloud
    cloud.faults.fail("GET", "*/charge-policy", status=404)
    sooner = {"is_charge_policy_enabled": True, "charge_deadline_at": "03:21:00"}

    async def meanwhile(hass: HomeAssistant, *args: Any) -> dict[str, str]:
        cloud.controls.set_fields(cloud.electric_vehicle.id, **sooner)
        await new_home.entry.runtime_data.electric_vehicles.async_refresh()
        return await async_get_translations(hass, *args)

    with patch("custom_components.podero.calendar.async_get_translations", meanwhile):
        assert await new_home.set_up()
    await new_home.wait(1.5)
    assert "03:21" in plan(new_home).attributes["start_time"]


async def test_times_stay_the_same_when_clocks_change(new_home: Home) -> None:
    await set_up(new_home)
    for start, expected in (
        ("2026-03-28", ["10:30:00+01:00", "10:30:00+02:00", "07:00:00+02:00"]),
        ("2026-10-24", ["10:30:00+02:00", "10:30:00+01:00", "07:00:00+01:00"]),
    ):
        day = datetime.fromisoformat(start)
        end = day.replace(day=day.day + 2, hour=12)
        found = await events(new_home, str(day), str(end))
        assert [event[0].split("T")[1] for event in found] == expected


async def test_a_time_that_is_skipped_in_spring_is_an_hour_later(
    new_home: Home,
) -> None:
    plan_week(new_home, {"sun": {**EARLY, "charge_deadline": "02:30"}})
    await set_up(new_home)
    [event] = await events(new_home, "2026-03-29 00:00:00", "2026-03-30 00:00:00")
    assert event[:2] == ("2026-03-29T03:30:00+02:00", "2026-03-29T03:45:00+02:00")


async def test_an_event_in_the_hour_that_autumn_repeats_ends_after_it_starts(
    new_home: Home,
) -> None:
    plan_week(new_home, {"sun": {**EARLY, "charge_deadline": "02:50"}})
    session = {
        "desired_charging_start_time": "2026-10-25T00:45:00Z",
        "desired_charging_end_time": "2026-10-25T01:30:00Z",
    }
    plan_session(new_home, session)
    await set_up(new_home)
    found = await events(new_home, "2026-10-25 00:00:00", "2026-10-26 00:00:00")
    assert [event[:3] for event in found] == [
        ("2026-10-25T02:45:00+02:00", "2026-10-25T03:30:00+01:00", "Charging"),
        ("2026-10-25T02:50:00+02:00", "2026-10-25T03:05:00+01:00", "Car ready"),
    ]
