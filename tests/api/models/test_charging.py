"""Charge schedules, as Podero documents them."""

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from custom_components.podero.api import (
    DAYS,
    ChargeDay,
    ChargeSchedule,
    ChargingSession,
    ElectricVehicle,
    Podero,
    PoderoIgnoredError,
    PoderoNotFoundError,
    PoderoResponseError,
)
from simulator import Cloud

MONDAY = ChargeDay(charge_percentage=80, charge_deadline=time(7))
SUNDAY = ChargeDay(charge_percentage=50.5, charge_deadline=time(10, 30))
WEEK = ChargeSchedule(
    timezone="Europe/Berlin", days={**dict.fromkeys(DAYS, MONDAY), "sun": SUNDAY}
)
DAY_JSON = {"charge_percentage": 80, "charge_deadline": "07:00"}


@pytest.fixture
def car(cloud: Cloud) -> ElectricVehicle:
    return ElectricVehicle(id=cloud.electric_vehicle.id)


def puts(cloud: Cloud) -> list[object]:
    return [request.body for request in cloud.requests if request.method == "PUT"]


@pytest.mark.parametrize(
    "data",
    [
        None,
        7,
        {},
        {"charge_percentage": 80},
        {"charge_percentage": 80, "charge_deadline": "soon"},
    ],
)
def test_a_day_that_cannot_be_read_costs_that_day(data: object) -> None:
    week = {**dict.fromkeys(DAYS, DAY_JSON), "wed": data, "timezone": "Europe/Berlin"}
    schedule = ChargeSchedule.from_json(week)
    assert schedule is not None
    assert set(schedule.days) == set(DAYS) - {"wed"}
    assert schedule.days["mon"] == MONDAY


@pytest.mark.parametrize("level", [None, "much", 100.5, -1])
def test_a_level_that_cannot_be_read_costs_the_level(level: object) -> None:
    day = ChargeDay.from_json({**DAY_JSON, "charge_percentage": level})
    assert day == replace(MONDAY, charge_percentage=None)
    assert day.as_json() == {**DAY_JSON, "charge_percentage": None}


@pytest.mark.parametrize(
    "data",
    [
        {"charge_percentage": 80, "charge_deadline": "07:00"},
        {"charge_percentage": 80.0, "charge_deadline": "07:00:00"},
        {"charge_percentage": "80.00", "charge_deadline": "07:00:30.5"},
    ],
)
def test_a_day_reads_the_same_however_it_is_written(data: object) -> None:
    assert ChargeDay.from_json(data) == MONDAY


@pytest.mark.parametrize("level", [0, 100])
def test_a_day_may_want_nothing_and_all(level: int) -> None:
    day = ChargeDay.from_json({**DAY_JSON, "charge_percentage": level})
    assert day is not None
    assert day.as_json() == {**DAY_JSON, "charge_percentage": level}


def test_a_week_reads_the_same_wrapped_and_flat() -> None:
    flat = WEEK.as_json()
    assert ChargeSchedule.from_json(flat) == WEEK
    wrapped = {"metadata": {"error": None}, "data": flat}
    assert ChargeSchedule.from_json(wrapped) == WEEK


def test_a_week_is_written_as_podero_shows_it() -> None:
    assert WEEK.as_json() == {
        "timezone": "Europe/Berlin",
        **dict.fromkeys(DAYS, DAY_JSON),
        "sun": {"charge_percentage": 50.5, "charge_deadline": "10:30"},
    }
    text = ChargeDay.from_json({**DAY_JSON, "charge_percentage": "80"})
    assert text is not None
    assert repr(text.as_json()["charge_percentage"]) == "80"


def test_a_car_without_a_week_has_no_days() -> None:
    data = {"metadata": {"error": "no policy"}, "data": None}
    assert ChargeSchedule.from_json(data) == ChargeSchedule()


