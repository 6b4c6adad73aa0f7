"""Tests of the charging plan coordinator."""

import asyncio
from datetime import UTC, datetime, time
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.const import STATE_UNAVAILABLE, Platform
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_component import async_update_entity
import pytest

from custom_components.podero.api import DAYS, ChargeDay
from custom_components.podero.const import DOMAIN
from custom_components.podero.coordinator import async_time_zone
from tests.conftest import Home
from tests.held import held

QUARTER = 15 * 60 + 1


def asked(home: Home, car_id: str | None = None) -> list[int]:
    """Return how often weeks and sessions were asked for."""
    car = f"/{car_id or home.cloud.electric_vehicle.id}"
    return [
        sum(request.path.endswith(f"{car}/{what}") for request in home.cloud.requests)
        for what in ("charge-policy", "sessions/current")
    ]


def state_of(home: Home, car_id: str | None = None) -> str:
    registry = er.async_get(home.hass)
    entity_id = registry.async_get_entity_id(
        Platform.CALENDAR,
        DOMAIN,
        f"{car_id or home.cloud.electric_vehicle.id}_charging",
    )
    assert entity_id is not None
    state = home.hass.states.get(entity_id)
    assert state is not None
    return state.state


def disable(home: Home, car_id: str) -> None:
    """Disable what shows the plan of a car before it is set up."""
    for platform, key in (
        (Platform.CALENDAR, "charging"),
        (Platform.SENSOR, "planned_charge_start"),
        (Platform.SENSOR, "planned_charge_end"),
    ):
        er.async_get(home.hass).async_get_or_create(
            platform,
            DOMAIN,
            f"{car_id}_{key}",
            config_entry=home.entry,
            disabled_by=er.RegistryEntryDisabler.USER,
        )


async def test_a_plan_is_asked_for_after_set_up_and_every_quarter_of_an_hour(
    home: Home,
) -> None:
    assert asked(home) == [0, 0]
    assert state_of(home) == STATE_UNAVAILABLE
    await home.wait(1.5)
    assert asked(home) == [1, 1]
    assert state_of(home) != STATE_UNAVAILABLE
    await home.wait(QUARTER - 60)
    assert asked(home) == [1, 1]
    await home.wait(61)
    assert asked(home) == [2, 2]


async def test_nothing_is_asked_while_what_shows_it_is_disabled(
    new_home: Home,
) -> None:
    disable(new_home, new_home.cloud.electric_vehicle.id)
    assert await new_home.set_up()
    new_home.cloud.controls.plug_in(new_home.cloud.electric_vehicle.id)
    for _ in range(3):
        await new_home.wait(QUARTER)
    assert asked(new_home) == [0, 0]


async def test_nothing_is_asked_once_the_home_is_unloaded(home: Home) -> None:
    await home.wait(1.5)
    home.cloud.controls.unplug(home.cloud.electric_vehicle.id)
    await home.poll()
    assert await home.unload()
    home.cloud.requests.clear()
    await home.wait(QUARTER)
    assert asked(home) == [0, 0]


async def test_a_plan_can_be_asked_for_by_hand(home: Home) -> None:
    await home.wait(1.5)
    await async_update_entity(home.hass, "calendar.car_charging_plan")
    assert asked(home) == [2, 2]


@pytest.mark.parametrize(
    "change",
    [
        {"is_plugged_in": False},
        {"is_charge_policy_enabled": False},
        {"charge_deadline_at": "05:30:00"},
        {"minimum_charge_limit": 33},
    ],
)
async def test_a_plan_is_asked_for_again_when_there_is_a_reason(
    home: Home, change: dict[str, Any]
) -> None:
    home.cloud.controls.set_fields(
        home.cloud.electric_vehicle.id, is_plugged_in=True, is_charging=False
    )
    await home.poll()
    await home.wait(1.5)
    home.cloud.requests.clear()
    home.cloud.controls.set_fields(home.cloud.electric_vehicle.id, battery_level=55)
    await home.poll()
    await home.wait(1.5)
    assert asked(home) == [0, 0]
    home.cloud.controls.set_fields(home.cloud.electric_vehicle.id, **change)
    await home.poll()
    await home.wait(1.5)
    assert asked(home) == [1, 1]


async def test_cars_are_asked_for_together(new_home: Home) -> None:
    second = new_home.cloud.organization.add_device("electric-vehicles")
    assert await new_home.set_up()
    await new_home.wait(1.5)
    assert asked(new_home) == asked(new_home, second.id) == [1, 1]
    await new_home.wait(60)
    assert asked(new_home) == asked(new_home, second.id) == [1, 1]


