"""The times and the contents of syncs."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from simulator import Clock, Cloud, Device
from simulator.clock import ManualTime
from simulator.json_format import Json

MINUTE = timedelta(minutes=1)


def stamps(device: Device, wall: ManualTime, minutes: int) -> list[datetime]:
    """Return the timestamps of the syncs in the next minutes."""
    seen: dict[str, None] = {}
    for _ in range(minutes * 6):
        wall.tick(seconds=10)
        seen[device.fields["current_state_last_updated_at"]] = None
    return [datetime.fromisoformat(stamp) for stamp in seen]


def gaps(device: Device, wall: ManualTime, minutes: int) -> list[timedelta]:
    return [after - before for before, after in pairwise(stamps(device, wall, minutes))]


def test_syncs_with_jitter(cloud: Cloud, wall: ManualTime) -> None:
    cloud.behavior.sync_interval = 15 * MINUTE
    cloud.behavior.sync_jitter = MINUTE
    assert cloud.heat_pump.fields

    found = gaps(cloud.heat_pump, wall, 60 * 24)

    assert len(found) in (94, 95, 96)
    assert 14 * MINUTE <= min(found) < 14.5 * MINUTE
    assert 15.5 * MINUTE < max(found) <= 16 * MINUTE
    assert len(set(found)) > 50


def test_jitter_does_not_depend_on_the_requests() -> None:
    def last(step: int) -> str:
        wall = ManualTime()
        cloud = Cloud(Clock(now=wall))
        cloud.behavior.sync_interval = 15 * MINUTE
        cloud.behavior.sync_jitter = 2 * MINUTE
        cloud.behavior.missed_syncs = 0.3
        assert cloud.heat_pump.fields
        for _ in range(0, 24 * 60, step):
            wall.tick(minutes=step)
            stamp: str = cloud.heat_pump.fields["current_state_last_updated_at"]
        return stamp

    assert last(1) == last(24 * 60) == last(90)


def test_missed_syncs(cloud: Cloud, wall: ManualTime) -> None:
    cloud.behavior.missed_syncs = 0.5
    assert cloud.heat_pump.fields

    found = gaps(cloud.heat_pump, wall, 60 * 10)

    assert {gap % (5 * MINUTE) for gap in found} == {timedelta()}
    assert 45 < len(found) < 75
    cloud.behavior.missed_syncs = 0
    assert set(gaps(cloud.heat_pump, wall, 60)) == {5 * MINUTE}


def history(device: Device, wall: ManualTime, minutes: int) -> Iterator[Json]:
    """Yield the fields of each report in the next minutes."""
    last = device.fields
    for _ in range(minutes * 2):
        wall.tick(seconds=30)
        fields = device.fields
        if (
            fields["current_state_last_updated_at"]
            != (last["current_state_last_updated_at"])
        ):
            yield (last := fields)


def test_a_vehicle_that_reports_only_changes(cloud: Cloud, wall: ManualTime) -> None:
    car = cloud.electric_vehicle
    cloud.controls.set_battery_level(car.id, 33)
    cloud.controls.unplug(car.id)
    cloud.behavior.vehicle_report_step = 5

    assert len(list(history(cloud.heat_pump, wall, 60))) == 12
    assert list(history(car, wall, 60)) == []

    cloud.controls.set_fields(car.id, is_smart_optimization_active=False)
    cloud.controls.plug_in(car.id)
    assert car.fields["is_charging"] is True
    reports = list(history(car, wall, 60 * 8))
    levels = [report["battery_level"] for report in reports]
    assert sorted(set(levels)) == list(range(35, 81, 5))
    assert len(levels) < 13
    assert all(report["is_charging"] for report in reports[:-2])
    assert reports[-1]["is_charging"] is False

    cloud.controls.sync()
    stamp = car.fields["current_state_last_updated_at"]
    assert datetime.fromisoformat(stamp) == cloud.clock.wall
    cloud.behavior.vehicle_report_step = None
    assert len(list(history(car, wall, 60))) == 12


@pytest.mark.parametrize("leftover", [40, 11_000])
def test_a_leftover_charge_rate(cloud: Cloud, wall: ManualTime, leftover: int) -> None:
    car = cloud.electric_vehicle
    cloud.behavior.charge_rate_leftover_w = leftover
    cloud.controls.set_battery_level(car.id, 30)
    cloud.controls.set_fields(car.id, is_smart_optimization_active=False)
    cloud.controls.unplug(car.id)
    assert car.fields["charge_rate_w"] == leftover
    before = cloud.house.meters.car
    wall.tick(hours=1)
    assert cloud.house.meters.car == before

    cloud.controls.plug_in(car.id)
    assert car.fields["is_charging"] is True
    assert car.fields["charge_rate_w"] == cloud.house.car.power_w

    cloud.behavior.charge_rate_leftover_w = 0
    cloud.controls.unplug(car.id)
    assert car.fields["charge_rate_w"] == 0


def test_corrections_under_the_same_timestamp(cloud: Cloud, wall: ManualTime) -> None:
    cloud.behavior.correction_delay = timedelta(seconds=90)
    cloud.controls.sync()
    inverter = cloud.solar_inverter
    first = inverter.fields
    true = cloud.house.flow

    assert first["household_consumption_w"] == round(true.household * 1.1)
    wall.tick(seconds=89)
    assert inverter.fields == first
    wall.tick(seconds=1)
    corrected = inverter.fields
    assert corrected["household_consumption_w"] == true.household
    assert (
        corrected["current_state_last_updated_at"]
        == (first["current_state_last_updated_at"])
    )
    assert corrected["updated_at"] == first["updated_at"]

    cloud.behavior.correction_delay = None
    cloud.controls.sync()
    assert inverter.fields["household_consumption_w"] == cloud.house.flow.household


def test_sessions_have_the_energy_of_the_meter(cloud: Cloud, wall: ManualTime) -> None:
    car = cloud.electric_vehicle
    cloud.behavior.vehicle_report_step = 10
    cloud.behavior.charge_rate_leftover_w = 7400
    household = cloud.organization.household_of(car)
    cloud.controls.unplug(car.id)
    sessions, meter = len(household.sessions), cloud.house.meters.car

    for level in (20, 40, 60):
        cloud.controls.set_battery_level(car.id, level)
        cloud.controls.plug_in(car.id)
        wall.tick(hours=12)
        cloud.controls.unplug(car.id)
        wall.tick(hours=1)

    charged = [session.energy_wh / 1000 for session in household.sessions[sessions:]]
    assert len(charged) == 3
    assert sum(charged) == pytest.approx(cloud.house.meters.car - meter)
    assert sum(charged) > 20
