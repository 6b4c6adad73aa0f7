"""The weekly charge schedule by action."""

import asyncio
from typing import Any

from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest

from custom_components.podero.api import DAYS, Podero
from simulator.device_fields import DeviceType
from tests.conftest import Home
from tests.held import held

from .acting import DEFAULT_GOAL, GOAL, act, car, device_id


async def test_a_week_is_answered_by_device(home: Home) -> None:
    answer = await act(home, "get_charge_schedule", car(home))
    assert answer == {
        device_id(home, home.cloud.electric_vehicle.id): {
            "timezone": "Europe/Vienna",
            **dict.fromkeys(DAYS, DEFAULT_GOAL),
        }
    }


async def test_a_day_that_is_left_out_stays_as_it_is(home: Home) -> None:
    await act(home, "set_charge_schedule", {**car(home), "tue": GOAL})
    await act(
        home,
        "set_charge_schedule",
        {
            **car(home),
            "timezone": "Europe/London",
            "sat": {"charge_percentage": "50.5", "charge_deadline": "10:30:59"},
        },
    )
    week = {"timezone": "Europe/Vienna", **dict.fromkeys(DAYS, DEFAULT_GOAL)}
    saturday = {"charge_percentage": 50.5, "charge_deadline": "10:30"}
    assert home.written() == [
        {**week, "tue": GOAL},
        {**week, "tue": GOAL, "sat": saturday, "timezone": "Europe/London"},
    ]
    answer = await act(home, "get_charge_schedule", car(home))
    assert list(answer.values()) == [home.written()[-1]]


async def test_the_time_zone_of_a_week_stays_as_it_is(home: Home) -> None:
    london = {"timezone": "Europe/London"}
    await act(home, "set_charge_schedule", {**car(home), **london})
    await act(home, "set_charge_schedule", {**car(home), "tue": GOAL})
    week = dict.fromkeys(DAYS, DEFAULT_GOAL)
    assert home.written()[-1] == {**london, **week, "tue": GOAL}


async def test_a_week_shows_in_the_calendar_at_once(home: Home) -> None:
    await home.wait(1.5)
    early = {**GOAL, "charge_deadline": "05:15"}
    await act(home, "set_charge_schedule", {**car(home), "thu": early})
    assert (state := home.hass.states.get("calendar.car_charging_plan"))
    assert state.attributes["start_time"] == "2026-03-19 05:15:00"


async def test_changes_of_a_week_do_not_undo_each_other(home: Home) -> None:
    await asyncio.gather(
        *(act(home, "set_charge_schedule", {**car(home), day: GOAL}) for day in DAYS)
    )
    answer = await act(home, "get_charge_schedule", car(home))
    assert [answer[car(home)[ATTR_DEVICE_ID]][day] for day in DAYS] == [GOAL] * 7


async def test_a_first_week_needs_all_days_and_goes_by_the_clock_of_the_house(
    home: Home,
) -> None:
    body = {"metadata": {"error": "no policy"}, "data": None}
    home.cloud.faults.fail("GET", "*/charge-policy", status=200, body=body)
    with pytest.raises(ServiceValidationError) as refused:
        await act(home, "set_charge_schedule", {**car(home), "mon": GOAL})
    assert refused.value.translation_key == "week_incomplete"
    assert not home.written()
    week = dict.fromkeys(DAYS, GOAL)
    await act(home, "set_charge_schedule", {**car(home), **week})
    assert home.written() == [{"timezone": "Europe/Vienna", **week}]


async def test_a_level_that_cannot_be_read_is_not_written_back(home: Home) -> None:
    await act(home, "set_charge_schedule", {**car(home), "tue": GOAL})
    home.cloud.faults.fail("GET", "*/charge-policy", status=None, numbers="NaN")
    [week] = (await act(home, "get_charge_schedule", car(home))).values()
    assert week["mon"] == {**DEFAULT_GOAL, "charge_percentage": None}
    with pytest.raises(ServiceValidationError) as refused:
        await act(home, "set_charge_schedule", {**car(home), "mon": GOAL})
    assert refused.value.translation_key == "week_incomplete"
    week = dict.fromkeys(DAYS, GOAL)
    await act(home, "set_charge_schedule", {**car(home), **week})
    assert home.written()[-1] == {"timezone": "Europe/Vienna", **week}


