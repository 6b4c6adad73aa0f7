"""Test the actions that charge now, and those of the charging log."""

from datetime import datetime

from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import Unauthorized
import pytest
from pytest_homeassistant_custom_component.common import MockUser
import voluptuous as vol

from tests.charging import (
    COLUMNS,
    END,
    PERIOD,
    ROW,
    START,
    WHOLE,
    act,
    list_sessions,
    refusal,
    target,
)
from tests.conftest import Home


@pytest.fixture(autouse=True)
async def _in_vienna(hass: HomeAssistant) -> None:
    await hass.config.async_set_time_zone("Europe/Vienna")


def boosts(home: Home) -> list[str]:
    return [
        request.method
        for request in home.cloud.requests
        if request.path.endswith("/boost")
    ]


# Charge now


async def test_a_car_charges_now(home: Home) -> None:
    home.cloud.controls.plug_in(home.cloud.electric_vehicle.id)
    home.cloud.controls.set_battery_level(home.cloud.electric_vehicle.id, 30)
    await home.poll()
    await act(home, "charge_now", {ATTR_ENTITY_ID: "sensor.car_battery_level"})
    assert boosts(home) == ["POST"]
    assert home.value("sensor.car_charge_now_status") in ("requested", "ongoing")


async def test_charge_now_arms_a_car_that_is_unplugged(home: Home) -> None:
    home.cloud.controls.unplug(home.cloud.electric_vehicle.id)
    await home.poll()
    await act(home, "charge_now", target(home))
    assert home.value("binary_sensor.car_charge_now_when_plugged_in") == "on"
    await act(home, "cancel_charge_now", target(home))
    assert home.value("binary_sensor.car_charge_now_when_plugged_in") == "off"
    assert boosts(home) == ["POST", "DELETE"]


@pytest.mark.parametrize(
    ("reason", "key"),
    [
        ("already_charging", "boost_already_charging"),
        ("fully_charged", "boost_fully_charged"),
        ("no_active_session", "boost_no_active_session"),
        ("internal_error", "boost_failed"),
    ],
)
async def test_a_refusal_is_a_sentence(home: Home, reason: str, key: str) -> None:
    body = {"state": "available", "reason": reason}
    home.cloud.faults.fail("POST", "*/boost", status=409, body=body)
    assert await refusal(home, "charge_now", target(home)) == key
    home.cloud.faults.heal()
    home.cloud.controls.unplug(home.cloud.electric_vehicle.id)
    await act(home, "charge_now", target(home))


async def test_a_charge_that_runs_cannot_be_canceled(home: Home) -> None:
    car = home.cloud.electric_vehicle.id
    home.cloud.controls.set_fields(car, boost_state="ongoing")
    await home.poll()
    assert await refusal(home, "cancel_charge_now", target(home)) == "boost_running"
    assert boosts(home) == []
    home.cloud.controls.release(car)
    home.cloud.controls.unplug(car)
    await home.poll()
    await act(home, "cancel_charge_now", target(home))
    assert boosts(home) == ["DELETE"]


@pytest.mark.parametrize(
    "action",
    [
        *("charge_now", "cancel_charge_now"),
        *("get_charging_sessions", "export_charging_sessions"),
    ],
)
async def test_actions_are_for_cars_that_the_user_may_control(
    home: Home, action: str
) -> None:
    data = PERIOD if "sessions" in action else {}
    heat_pump = {**target(home, home.cloud.heat_pump), **data}
    assert await refusal(home, action, heat_pump) == "no_car"
    stranger = MockUser(is_owner=False).add_to_hass(home.hass)
    climate = {"entities": {"entity_ids": {"climate.heat_pump_comfort": True}}}
    stranger.mock_policy(climate)
    home.cloud.requests.clear()
    with pytest.raises(Unauthorized):
        await act(home, action, {**target(home), **data}, stranger)
    assert [*home.cloud.requests] == []
    stranger.mock_policy({"entities": {"entity_ids": {"sensor.car_range": True}}})
    home.cloud.controls.unplug(home.cloud.electric_vehicle.id)
    await act(home, action, {**target(home), **data}, stranger)


# The sessions of a period


async def test_a_session_has_what_podero_knows(home: Home) -> None:
    list_sessions(home, WHOLE)
    answer = await act(home, "get_charging_sessions", {**target(home), **PERIOD})
    assert answer == {"sessions": [ROW], "currency": "EUR"}


async def test_what_podero_does_not_know_is_null(home: Home) -> None:
    list_sessions(home, {"plug_in_time": WHOLE["plug_in_time"], "is_at_home": "home"})
    answer = await act(home, "get_charging_sessions", {**target(home), **PERIOD})
    assert answer["sessions"] == [{**dict.fromkeys(COLUMNS), "start": ROW["start"]}]


