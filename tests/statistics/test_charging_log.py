"""Test the statistics of charging sessions against the raw data of the cloud."""

from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal
from time import sleep
from typing import Any, override
from zoneinfo import ZoneInfo

from homeassistant.components.recorder import Recorder, get_instance
from homeassistant.components.recorder.statistics import (
    list_statistic_ids,
    statistics_during_period,
)
from homeassistant.components.recorder.tasks import RecorderTask
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from simulator import Device
from simulator.reports import session_json
from tests.conftest import Home

HOUR = 60 * 60 + 1
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FIELDS = {"charging_energy": "energy_charged_kwh", "charging_cost": "actual_cost_eur"}
CENT = Decimal("0.01")

type Months = dict[tuple[str, str], dict[str, Decimal]]
"""Totals by month, such as 2026-03, of the statistics of each car."""


@pytest.fixture
def recorder_config() -> dict[str, Any]:
    """Let the recorder leave states alone: these tests are about statistics."""
    return {"exclude": {"entity_globs": ["*"]}}


@pytest.fixture(autouse=True)
def _custom_integrations(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """Let Home Assistant find the integration, after the recorder."""


class _SlowTask(RecorderTask):
    """Something that takes the recorder a while."""

    @override
    def run(self, instance: Recorder) -> None:
        sleep(0.5)


def sessions(home: Home, car: Device) -> list[dict[str, Any]]:
    """Return the sessions of a car that the cloud has, without asking it."""
    cloud = home.cloud
    found = cloud.organization.household_of(car).sessions
    return car.corrected_sessions(
        session_json(car.id, session, cloud.clock) for session in found
    )


def expected(home: Home, *cars: Device, since: str) -> Months:
    """Return the totals of the cloud, by months of the home."""
    zone = ZoneInfo(home.hass.config.time_zone)
    months: Months = {}
    for car in cars:
        for key, field in FIELDS.items():
            totals: defaultdict[str, Decimal] = defaultdict(Decimal)
            for session in sessions(home, car):
                time = datetime.fromisoformat(session["plug_in_time"]).astimezone(zone)
                if f"{time:%Y-%m}" >= since:
                    totals[f"{time:%Y-%m}"] += Decimal(str(session[field]))
            months[car.id, key] = dict(totals)
    return months


async def recorded(home: Home, *cars: Device) -> Months:
    """Return the totals that Home Assistant shows."""
    await async_wait_recording_done(home.hass)
    zone = ZoneInfo(home.hass.config.time_zone)
    ids = {
        f"podero:{car.id.replace('-', '_')}_{key}": (car.id, key)
        for car in cars
        for key in FIELDS
    }
    found = await get_instance(home.hass).async_add_executor_job(
        statistics_during_period,
        home.hass,
        LONG_AGO,
        None,
        {*ids},
        "month",
        None,
        {"change"},
    )
    return {
        ids[statistic]: {
            f"{datetime.fromtimestamp(row['start'], zone):%Y-%m}": Decimal(
                str(row.get("change"))
            ).quantize(CENT)
            for row in rows
        }
        for statistic, rows in found.items()
    }


@pytest.fixture
async def cars(new_home: Home) -> tuple[Device, Device]:
    """Return two cars of a home, each with more than 400 sessions."""
    cloud = new_home.cloud
    found = (
        cloud.electric_vehicle,
        cloud.organization.add_device("electric-vehicles"),
    )
    for car in found:
        cloud.controls.add_sessions(car.id, 400)
    return found


async def start(home: Home) -> None:
    assert await home.set_up()
    await home.wait(1.5)


@pytest.mark.parametrize(
    "zone",
    [
        *("Europe/Vienna", "UTC", "America/Los_Angeles", "Pacific/Auckland"),
        *("Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Cairo"),
    ],
)
async def test_each_month_equals_that_of_the_cloud_to_the_cent(
    new_home: Home, cars: tuple[Device, Device], zone: str
) -> None:
    await new_home.hass.config.async_set_time_zone(zone)
    await start(new_home)
    months = await recorded(new_home, *cars)
    assert months == expected(new_home, *cars, since="2025-03")
    assert all(len(totals) == 13 for totals in months.values())
    assert all(min(totals.values()) > 0 for totals in months.values())


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("Europe/Vienna", "2026-02-28T22:59:59Z", "2026-02-28T23:00:00Z"),
        ("Asia/Kolkata", "2026-02-28T18:29:59Z", "2026-02-28T18:30:00Z"),
        ("Asia/Kathmandu", "2026-02-28T18:14:59Z", "2026-02-28T18:15:00Z"),
        ("America/St_Johns", "2026-03-01T03:29:59Z", "2026-03-01T03:30:00Z"),
    ],
)
async def test_a_month_begins_at_midnight_of_the_home(
    new_home: Home, zone: str, before: str, after: str
) -> None:
    await new_home.hass.config.async_set_time_zone(zone)
    car = new_home.cloud.electric_vehicle
    items = [
        {"plug_in_time": before, "energy_charged_kwh": 1, "actual_cost_eur": "0.25"},
        {"plug_in_time": after, "energy_charged_kwh": 2, "actual_cost_eur": "0.70"},
    ]
    body = {"total": 2, "items": items}
    new_home.cloud.faults.fail("GET", "*/sessions", status=200, body=body)
    await start(new_home)
    assert await recorded(new_home, car) == {
        (car.id, "charging_energy"): {"2026-02": Decimal(1), "2026-03": Decimal(2)},
        (car.id, "charging_cost"): {
            "2026-02": Decimal("0.25"),
            "2026-03": Decimal("0.7"),
        },
    }