async def test_a_time_zone_that_does_not_exist_is_refused(home: Home) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act(home, "set_charge_schedule", {**car(home), "timezone": "Vienna"})
    assert refused.value.translation_key == "unknown_time_zone"
    assert refused.value.translation_placeholders == {"timezone": "Vienna"}
    assert not home.written()


async def test_a_week_that_is_not_taken_over_is_said(home: Home) -> None:
    home.cloud.faults.fail("PUT", "*/charge-policy", status=200, body="", times=1)
    with pytest.raises(HomeAssistantError) as failed:
        await act(home, "set_charge_schedule", {**car(home), "mon": GOAL})
    assert failed.value.translation_key == "ignored"
    await act(home, "set_charge_schedule", {**car(home), "mon": GOAL})
    answer = await act(home, "get_charge_schedule", car(home))
    assert answer[car(home)[ATTR_DEVICE_ID]]["mon"] == GOAL


@pytest.fixture
async def cars(home: Home, neighbor: Home) -> list[str]:
    """Return the registry IDs of the cars of two homes."""
    organization = home.cloud.organization
    second = organization.add_device("electric-vehicles", organization.large_home)
    await neighbor.poll()
    return [
        device_id(neighbor, second.id),
        device_id(home, home.cloud.electric_vehicle.id),
    ]


@pytest.mark.parametrize(
    ("failure", "translation_key"),
    [
        (
            {"status": 200, "body": {"metadata": {"error": "-"}, "data": None}},
            "week_incomplete",
        ),
        ({"status": 503}, "server_error"),
    ],
)
async def test_a_week_that_one_car_cannot_take_over_is_sent_to_none(
    home: Home, cars: list[str], failure: dict[str, Any], translation_key: str
) -> None:
    data = {ATTR_DEVICE_ID: cars, "mon": GOAL}
    for vehicle in home.cloud.organization.devices:
        if vehicle.device_type is DeviceType.ELECTRIC_VEHICLE:
            path = f"*/{vehicle.id}/charge-policy"
            trouble = home.cloud.faults.fail("GET", path, **failure)
            with pytest.raises(HomeAssistantError) as refused:
                await act(home, "set_charge_schedule", data)
            assert refused.value.translation_key == translation_key
            assert not home.written()
            trouble.stop()
    await act(home, "set_charge_schedule", data)
    assert [week["mon"] for week in home.written()] == [GOAL, GOAL]


async def test_changes_for_several_homes_do_not_wait_for_each_other(
    home: Home, cars: list[str]
) -> None:
    data = [
        {ATTR_DEVICE_ID: targets, day: GOAL}
        for day, targets in zip(DAYS, (cars, cars[::-1]) * 4, strict=False)
    ]
    await asyncio.gather(*(act(home, "set_charge_schedule", each) for each in data))
    answer = await act(home, "get_charge_schedule", {ATTR_DEVICE_ID: cars})
    for car_id in cars:
        assert [answer[car_id][day] for day in DAYS] == [GOAL] * 7


async def test_quick_changes_of_a_week_survive_reads_that_lag(home: Home) -> None:
    await home.wait(1.5)
    home.cloud.controls.stale_reads(home.cloud.electric_vehicle.id, 20)
    early = {**GOAL, "charge_deadline": "05:15"}
    for day in ("thu", "fri"):
        await act(home, "set_charge_schedule", {**car(home), day: early})
        assert (state := home.hass.states.get("calendar.car_charging_plan"))
        assert state.attributes["start_time"] == "2026-03-19 05:15:00"
    for _ in range(2):
        answer = await act(home, "get_charge_schedule", car(home))
        week = answer[device_id(home, home.cloud.electric_vehicle.id)]
        assert (week["thu"], week["fri"], week["sat"]) == (early, early, DEFAULT_GOAL)
        await home.wait(15 * 60 + 1)
    assert home.written()[-1] == week


async def test_a_week_is_written_though_the_home_is_unloaded(home: Home) -> None:
    data = {**car(home), "mon": GOAL}
    with held(Podero, "charge_schedule") as reading:
        change = asyncio.create_task(act(home, "set_charge_schedule", data))
        await reading.reached.wait()
        assert await home.hass.config_entries.async_unload(home.entry.entry_id)
        reading.let_go.set()
        await change
    assert [week["mon"] for week in home.written()] == [GOAL]
