"""Tests of the charging plan coordinator."""

import asyncio
from datetime import UTC, datetime, time
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.helpers.entity_component import async_update_entity
import pytest

from custom_components.podero.api import DAYS, ChargeDay
from custom_components.podero.coordinator import async_time_zone
from tests.conftest import Home
from tests.held import held

from .plans import QUARTER, asked, disable, state_of


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


async def test_a_car_that_has_not_changed_is_no_reason_to_ask_again(
    home: Home,
) -> None:
    await home.wait(1.5)
    assert asked(home) == [1, 1]
    for _ in range(3):
        home.cloud.controls.sync()
        await home.poll()
    assert asked(home) == [1, 1]


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
        turn = asyncio.create_task(plans.async_refresh_keys([last.id]))
        await asked_for.wait()
        planned = await plans.async_plan_schedule(last, dict.fromkeys(DAYS, day), None)
        change = asyncio.create_task(plans.async_write_schedule(last, planned))
        while not new_home.written():  # noqa: ASYNC110
            await asyncio.sleep(0)
        let_go.set()
        await asyncio.gather(turn, change)
    assert plans.data[last.id].schedule.days["mon"] == day


async def test_a_time_zone_is_found_by_its_name() -> None:
    zone = await async_time_zone("Europe/Vienna")
    assert zone is not None
    assert datetime(2026, 7, 1, 12, tzinfo=UTC).astimezone(zone).hour == 14


async def test_plan_of_a_car_that_left_is_not_fetched(home: Home) -> None:
    await home.wait(1.5)
    home.cloud.requests.clear()
    plans = home.entry.runtime_data.charging_plans
    remove = plans.async_add_listener(lambda: None, "gone")
    await plans.async_refresh_keys(["gone"])
    await plans._async_fetch_key("gone")
    remove()
    assert not home.cloud.requests
    assert set(plans.data) == {home.cloud.electric_vehicle.id}
