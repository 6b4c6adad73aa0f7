"""Tests of writes and commands that meet polls, reloads and each other."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from homeassistant.components.button import DOMAIN as BUTTON_DOMAIN, SERVICE_PRESS
from homeassistant.components.calendar import DOMAIN as CALENDAR_DOMAIN
from homeassistant.components.number import (
    ATTR_VALUE,
    DOMAIN as NUMBER_DOMAIN,
    SERVICE_SET_VALUE,
)
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNAVAILABLE
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er, issue_registry as ir
import pytest

from custom_components.podero.api import ChargeSchedule, format_utc
from custom_components.podero.const import DOMAIN
from tests.conftest import Home
from tests.held import held

ROOM_LIMITS = ("minimum_temperature_limit", "maximum_temperature_limit")


def entity_id(home: Home, platform: str, device_id: str, key: str) -> str:
    """Return the entity ID of a device's entity."""
    found = er.async_get(home.hass).async_get_entity_id(
        platform, DOMAIN, f"{device_id}_{key}"
    )
    assert found is not None
    return found


async def set_number(home: Home, key: str, value: float) -> None:
    number = entity_id(home, NUMBER_DOMAIN, home.cloud.heat_pump.id, key)
    await home.hass.services.async_call(
        NUMBER_DOMAIN,
        SERVICE_SET_VALUE,
        {ATTR_ENTITY_ID: number, ATTR_VALUE: value},
        blocking=True,
    )


@pytest.mark.usefixtures("settled")
async def test_settings_that_change_together_are_written_together(home: Home) -> None:
    # One after the other, the first would leave less than 2 °C between both.
    minimum, maximum = ROOM_LIMITS
    await asyncio.gather(set_number(home, minimum, 25), set_number(home, maximum, 27.5))
    assert home.written() == [{minimum: 25, maximum: 27.5}]