async def test_corrections_of_this_and_the_last_month_are_followed(
    new_home: Home, cars: tuple[Device, Device]
) -> None:
    await new_home.hass.config.async_set_time_zone("Europe/Vienna")
    await start(new_home)
    before = await recorded(new_home, *cars)
    first, second = cars
    correct = new_home.cloud.controls.correct_session
    *_, last_month, removed, new = [
        item["id"]
        for item in sessions(new_home, first)
        if item["plug_in_time"] > "2026-02-10"
    ][:3]
    correct(first.id, last_month, {"actual_cost_eur": 123.45})
    correct(first.id, removed, None)
    correct(first.id, new, {"energy_charged_kwh": 99.99, "actual_cost_eur": 0})
    this_month = sessions(new_home, second)[-1]["id"]
    correct(second.id, this_month, {"energy_charged_kwh": 0.01})
    await new_home.wait(HOUR)
    after = await recorded(new_home, *cars)
    assert after == expected(new_home, *cars, since="2025-03")
    assert after != before
    for car in cars:
        new_home.cloud.controls.release(car.id)
    await new_home.wait(HOUR)
    assert await recorded(new_home, *cars) == before


async def test_nothing_is_counted_twice(
    new_home: Home, cars: tuple[Device, Device]
) -> None:
    await start(new_home)
    before = await recorded(new_home, *cars)
    for _ in range(2):
        await new_home.wait(HOUR)
        assert await new_home.unload()
        await start(new_home)
    assert await recorded(new_home, *cars) == before


async def test_older_corrections_are_followed_at_the_next_start(
    new_home: Home, cars: tuple[Device, Device]
) -> None:
    await start(new_home)
    before = await recorded(new_home, *cars)
    car = cars[0]
    [old, *_] = [
        item["id"]
        for item in sessions(new_home, car)
        if item["plug_in_time"] > "2025-06-10"
    ]
    new_home.cloud.controls.correct_session(car.id, old, {"actual_cost_eur": 50})
    await new_home.wait(HOUR)
    assert await recorded(new_home, *cars) == before
    assert await new_home.unload()
    await start(new_home)
    after = await recorded(new_home, *cars)
    assert after == expected(new_home, *cars, since="2025-03")
    assert after != before


async def test_a_recorder_that_lags_behind_does_not_mix_up_sums(
    new_home: Home, cars: tuple[Device, Device]
) -> None:
    get_instance(new_home.hass).queue_task(_SlowTask())
    await start(new_home)
    get_instance(new_home.hass).queue_task(_SlowTask())
    car = cars[0]
    newest = sessions(new_home, car)[-1]["id"]
    new_home.cloud.controls.correct_session(car.id, newest, {"actual_cost_eur": 50})
    await new_home.wait(HOUR)
    assert await recorded(new_home, *cars) == expected(new_home, *cars, since="2025-03")


async def test_the_statistics_have_names_and_units(new_home: Home) -> None:
    await start(new_home)
    await async_wait_recording_done(new_home.hass)
    found = await get_instance(new_home.hass).async_add_executor_job(
        list_statistic_ids, new_home.hass
    )
    assert {
        (item["name"], item["statistics_unit_of_measurement"])
        for item in found
        if "charging_" in item["statistic_id"]
    } == {
        ("Car energy charged (charging log)", "kWh"),
        ("Car charging cost (charging log)", "EUR"),
    }


async def test_a_car_without_sessions_has_no_statistics(new_home: Home) -> None:
    body = {"total": 0, "items": []}
    none = new_home.cloud.faults.fail("GET", "*/sessions", status=200, body=body)
    await start(new_home)
    car = new_home.cloud.electric_vehicle
    assert await recorded(new_home, car) == {}
    none.stop()
    await new_home.wait(HOUR)
    assert await recorded(new_home, car) == expected(new_home, car, since="2026-02")


async def test_what_the_cloud_does_not_know_is_not_counted(new_home: Home) -> None:
    car = new_home.cloud.electric_vehicle
    newest = sessions(new_home, car)[-1]["id"]
    unknown = dict.fromkeys(FIELDS.values())
    new_home.cloud.controls.correct_session(car.id, newest, unknown)
    await start(new_home)
    without = await recorded(new_home, car)
    new_home.cloud.controls.release(car.id)
    await new_home.wait(HOUR)
    months = expected(new_home, car, since="2025-03")
    assert await recorded(new_home, car) == months
    assert without != months