async def test_all_pages_of_all_cars_are_returned_in_order(home: Home) -> None:
    cloud = home.cloud
    second = cloud.organization.add_device("electric-vehicles")
    await home.poll()
    cars = (cloud.electric_vehicle, second)
    for car in cars:
        cloud.controls.add_sessions(car.id, 400)
    data = {**target(home, *cars), "start": "2024-01-01"}
    answer = await act(home, "get_charging_sessions", data)
    sessions = answer["sessions"]
    expected = [len(cloud.organization.household_of(car).sessions) for car in cars]
    assert min(expected) >= 400
    names = [session["car"] for session in sessions]
    assert sorted(names.count(name) for name in set(names)) == sorted(expected)
    starts = [datetime.fromisoformat(session["start"]) for session in sessions]
    assert starts == sorted(starts)
    assert list(sessions[0]) == ["car", *COLUMNS]


@pytest.mark.parametrize(
    ("zone", "start", "end", "expected"),
    [
        # Until the clock goes back, the day of 25 October has 25 hours.
        ("Europe/Vienna", "2026-10-25", "2026-10-26", ["24T22:00", "25T22:59"]),
        ("Europe/Vienna", "2026-10-26", "2026-10-27", ["25T23:00"]),
        ("Europe/Vienna", "2026-10-24", "2026-10-25", ["24T21:59"]),
        ("Pacific/Auckland", "2026-10-25", "2026-10-26", ["24T21:59", "24T22:00"]),
        ("America/Los_Angeles", "2026-10-25", "2026-10-26", ["25T22:59", "25T23:00"]),
        ("Asia/Kolkata", "2026-10-25", "2026-10-26", ["24T21:59", "24T22:00"]),
        ("UTC", "2026-10-25T23:00Z", "2026-10-26T01:00+01:00", []),
        ("UTC", "2026-10-25T23:00Z", "2026-10-26T01:00Z", ["25T23:00"]),
    ],
)
async def test_a_period_is_that_of_the_zone_over_clock_changes(
    home: Home, zone: str, start: str, end: str, expected: list[str]
) -> None:
    await home.hass.config.async_set_time_zone(zone)
    times = ["24T21:59", "24T22:00", "25T22:59", "25T23:00"]
    list_sessions(
        home,
        *({"id": time, "plug_in_time": f"2026-10-{time}:00Z"} for time in times),
    )
    data = {**target(home), "start": start, "end": end}
    if start.endswith("Z") and not expected:
        # The two moments are an hour apart only by their clocks.
        action = "get_charging_sessions"
        assert await refusal(home, action, {**data, "end": "2026-10-26T00:00+01:00"})
        return
    answer = await act(home, "get_charging_sessions", data)
    starts = [datetime.fromisoformat(row["start"]) for row in answer["sessions"]]
    assert [f"{time.astimezone(None):%dT%H:%M}" for time in starts] == expected


async def test_without_an_end_a_period_lasts_until_now(home: Home) -> None:
    now = [
        {"id": hour, "plug_in_time": f"2026-03-18T{hour}:00:00Z"}
        for hour in ("08", "10")
    ]
    list_sessions(home, *now)
    data = {**target(home), "start": START}
    answer = await act(home, "get_charging_sessions", data)
    assert [row["start"] for row in answer["sessions"]] == ["2026-03-18T09:00:00+01:00"]


@pytest.mark.parametrize(
    ("start", "end", "key"),
    [
        (START, START, "period_ends_before_it_starts"),
        (END, START, "period_ends_before_it_starts"),
        ("2027-01-01", None, "period_ends_before_it_starts"),
        ("1999-01-01", END, "time_out_of_range"),
    ],
)
async def test_a_period_that_makes_no_sense_is_refused(
    home: Home, start: str, end: str | None, key: str
) -> None:
    home.cloud.requests.clear()
    data = {"start": start} | ({} if end is None else {"end": end})
    action = "get_charging_sessions"
    assert await refusal(home, action, {**target(home), **data}) == key
    assert [*home.cloud.requests] == []
    with pytest.raises(vol.Invalid):
        await act(home, action, {**target(home), "start": "soon"})


async def test_sessions_that_cannot_be_read_are_an_error(home: Home) -> None:
    failing = home.cloud.faults.fail("GET", "*/sessions", status=500)
    data = {**target(home), **PERIOD}
    assert await refusal(home, "get_charging_sessions", data) == "server_error"
    failing.stop()
    answer = await act(home, "get_charging_sessions", data)
    assert answer["sessions"]