async def test_only_cars_whose_plan_is_shown_are_asked_for(new_home: Home) -> None:
    second = new_home.cloud.organization.add_device("electric-vehicles")
    disable(new_home, second.id)
    assert await new_home.set_up()
    await new_home.wait(QUARTER)
    assert asked(new_home)[0]
    assert asked(new_home, second.id) == [0, 0]


async def test_a_new_car_is_asked_for(home: Home) -> None:
    await home.wait(1.5)
    second = home.cloud.organization.add_device("electric-vehicles")
    await home.poll()
    await home.wait(1.5)
    assert asked(home, second.id) == [1, 1]
    assert state_of(home, second.id) != STATE_UNAVAILABLE


@pytest.mark.parametrize(
    ("missing", "expected"), [("charge-policy", [1, 5]), ("sessions/current", [5, 1])]
)
async def test_what_a_cloud_does_not_offer_is_asked_for_once_a_day(
    home: Home, missing: str, expected: list[int]
) -> None:
    failure = home.cloud.faults.fail("GET", f"*/{missing}", status=404)
    for _ in range(5):
        await async_update_entity(home.hass, "calendar.car_charging_plan")
    assert asked(home) == expected
    assert state_of(home) != STATE_UNAVAILABLE
    failure.stop()
    await home.wait(23 * 60 * 60)
    home.cloud.requests.clear()
    await async_update_entity(home.hass, "calendar.car_charging_plan")
    assert sorted(asked(home)) == [0, 1]
    await home.wait(60 * 60)
    assert min(asked(home)) == 1


