"""Test the calendar platform."""

from datetime import datetime
from typing import Any
from unittest.mock import patch

from homeassistant.const import STATE_OFF, STATE_UNAVAILABLE, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.translation import async_get_translations
import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from tests.calendar.plans import EARLY, events, plan, plan_session, plan_week, set_up
from tests.conftest import Home
from tests.steps import counted_steps


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
    assert [event[2] for event in found].count("Car ready") == 6
    assert [event[2] for event in found].count("Charging") == 1


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("1776-01-01 00:00:00", "2276-01-01 00:00:00"),
        ("0001-01-01 00:00:00", "9999-12-31 00:00:00"),
    ],
)
async def test_a_range_of_centuries_takes_the_steps_of_a_year(
    new_home: Home, start: str, end: str
) -> None:
    await set_up(new_home)
    with counted_steps() as year:
        await events(new_home, "2026-03-18 00:00:00", "2027-03-19 09:00:00")
    with counted_steps() as centuries:
        found = await events(new_home, start, end)
    assert 0 < centuries.number < 1.5 * year.number
    assert found[0][0] == "2026-03-19T07:00:00+01:00"
    assert found[-1][0] == "2027-03-19T07:00:00+01:00"
    assert len(found) == 366


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
    state = new_home.hass.states.get("calendar.auto_ladeplan")
    assert state is not None
    assert state.attributes["message"] == "Auto bereit"


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

    with patch(
        "custom_components.podero.calendar.base.async_get_translations", meanwhile
    ):
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