@pytest.mark.usefixtures("settled")
async def test_settings_that_contradict_each_other_are_refused_together(
    home: Home,
) -> None:
    minimum, maximum = ROOM_LIMITS
    results = await asyncio.gather(
        set_number(home, minimum, 25),
        set_number(home, maximum, 26),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [ServiceValidationError] * 2
    assert home.written() == []
    await set_number(home, maximum, 27.5)
    assert home.written() == [{maximum: 27.5}]


@pytest.mark.usefixtures("settled")
async def test_a_canceled_caller_does_not_cancel_the_write_of_another(
    home: Home,
) -> None:
    minimum, maximum = ROOM_LIMITS
    with held(home.entry.runtime_data.client, "update", before=True) as hold:
        first = asyncio.create_task(set_number(home, minimum, 25))
        second = asyncio.create_task(set_number(home, maximum, 27.5))
        await hold.reached.wait()
        first.cancel()
        hold.let_go.set()
        await second
    assert home.written() == [{minimum: 25, maximum: 27.5}]


async def test_a_write_that_waits_fails_if_the_home_is_unloaded(home: Home) -> None:
    change = asyncio.create_task(set_number(home, ROOM_LIMITS[1], 27.5))
    coordinator = home.entry.runtime_data.heat_pumps
    while not coordinator._debounced_writes._writes:  # noqa: ASYNC110
        await asyncio.sleep(0)
    assert await home.unload()
    with pytest.raises(HomeAssistantError) as failed:
        await change
    assert failed.value.translation_key == "home_not_loaded"
    assert home.written() == []
    assert await home.set_up()


async def test_a_canceled_command_does_not_cancel_the_refresh(home: Home) -> None:
    vehicle = home.cloud.electric_vehicle.id
    home.cloud.controls.plug_in(vehicle)
    home.cloud.controls.set_battery_level(vehicle, 20)
    await home.poll()
    vehicles = home.entry.runtime_data.electric_vehicles
    button = entity_id(home, BUTTON_DOMAIN, vehicle, "boost")
    with held(vehicles.client, "devices", before=True) as hold:
        press = asyncio.create_task(
            home.hass.services.async_call(
                BUTTON_DOMAIN, SERVICE_PRESS, {ATTR_ENTITY_ID: button}, blocking=True
            )
        )
        await hold.reached.wait()
        press.cancel()
        hold.let_go.set()
        await home.hass.async_block_till_done(wait_background_tasks=True)
    assert vehicles.data[vehicle].boost_state == "requested"
    home.cloud.requests.clear()
    await home.wait(4)
    assert [
        request
        for request in home.cloud.requests
        if request.path.endswith("/electric-vehicles")
    ]


async def test_a_canceled_change_of_the_schedule_does_not_cancel_the_refresh(
    home: Home,
) -> None:
    await home.wait(2)
    vehicle = home.cloud.electric_vehicle.id
    calendar = entity_id(home, CALENDAR_DOMAIN, vehicle, "charging")
    plans = home.entry.runtime_data.charging_plans
    with held(plans._vehicles.client, "current_session", before=True) as hold:
        change = asyncio.create_task(
            home.hass.services.async_call(
                DOMAIN,
                "set_charge_schedule",
                {
                    ATTR_ENTITY_ID: calendar,
                    "wed": {"charge_percentage": 80, "charge_deadline": "23:15"},
                },
                blocking=True,
            )
        )
        await hold.reached.wait()
        change.cancel()
        hold.let_go.set()
        await home.hass.async_block_till_done(wait_background_tasks=True)
    assert plans.last_update_success
    assert plans.data[vehicle].schedule == ChargeSchedule.from_json(home.written()[-1])
    assert home.value(calendar) != STATE_UNAVAILABLE


async def test_a_poll_in_flight_across_a_write_shows_its_readings(home: Home) -> None:
    coordinator = home.entry.runtime_data.heat_pumps
    heat_pump = home.cloud.heat_pump.id
    sensor = entity_id(home, "sensor", heat_pump, "dhw_temperature")
    await home.poll()
    before = home.value(sensor)
    with held(coordinator.client, "devices") as hold:
        poll = asyncio.create_task(coordinator.async_refresh())
        await hold.reached.wait()
        home.cloud.controls.set_fields(heat_pump, dhw_temperature=33)
        await coordinator.async_write(
            coordinator.data[heat_pump], {"is_smart_optimization_active": True}
        )
        assert home.value(sensor) == "33.0"
        hold.let_go.set()
        await poll
    assert home.value(sensor) == before
    await home.poll()
    assert home.value(sensor) == "33.0"


async def test_a_write_in_flight_over_a_reload_changes_nothing_that_came_after(
    home: Home,
) -> None:
    heat_pump = home.cloud.heat_pump.id
    key = "is_smart_optimization_active"
    home.cloud.controls.ignore_field(heat_pump, key)
    coordinator = home.entry.runtime_data.heat_pumps
    window = {
        key: False,
        "away_mode_end": format_utc(datetime.now(UTC) + timedelta(minutes=5)),
    }
    coordinator._ignored_writes._counts[heat_pump, key] = 2
    with held(coordinator.client, "update", before=True) as hold:
        write = asyncio.create_task(
            coordinator.async_write(coordinator.data[heat_pump], window)
        )
        await hold.reached.wait()
        assert await home.hass.config_entries.async_reload(home.entry.entry_id)
        hold.let_go.set()
        await asyncio.gather(write, return_exceptions=True)
    assert not ir.async_get(home.hass).issues
    assert coordinator._state_timer._cancel is None


async def test_two_changes_of_a_week_survive_lagging_reads(home: Home) -> None:
    vehicle = home.cloud.electric_vehicle.id
    plans = home.entry.runtime_data.charging_plans
    await home.wait(2)
    before = plans.data[vehicle].schedule
    assert before is not None
    lag = home.cloud.faults.fail(
        "GET",
        "*/charge-policy",
        status=200,
        body={"metadata": {"error": None}, "data": before.as_json()},
    )
    device = er.async_get(home.hass).async_get(
        entity_id(home, "calendar", vehicle, "charging")
    )
    assert device is not None

    async def set_day(day: str, level: int) -> None:
        await home.hass.services.async_call(
            DOMAIN,
            "set_charge_schedule",
            {
                "device_id": device.device_id,
                day: {"charge_percentage": level, "charge_deadline": "05:30:00"},
            },
            blocking=True,
        )

    await set_day("thu", 61)
    await set_day("fri", 62)
    last = home.written()[-1]
    assert (last["thu"]["charge_percentage"], last["fri"]["charge_percentage"]) == (
        61,
        62,
    )
    after = ChargeSchedule.from_json(last)
    assert plans.data[vehicle].schedule == after
    assert lag.hits == 4
    lag.stop()
    await home.wait(15 * 60 + 1)
    assert plans.data[vehicle].schedule == after


async def test_expired_away_mode_that_cannot_be_cleared_is_retried_with_back_off(
    home: Home,
) -> None:
    failing = home.cloud.faults.fail("PUT", status=503)
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id,
        is_away_mode_enabled=True,
        away_mode_end=format_utc(datetime.now(UTC) + timedelta(seconds=10)),
    )
    for _ in range(120):
        await home.poll()
    assert failing.hits <= 3 * 20
    failing.stop()
    for _ in range(12):
        await home.poll()
    written: list[Any] = home.written()
    assert written[-1]["is_away_mode_enabled"] is False
    count = len(written)
    for _ in range(20):
        await home.poll()
    assert len(home.written()) == count
    assert home.value("switch.heat_pump_away_mode") != STATE_UNAVAILABLE
