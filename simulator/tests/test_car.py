"""The car."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from simulator import Clock, Cloud
from simulator.clock import ManualTime
from simulator.house import Equipment, house_with_past

from .houses import WINTER, write


def test_a_working_week(cloud: Cloud, wall: ManualTime) -> None:
    out, level_in_the_morning = set[tuple[date, int]](), []
    for _ in range(7 * 24 * 4):
        wall.tick(minutes=15)
        fields = cloud.electric_vehicle.fields
        if not fields["is_plugged_in"]:
            out.add((wall.now.date(), wall.now.hour))
            assert not fields["is_charging"]
            assert fields["charge_rate_w"] == 0
            assert fields["boost_state"] == "unavailable"
        if (wall.now.hour, wall.now.minute) == (6, 0):  # 07:00 in Vienna
            level_in_the_morning.append(fields["battery_level"])
    working_days = {day for day, hour in out if hour == 12 and day.weekday() < 5}
    assert len(working_days) == 5
    assert not {hour for _, hour in out} & {0, 1, 2, 3, 4, 20, 21, 22, 23}
    assert min(level_in_the_morning) >= 70
    assert max(level_in_the_morning) <= 80


def test_the_plan_is_cheaper_than_immediate_charging() -> None:
    car = house_with_past(1, WINTER, Equipment()).car

    sessions = [session for session in car.sessions if session.energy_wh]
    assert len(sessions) > 15
    cost = sum(session.cost for session in sessions)
    energy = sum(session.energy_wh for session in sessions) / 1000
    eager = sum(session.eager_cost for session in sessions)
    eager_energy = sum(session.eager_wh for session in sessions) / 1000
    assert cost / energy < 0.8 * eager / eager_energy


def test_a_tight_deadline_is_met(cloud: Cloud, wall: ManualTime) -> None:
    cloud.controls.set_battery_level(cloud.electric_vehicle.id, 10)
    write(
        cloud,
        cloud.electric_vehicle,
        charge_deadline_at="00:00:00",
        minimum_charge_limit=75,
    )

    wall.now = datetime(2026, 1, 20, 23, 0, tzinfo=UTC)  # midnight in Vienna

    # Four hours at 11 kW are not enough: it charged all the time.
    assert cloud.electric_vehicle.fields["battery_level"] == pytest.approx(
        10 + 4 * 11 * 92 / 60, 1
    )
    wall.tick(days=1)
    assert cloud.electric_vehicle.fields["battery_level"] >= 75


def test_the_charge_policy_overrides_the_deadline(
    cloud: Cloud, wall: ManualTime
) -> None:
    cloud.controls.set_battery_level(cloud.electric_vehicle.id, 30)
    site = cloud.organization.household_of(cloud.electric_vehicle)
    friday = {"charge_percentage": 40.0, "charge_deadline": "22:00:00"}
    site.command(lambda: site.charge_policy.write({"tue": friday}))

    wall.now = datetime(2026, 1, 20, 21, 0, tzinfo=UTC)  # 22:00 in Vienna

    assert cloud.electric_vehicle.fields["battery_level"] >= 40


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_a_deadline_is_in_wall_time(wall: ManualTime, zone: str) -> None:
    house_start = datetime(2026, 4, 5, 9, 15, tzinfo=UTC)
    cloud = Cloud(Clock(now=wall, house_start=house_start))
    cloud.controls.set_battery_level(cloud.electric_vehicle.id, 30)

    cloud.controls.set_time_zone(cloud.electric_vehicle.id, zone)

    session = cloud.house.car.session
    assert session
    assert session.deadline
    assert session.planned_until
    ready = datetime.fromtimestamp(session.deadline, UTC)
    by_the_clock = cloud.clock.wall_at(ready).astimezone(ZoneInfo(zone))
    assert (by_the_clock.hour, by_the_clock.minute) == (7, 0)
    assert timedelta(0) < cloud.clock.wall_at(ready) - wall.now <= timedelta(days=1)
    assert session.planned_until <= session.deadline


def test_without_optimization_it_charges_immediately(
    cloud: Cloud, wall: ManualTime
) -> None:
    assert not cloud.electric_vehicle.fields["is_charging"]

    write(cloud, cloud.electric_vehicle, is_smart_optimization_active=False)

    fields = cloud.electric_vehicle.fields
    assert fields["is_charging"]
    assert fields["charge_time_remaining"] > 0
    wall.tick(hours=5)
    fields = cloud.electric_vehicle.fields
    assert fields["is_fully_charged"]
    assert fields["battery_level"] == 80
    assert fields["charge_rate_w"] == fields["charge_time_remaining"] == 0
    assert fields["driving_range"] == round(0.8 * 60 * 6.2)


def test_charging_tapers_towards_the_limit(cloud: Cloud, wall: ManualTime) -> None:
    write(cloud, cloud.electric_vehicle, is_smart_optimization_active=False)
    rates = []
    while not cloud.electric_vehicle.fields["is_fully_charged"]:
        rates.append(cloud.electric_vehicle.fields["charge_rate_w"])
        wall.tick(minutes=5)

    assert rates[0] == 11000
    assert 0 < rates[-1] < 6000
    assert rates == sorted(rates, reverse=True)


def test_car_controls_hold_until_release(cloud: Cloud, wall: ManualTime) -> None:
    cloud.controls.plug_in(cloud.electric_vehicle.id)
    wall.now = datetime(2026, 1, 21, 12, 0, tzinfo=UTC)
    assert cloud.electric_vehicle.fields["is_plugged_in"]
    cloud.controls.release(cloud.electric_vehicle.id)
    wall.tick(minutes=5)
    assert not cloud.electric_vehicle.fields["is_plugged_in"]

    cloud.controls.drive(cloud.electric_vehicle.id, energy_kwh=6)
    level = cloud.electric_vehicle.fields["battery_level"]
    wall.tick(days=2, hours=12)
    assert not cloud.electric_vehicle.fields["is_plugged_in"]
    assert cloud.electric_vehicle.fields["battery_level"] == level
    cloud.controls.release(cloud.electric_vehicle.id)
    assert cloud.electric_vehicle.fields["is_plugged_in"]


def test_the_cable_is_reported_immediately(cloud: Cloud, wall: ManualTime) -> None:
    wall.tick(seconds=90)
    cloud.controls.unplug(cloud.electric_vehicle.id)

    fields = cloud.electric_vehicle.fields
    assert fields["is_plugged_in"] is False
    assert fields["current_state_last_updated_at"] == "2026-01-20T19:01:30Z"
    inverter = cloud.solar_inverter.fields
    assert inverter["current_state_last_updated_at"] == "2026-01-20T19:00:00Z"
