"""The heat pump, its rooms and its tank."""

from datetime import timedelta

import pytest

from simulator import Clock, Cloud
from simulator.clock import ManualTime
from simulator.house import Equipment, house_with_past

from .houses import SUMMER, WINTER, ticks, write


def test_rooms_and_tank_stay_within_the_limits() -> None:
    house = house_with_past(1, WINTER, Equipment())
    heating, seen = house.heating, set()
    for _ in ticks(house, 10):
        assert 20 <= heating.room <= 22.5
        assert 42 <= heating.tank <= 49
        assert heating.outlet > heating.inlet
        assert 10 < heating.power_w < 5000
        assert (heating.activity == "Standby") == (heating.power_w < 60)
        seen |= {heating.activity, heating.mode}

    assert seen == {"Standby", "Heating", "Hot Water", "min", "low", "mid"}


def test_in_summer_it_heats_water_only() -> None:
    house = house_with_past(1, SUMMER, Equipment())

    seen = {house.heating.activity for house in ticks(house, 7)}

    assert seen == {"Standby", "Hot Water"}
    assert 20 < house.heating.room < 27


def test_cold_days_cost_more() -> None:
    winter, summer = (house_with_past(1, at, Equipment()) for at in (WINTER, SUMMER))

    assert winter.history.heat_pump_kwh(7) > 5 * summer.history.heat_pump_kwh(7) > 5


def test_the_level_is_a_ceiling(cloud: Cloud, wall: ManualTime) -> None:
    def modes(level: str) -> set[str]:
        write(cloud, cloud.heat_pump, optimization_level=level)
        seen = set()
        for _ in range(24):
            wall.tick(hours=1)
            seen.add(cloud.heat_pump.fields["current_mode"])
        return seen

    assert modes("Low") == {"min", "low"}
    assert modes("Mid") == {"min", "low", "mid"}
    assert modes("Max") == {"min", "low", "mid", "max"}


def test_without_optimization_there_is_no_mode(cloud: Cloud, wall: ManualTime) -> None:
    write(cloud, cloud.heat_pump, is_smart_optimization_active=False)
    wall.tick(minutes=5)

    fields = cloud.heat_pump.fields
    assert fields["current_mode"] is None
    assert fields["indoor_target_temperature"] == 21.2


def test_limits_are_respected(cloud: Cloud, wall: ManualTime) -> None:
    write(
        cloud,
        cloud.heat_pump,
        minimum_temperature_limit=22.0,
        maximum_temperature_limit=24.0,
        dhw_standard_temperature=55.0,
        minimum_dhw_temperature_limit=50.0,
    )
    wall.tick(days=1)

    for _ in range(48):
        wall.tick(hours=1)
        fields = cloud.heat_pump.fields
        assert 22 <= fields["indoor_actual_temperature"] <= 24
        assert 50 <= fields["dhw_temperature"] <= 56


def test_without_a_policy_the_limits_do_not_apply(
    cloud: Cloud, wall: ManualTime
) -> None:
    write(
        cloud,
        cloud.heat_pump,
        minimum_temperature_limit=23.0,
        maximum_temperature_limit=25.0,
        is_heating_policy_enabled=False,
    )
    wall.tick(days=2)

    assert cloud.heat_pump.fields["indoor_actual_temperature"] < 22


@pytest.mark.parametrize("speed", [1, 60])
def test_away_mode_follows_the_wall_time(wall: ManualTime, speed: float) -> None:
    cloud = Cloud(Clock(now=wall, speed=speed))
    hour = timedelta(hours=1) / speed
    write(
        cloud,
        cloud.heat_pump,
        away_mode_start=(wall.now + 2 * hour).isoformat(),
        away_mode_end=(wall.now + 26 * hour).isoformat(),
    )

    def target_after(hours: float) -> tuple[float, float, float]:
        wall.now += hours * hour
        fields = cloud.heat_pump.fields
        return (
            fields["indoor_target_temperature"],
            fields["indoor_actual_temperature"],
            fields["dhw_temperature"],
        )

    before, _, _ = target_after(1.9)
    away, room, _ = target_after(1)
    at_the_end, later_room, tank = target_after(23)
    after, _, _ = target_after(0.2)

    assert before >= 20
    assert away == at_the_end == 16.4
    assert later_room < room - 1
    assert tank < 42
    assert after >= 20


def test_an_away_flag_without_a_window_has_no_effect(cloud: Cloud) -> None:
    fields = cloud.heat_pump.fields

    assert fields["is_away_mode_enabled"] is True
    assert fields["away_mode_start"] is fields["away_mode_end"] is None
    assert fields["indoor_target_temperature"] >= 20


def test_a_pause_stops_the_heat_pump_until_it_ends(
    cloud: Cloud, wall: ManualTime
) -> None:
    until = wall.now + timedelta(hours=6)
    write(
        cloud,
        cloud.heat_pump,
        is_pause_power_active=True,
        pause_power_until=until.isoformat(),
    )
    for _ in range(71):
        wall.tick(minutes=5)
        fields = cloud.heat_pump.fields
        assert fields["operational_mode"] == "Standby"
        assert fields["current_power_consumption_w"] < 30
    wall.tick(minutes=10)
    assert cloud.heat_pump.fields["operational_mode"] != "Standby"

    write(cloud, cloud.heat_pump, pause_power_until=None)
    wall.tick(days=1)
    assert cloud.heat_pump.fields["operational_mode"] == "Standby"
    write(cloud, cloud.heat_pump, is_pause_power_active=False)
    wall.tick(minutes=5)
    assert cloud.heat_pump.fields["operational_mode"] != "Standby"


def test_consumption_is_rolling(cloud: Cloud, wall: ManualTime) -> None:
    for _ in range(3):
        fields = cloud.heat_pump.fields
        day, week, month = (
            fields[f"consumption_last_{span}_kwh"] for span in ("day", "week", "month")
        )
        assert 5 < day < week / 4 < month / 8
        wall.tick(days=5)