@pytest.mark.parametrize(
    "failure",
    [
        {"status": 403},
        {"status": 500},
        {"status": 200, "body": "<html></html>"},
        {"drop": "connect"},
    ],
)
async def test_a_failure_costs_the_calendar_and_is_over_in_minutes(
    home: Home, failure: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    failing = home.cloud.faults.fail("GET", "*/sessions/current", **failure)
    await home.wait(1.5)
    assert state_of(home) == STATE_UNAVAILABLE
    await home.wait(5 * 60 + 1)
    assert state_of(home) == STATE_UNAVAILABLE
    failing.stop()
    await home.wait(5 * 60 + 1)
    assert state_of(home) != STATE_UNAVAILABLE
    said = "Error fetching Podero charging plan data"
    assert sum(said in message for message in caplog.messages) == 1
    home.cloud.requests.clear()
    await home.wait(5 * 60 + 1)
    assert asked(home) == [0, 0]


async def test_the_next_failure_is_tried_again_as_soon_as_the_first(
    home: Home,
) -> None:
    await home.wait(1.5)
    for _ in range(2):
        failing = home.cloud.faults.fail("GET", "*/sessions/current", status=500)
        await async_update_entity(home.hass, "calendar.car_charging_plan")
        assert state_of(home) == STATE_UNAVAILABLE
        home.cloud.requests.clear()
        await home.wait(31)
        assert asked(home) == [1, 1]
        failing.stop()
        await home.wait(61)
        assert state_of(home) != STATE_UNAVAILABLE


async def test_nothing_is_asked_while_the_cloud_asks_to_wait(home: Home) -> None:
    home.cloud.faults.fail(
        "GET", "*/charge-policy", status=429, headers={"Retry-After": "20"}, times=1
    )
    await home.wait(1.5)
    assert state_of(home) == STATE_UNAVAILABLE
    home.cloud.requests.clear()
    await home.wait(10)
    assert asked(home) == [0, 0]
    # Homes that were told the same return over five minutes.
    await home.wait(312)
    assert asked(home) == [1, 1]
    assert state_of(home) != STATE_UNAVAILABLE


async def test_all_that_was_due_is_asked_for_after_a_rate_limit(
    new_home: Home,
) -> None:
    cloud = new_home.cloud
    cars = [
        cloud.electric_vehicle.id,
        cloud.organization.add_device("electric-vehicles").id,
    ]
    assert await new_home.set_up()
    # Once they all have had a turn, it is of one at a time.
    await new_home.wait(1.5)
    await new_home.wait(QUARTER)
    cloud.faults.fail(
        "GET", "*/charge-policy", status=429, headers={"Retry-After": "20"}, times=1
    )
    for car in cars:
        cloud.controls.set_fields(car, minimum_charge_limit=33)
    await new_home.poll()
    await new_home.wait(1.5)
    cloud.requests.clear()
    # Homes that were told the same return over five minutes.
    await new_home.wait(322)
    assert [asked(new_home, car) for car in cars] == [[1, 1]] * 2


async def test_a_pause_that_something_else_was_asked_for_costs_nothing(
    home: Home,
) -> None:
    await home.wait(1.5)
    home.cloud.faults.fail(
        path="*/heat-pumps", status=429, headers={"Retry-After": "60"}, times=1
    )
    await home.poll()
    home.cloud.requests.clear()
    plans = home.entry.runtime_data.charging_plans
    await plans.async_refresh_vehicle(home.cloud.electric_vehicle.id)
    assert asked(home) == [0, 0]
    assert state_of(home) != STATE_UNAVAILABLE
    # Homes that were told the same return over five minutes.
    await home.wait(60 + 301)
    assert asked(home) == [1, 1]
    assert state_of(home) != STATE_UNAVAILABLE


async def test_credentials_that_were_revoked_are_asked_for_again(home: Home) -> None:
    home.cloud.tokens.revoke()
    home.cloud.tokens.expire()
    await home.wait(1.5)
    [flow] = home.hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH
    assert state_of(home) == STATE_UNAVAILABLE
    home.cloud.tokens.change_secret(home.cloud.client_secret)
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.wait(1.5)
    assert state_of(home) != STATE_UNAVAILABLE


async def test_a_car_that_fails_costs_that_car(
    new_home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    second = new_home.cloud.organization.add_device("electric-vehicles")
    failing = new_home.cloud.faults.fail(
        "GET", f"*/{second.id}/charge-policy", status=500
    )
    assert await new_home.set_up()
    await new_home.wait(1.5)
    for _ in range(3):
        await new_home.wait(5 * 60 + 1)
        assert state_of(new_home) != STATE_UNAVAILABLE
        assert state_of(new_home, second.id) == STATE_UNAVAILABLE
    said = "Error fetching Podero charging plan data"
    assert sum(said in message for message in caplog.messages) == 1
    failing.stop()
    await new_home.wait(5 * 60 + 1)
    assert state_of(new_home, second.id) != STATE_UNAVAILABLE
    over = "Fetching Podero charging plan data recovered"
    assert sum(over in message for message in caplog.messages) == 1


@pytest.mark.parametrize(
    "name", ["", "Nowhere/Land", "/etc/passwd", "../..", "Europe", "x" * 300, "a\0b"]
)
async def test_a_name_of_no_time_zone_is_none(name: str) -> None:
    assert await async_time_zone(name) is None


async def test_a_week_that_is_set_while_another_plan_is_asked_for_shows(
    new_home: Home,
) -> None:
    new_home.cloud.organization.add_device("electric-vehicles")
    assert await new_home.set_up()
    await new_home.wait(1.5)
    await new_home.wait(QUARTER)
    plans = new_home.entry.runtime_data.charging_plans
    cars = new_home.entry.runtime_data.electric_vehicles.data
    *_, last = cars.values()
    day = ChargeDay(charge_percentage=33, charge_deadline=time(3, 33))
    with held(plans._vehicles.client, "current_session") as (asked_for, let_go):
        turn = asyncio.create_task(plans.async_refresh_vehicle(last.id))
        await asked_for.wait()
        change = asyncio.create_task(
            plans.async_write_schedule(last, dict.fromkeys(DAYS, day), None)
        )
        while not new_home.written():  # noqa: ASYNC110
            await asyncio.sleep(0)
        let_go.set()
        await asyncio.gather(turn, change)
    assert plans.data[last.id].schedule.days["mon"] == day


async def test_a_car_that_keeps_failing_takes_nobody_s_turn(new_home: Home) -> None:
    second = new_home.cloud.organization.add_device("electric-vehicles")
    failing = new_home.cloud.faults.fail(
        "GET", f"*/{second.id}/charge-policy", status=500
    )
    assert await new_home.set_up()
    await new_home.wait(1.5)
    new_home.cloud.requests.clear()
    for _ in range(12):
        await new_home.wait(5 * 60 + 1)
    # An hour, of which the other may take every second quarter.
    assert asked(new_home)[1] >= 2
    assert state_of(new_home, second.id) == STATE_UNAVAILABLE
    failing.stop()
    await new_home.wait(5 * 60 + 1)
    assert state_of(new_home, second.id) != STATE_UNAVAILABLE


async def test_a_time_zone_is_found_by_its_name() -> None:
    zone = await async_time_zone("Europe/Vienna")
    assert zone is not None
    assert datetime(2026, 7, 1, 12, tzinfo=UTC).astimezone(zone).hour == 14


async def test_plan_of_a_car_that_left_is_not_fetched(home: Home) -> None:
    await home.wait(1.5)
    home.cloud.requests.clear()
    plans = home.entry.runtime_data.charging_plans
    remove = plans.async_add_listener(lambda: None, "gone")
    await plans.async_refresh_vehicle("gone")
    await plans._async_fetch_key("gone")
    remove()
    assert not home.cloud.requests
    assert set(plans.data) == {home.cloud.electric_vehicle.id}