@pytest.mark.parametrize("data", [None, [], "mon", {"data": []}])
def test_what_is_no_week(data: object) -> None:
    assert ChargeSchedule.from_json(data) is None


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (None, None),
        (None, "2026-03-19T04:00:00Z"),
        ("2026-03-19T04:00:00Z", None),
        ("2026-03-19T04:00:00Z", "2026-03-19T04:00:00Z"),
        ("2026-03-19T04:00:00Z", "2026-03-19T03:00:00Z"),
    ],
)
def test_a_window_that_is_none_is_not_planned(
    start: str | None, end: str | None
) -> None:
    session = ChargingSession.from_json(
        {"desired_charging_start_time": start, "desired_charging_end_time": end}
    )
    assert session is not None
    assert session.planned is None


async def test_the_week_of_a_car(
    client: Podero, cloud: Cloud, car: ElectricVehicle
) -> None:
    schedule = await client.charge_schedule(car)
    assert schedule.timezone == "Europe/Vienna"
    assert set(schedule.days) == set(DAYS)


async def test_an_answer_that_is_no_week(
    client: Podero, cloud: Cloud, car: ElectricVehicle
) -> None:
    cloud.faults.fail("GET", "*/charge-policy", status=200, body=[], times=1)
    with pytest.raises(PoderoResponseError):
        await client.charge_schedule(car)
    assert (await client.charge_schedule(car)).days


async def test_a_cloud_without_weeks_says_so(
    client: Podero, cloud: Cloud, car: ElectricVehicle
) -> None:
    failure = cloud.faults.fail("GET", "*/charge-policy", status=404)
    with pytest.raises(PoderoNotFoundError):
        await client.charge_schedule(car)
    failure.stop()
    assert (await client.charge_schedule(car)).days


async def test_a_week_is_sent_flat_with_all_days_and_confirmed(
    client: Podero, cloud: Cloud, car: ElectricVehicle
) -> None:
    assert await client.set_charge_schedule(car, WEEK) == WEEK
    assert puts(cloud) == [WEEK.as_json()]
    assert [request.method for request in cloud.requests] == ["POST", "PUT"]
    assert await client.charge_schedule(car) == WEEK


async def test_a_reply_may_be_the_flat_week(
    client: Podero, cloud: Cloud, car: ElectricVehicle
) -> None:
    cloud.faults.fail("PUT", "*/charge-policy", status=200, body=WEEK.as_json())
    assert await client.set_charge_schedule(car, WEEK) == WEEK
    assert [request.method for request in cloud.requests] == ["POST", "PUT"]


@pytest.mark.parametrize("reply", ["", "null", [], {"detail": "ok"}])
async def test_a_reply_that_is_no_week_is_asked_for(
    client: Podero, cloud: Cloud, car: ElectricVehicle, reply: Any
) -> None:
    await client.set_charge_schedule(car, WEEK)
    cloud.requests.clear()
    cloud.faults.fail("PUT", "*/charge-policy", status=200, body=reply)
    assert await client.set_charge_schedule(car, WEEK) == WEEK
    assert [request.method for request in cloud.requests] == ["PUT", "GET"]


async def test_a_page_is_no_reply_to_a_week(
    client: Podero, cloud: Cloud, car: ElectricVehicle
) -> None:
    cloud.faults.fail(
        "PUT", "*/charge-policy", status=200, body="<html></html>", times=1
    )
    with pytest.raises(PoderoResponseError):
        await client.set_charge_schedule(car, WEEK)
    assert await client.set_charge_schedule(car, WEEK) == WEEK


async def test_a_week_that_is_not_taken_over_is_said(
    client: Podero, cloud: Cloud, car: ElectricVehicle
) -> None:
    cloud.faults.fail("PUT", "*/charge-policy", status=200, body="", times=1)
    with pytest.raises(PoderoIgnoredError):
        await client.set_charge_schedule(car, WEEK)
    assert await client.set_charge_schedule(car, WEEK) == WEEK


async def test_a_time_zone_that_is_not_taken_over_is_said(
    client: Podero, cloud: Cloud, car: ElectricVehicle
) -> None:
    await client.set_charge_schedule(car, WEEK)
    failure = cloud.faults.fail(
        "PUT", "*/charge-policy", status=200, body=WEEK.as_json()
    )
    moved = replace(WEEK, timezone="Europe/Vienna")
    with pytest.raises(PoderoIgnoredError):
        await client.set_charge_schedule(car, moved)
    failure.stop()
    assert await client.set_charge_schedule(car, moved) == moved
