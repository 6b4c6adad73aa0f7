"""Test the events of the calendar."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.calendar import DOMAIN as CALENDAR_DOMAIN
from homeassistant.const import STATE_OFF, STATE_ON
import pytest

from tests.calendar.plans import (
    EARLY,
    WEEK,
    events,
    plan,
    plan_session,
    plan_week,
    set_up,
)
from tests.conftest import Home


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


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-19T06:14:59Z", ["2026-03-19", "2026-03-20"]),
        ("2026-03-19T06:15:00Z", ["2026-03-20"]),
    ],
)
async def test_what_is_over_is_not_in_the_calendar(
    new_home: Home, morning: FrozenDateTimeFactory, now: str, expected: list[str]
) -> None:
    await set_up(new_home)
    morning.move_to(now)
    found = await events(new_home, "2026-01-01 00:00:00", "2026-03-21 00:00:00")
    assert [event[0].partition("T")[0] for event in found] == expected
    assert not await events(new_home, "2026-03-17 00:00:00", "2026-03-19 00:00:00")


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
        "target_soc_pct": 95,
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
    found = await events(new_home, "2026-03-18 12:00:00", "2026-03-19 12:00:00")
    assert [event[2] for event in found] == ["Car ready"]


@pytest.mark.parametrize(
    "fields", [{"boost_state": "ongoing"}, {"is_fully_charged": True}]
)
async def test_a_plan_that_nothing_comes_of_has_no_event(
    new_home: Home, fields: dict[str, object]
) -> None:
    session = {
        "desired_charging_start_time": "2026-03-18T22:00:00Z",
        "desired_charging_end_time": "2026-03-19T02:30:00Z",
    }
    plan_session(new_home, session)
    await set_up(new_home)
    assert plan(new_home).attributes["message"] == "Charging"
    car = new_home.cloud.electric_vehicle.id
    new_home.cloud.controls.set_fields(car, **fields)
    await new_home.poll()
    assert plan(new_home).attributes["message"] == "Car ready"
    new_home.cloud.controls.set_fields(
        car, boost_state="available", is_fully_charged=False
    )
    await new_home.poll()
    assert plan(new_home).attributes["message"] == "Charging"


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
    calendar = "auto_ladeplan" if language == "de" else "car_charging_plan"
    state = new_home.hass.states.get(f"{CALENDAR_DOMAIN}.{calendar}")
    assert state is not None
    assert state.attributes["description"] == expected


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
