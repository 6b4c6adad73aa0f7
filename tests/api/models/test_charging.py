"""A car's week of charging goals, and its charging session, in the cloud's words."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from hypothesis import given, strategies as st
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
from tests.api.models.anything import ANYTHING

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


# Reading


@pytest.mark.parametrize(
    "data",
    [
        None,
        7,
        {},
        {"charge_percentage": 80},
        {"charge_deadline": "07:00"},
        {"charge_percentage": "much", "charge_deadline": "07:00"},
        {"charge_percentage": 80, "charge_deadline": "soon"},
        {"charge_percentage": 100.5, "charge_deadline": "07:00"},
        {"charge_percentage": -1, "charge_deadline": "07:00"},
    ],
)
def test_a_day_that_cannot_be_read_costs_that_day(data: object) -> None:
    week = {**dict.fromkeys(DAYS, DAY_JSON), "wed": data, "timezone": "Europe/Berlin"}
    schedule = ChargeSchedule.from_json(week)
    assert schedule is not None
    assert set(schedule.days) == set(DAYS) - {"wed"}
    assert schedule.days["mon"] == MONDAY


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


def test_a_session_reads_what_it_can() -> None:
    session = ChargingSession.from_json(
        {
            "plug_in_time": "2026-03-18T17:00:00Z",
            "desired_charging_start_time": "2026-03-19T01:00:00+01:00",
            "desired_charging_end_time": "2026-03-19T04:00:00+01:00",
            "charge_deadline": "later",
            "target_soc_pct": "80",
            "expected_savings_eur": 0.42,
        }
    )
    assert session is not None
    assert session.plug_in_time == datetime(2026, 3, 18, 17, tzinfo=UTC)
    assert session.charge_deadline is None
    assert session.target_soc_pct == 80
    assert session.expected_savings_eur == 0.42
    assert session.planned == (
        datetime(2026, 3, 19, tzinfo=UTC),
        datetime(2026, 3, 19, 3, tzinfo=UTC),
    )


@given(data=st.data())
def test_anything_may_arrive_in_any_field_of_a_session(data: st.DataObject) -> None:
    names = st.sampled_from(sorted(ChargingSession.__dataclass_fields__))
    session = ChargingSession.from_json(data.draw(st.dictionaries(names, ANYTHING)))
    assert session is not None
    assert session.planned is None


@pytest.mark.parametrize("data", [None, 7, "session", []])
def test_what_is_no_session(data: Any) -> None:
    assert ChargingSession.from_json(data) is None


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


# The week


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


# The session


async def test_the_session_of_a_car_that_is_plugged_in(
    client: Podero, cloud: Cloud, car: ElectricVehicle
) -> None:
    cloud.controls.plug_in(cloud.electric_vehicle.id)
    session = await client.current_session(car)
    assert session is not None
    assert session.planned is not None
    assert session.target_soc_pct == 80


async def test_a_car_that_is_unplugged_has_no_session(
    client: Podero, cloud: Cloud, car: ElectricVehicle
) -> None:
    cloud.controls.unplug(cloud.electric_vehicle.id)
    assert await client.current_session(car) is None


@pytest.mark.parametrize("body", [[], {}, "null"])
async def test_an_answer_that_is_no_session(
    client: Podero, cloud: Cloud, car: ElectricVehicle, body: Any
) -> None:
    cloud.controls.plug_in(cloud.electric_vehicle.id)
    cloud.faults.fail("GET", "*/sessions/current", status=200, body=body, times=1)
    with pytest.raises(PoderoResponseError):
        await client.current_session(car)
    assert await client.current_session(car) is not None


async def test_the_last_session_is_the_one_that_began_last(
    client: Podero, cloud: Cloud, car: ElectricVehicle
) -> None:
    now = cloud.clock.wall
    session = await client.last_session(car, now - timedelta(days=30), now)
    assert session is not None
    assert session.unplug_time is not None
    assert session.actual_cost_eur is not None
    assert session.actual_savings_eur is not None
    assert cloud.requests[-1].query == {
        "from": "2026-02-16",
        "to": "2026-03-18",
        "limit": "200",
    }
    since = session.plug_in_time
    assert since is not None
    assert await client.last_session(car, since, now) == session


@pytest.mark.parametrize("newest_first", [False, True])
async def test_the_order_of_the_sessions_does_not_matter(
    client: Podero, cloud: Cloud, car: ElectricVehicle, newest_first: bool
) -> None:
    items = [
        None,
        {"actual_cost_eur": 9},
        {"plug_in_time": "2026-03-16T17:00:00Z", "actual_cost_eur": 1},
        {"plug_in_time": "2026-03-17T17:00:00Z", "actual_cost_eur": "2.50"},
    ]
    if newest_first:
        items.reverse()
    body = {"total": len(items), "items": items}
    cloud.faults.fail("GET", "*/sessions", status=200, body=body)
    session = await client.last_session(car, cloud.clock.wall, cloud.clock.wall)
    assert session is not None
    assert session.actual_cost_eur == 2.5


async def test_a_car_that_was_not_charged_of_late_has_no_last_session(
    client: Podero, cloud: Cloud, car: ElectricVehicle
) -> None:
    past = cloud.clock.wall - timedelta(days=900)
    assert await client.last_session(car, past, past) is None


@pytest.mark.parametrize("body", ["[]", "null", "{}", '{"items": null}'])
async def test_an_answer_that_is_no_list_of_sessions(
    client: Podero, cloud: Cloud, car: ElectricVehicle, body: str
) -> None:
    now = cloud.clock.wall
    cloud.faults.fail("GET", "*/sessions", status=200, body=body, times=1)
    with pytest.raises(PoderoResponseError):
        await client.last_session(car, now - timedelta(days=30), now)
    assert await client.last_session(car, now - timedelta(days=30), now)
