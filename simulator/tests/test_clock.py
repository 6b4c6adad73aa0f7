"""Wall time and house time."""

from datetime import UTC, datetime, timedelta

import pytest

from simulator import Clock, Cloud
from simulator.clock import ManualTime
from simulator.device_fields import DeviceType


def test_a_faster_house_keeps_the_wall_time(wall: ManualTime) -> None:
    start = datetime(2026, 7, 14, 6, 0, tzinfo=UTC)
    cloud = Cloud(Clock(now=wall, speed=60, house_start=start))
    assert cloud.solar_inverter.fields["current_solar_production_w"] > 0

    wall.tick(minutes=6)

    assert cloud.clock.house == start + timedelta(hours=6)
    fields = cloud.solar_inverter.fields
    assert fields["current_state_last_updated_at"] == "2026-01-20T19:06:00Z"
    assert cloud.house.time == cloud.clock.house.timestamp()


def test_the_house_time_can_be_set(cloud: Cloud, wall: ManualTime) -> None:
    wall.tick(hours=1)
    before = cloud.house.meters
    for hour in (3, 20, 12):
        cloud.clock.set_house(datetime(2026, 7, 14, hour, 0, tzinfo=UTC))
        fields = cloud.solar_inverter.fields
        assert (fields["current_solar_production_w"] > 0) == (hour == 12)
        assert fields["current_state_last_updated_at"] == "2026-01-20T20:00:00Z"
        after = cloud.house.meters
        assert after.household >= before.household > 0
        before = after


def test_the_speed_can_be_changed(wall: ManualTime) -> None:
    clock = Clock(now=wall, speed=10)
    wall.tick(hours=1)
    clock.speed = 2
    wall.tick(hours=1)

    passed = clock.house - clock.wall
    assert passed == timedelta(hours=10 + 2 - 2)
    house = clock.house + timedelta(hours=2)
    assert clock.house_at(clock.wall_at(house)) == house
    earlier = clock.wall - timedelta(days=1)
    assert clock.wall_at(clock.house_at(earlier)) == earlier


def test_far_times_do_not_overflow(wall: ManualTime) -> None:
    clock = Clock(now=wall, speed=1000)

    assert clock.house_at(datetime(9000, 1, 1, tzinfo=UTC)).year == 9999
    assert clock.house_at(datetime(1, 1, 1, tzinfo=UTC)).year == 1


def test_a_real_time_clock_can_be_advanced(wall: ManualTime) -> None:
    clock = Clock(speed=3)
    wall_before, house_before = clock.wall, clock.house

    clock.advance(timedelta(hours=1))

    assert clock.wall - wall_before >= timedelta(hours=1)
    assert clock.house - house_before >= timedelta(hours=3)
    with pytest.raises(RuntimeError):
        Clock(now=wall).advance(timedelta(hours=1))


@pytest.mark.parametrize("speed", [0, -1, float("nan")])
def test_time_moves_forward(speed: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        Clock(speed=speed)


def test_times_have_zones(wall: ManualTime) -> None:
    with pytest.raises(ValueError, match="zone"):
        Clock(now=wall, house_start=wall.now.replace(tzinfo=None))


def test_each_household_has_its_own_house(cloud: Cloud, wall: ManualTime) -> None:
    first, second = cloud.organization.devices_of(
        cloud.organization.large_home, DeviceType.HEAT_PUMP
    )
    (inverter,) = cloud.organization.devices_of(
        cloud.organization.large_home, DeviceType.SOLAR_INVERTER
    )
    wall.tick(hours=12)

    assert first.fields["current_mode"] is not None
    assert first.fields["building"] != second.fields["building"]
    assert second.fields["current_mode"] is None
    assert second.fields["indoor_actual_temperature"] is None
    assert second.fields["outdoor_temperature"] is not None
    assert inverter.fields["battery_charge_discharge_power_w"] == 0
    assert cloud.organization.household_of(inverter) is cloud.organization.household_of(
        first
    )
