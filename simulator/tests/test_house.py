"""The simulated house: its numbers agree, it obeys, and it repeats itself."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import mean
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from simulator import Clock, Cloud, Device, weather
from simulator.client import Wall
from simulator.device_fields import DeviceType
from simulator.house import Equipment, House, lived_in

DAY = 86400
WINTER = datetime(2026, 1, 20, 19, 0, tzinfo=UTC).timestamp()
SUMMER = datetime(2026, 7, 14, 6, 0, tzinfo=UTC).timestamp()


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def cloud(wall: Wall) -> Cloud:
    return Cloud(Clock(now=wall))


@pytest.fixture(params=[WINTER, SUMMER], ids=["winter", "summer"])
def house(request: pytest.FixtureRequest) -> House:
    return lived_in(1, request.param, Equipment())


def ticks(house: House, days: float) -> Iterator[House]:
    """Let a house live for some days, tick by tick."""
    end = house.time + days * DAY
    while house.time < end:
        house.run(house.time + weather.TICK)
        yield house


def write(cloud: Cloud, device: Device, **changes: Any) -> None:
    """Do what a PUT does."""
    cloud.organization.household_of(device).command(
        lambda: device.write(changes, cloud.clock.wall)
    )


# Energy


def test_powers_balance_at_every_sync(cloud: Cloud, wall: Wall) -> None:
    seen = set()
    for _ in range(4 * DAY // 300):
        wall.tick(seconds=300)
        fields = cloud.solar_inverter.fields
        household = fields["household_consumption_w"]
        solar = fields["current_solar_production_w"]
        battery = fields["battery_charge_discharge_power_w"]
        grid = fields["current_power_to_grid_w"]
        assert household == solar + battery - grid
        assert fields["solar_surplus_w"] == solar - household
        assert household > 0
        assert solar >= 0
        assert household >= (
            cloud.heat_pump.fields["current_power_consumption_w"]
            + cloud.electric_vehicle.fields["charge_rate_w"]
        )
        seen |= {battery > 0, ("export", grid > 0), ("sun", solar > 0)}
    assert {True, False, ("export", False), ("sun", True), ("sun", False)} <= seen


def test_meters_count_what_flows(house: House) -> None:
    begin = house.meters
    assert begin.household == 0
    counted = dict.fromkeys(("solar", "household", "import", "export"), 0.0)
    flow, heat_pump, car = house.flow, house.heating.power_w, house.car.power_w
    loads = 0.0
    for _ in ticks(house, 2):
        counted["solar"] += flow.solar / 60_000
        counted["household"] += flow.household / 60_000
        counted["import"] += max(0, -flow.grid) / 60_000
        counted["export"] += max(0, flow.grid) / 60_000
        loads += (heat_pump + car) / 60_000
        flow, heat_pump, car = house.flow, house.heating.power_w, house.car.power_w

    meters = house.meters
    assert meters.solar == pytest.approx(counted["solar"])
    assert meters.household == pytest.approx(counted["household"])
    assert meters.grid_import == pytest.approx(counted["import"])
    assert meters.grid_export == pytest.approx(counted["export"])
    assert meters.heat_pump + meters.car == pytest.approx(loads)
    assert meters.household == pytest.approx(
        meters.solar
        + meters.battery_discharge
        - meters.battery_charge
        + meters.grid_import
        - meters.grid_export
    )


def test_the_past_adds_up_to_the_same(house: House) -> None:
    begin = house.time // 900 * 900
    house = lived_in(1, begin, Equipment())
    for _ in ticks(house, 3):
        pass

    rows = house.history.between(begin, house.time)

    assert len(rows) == 3 * 96
    assert [row.start for row in rows] == [begin + 900 * i for i in range(3 * 96)]
    for name in ("solar", "household", "grid_import", "heat_pump", "car"):
        total = sum(getattr(row.energies, name) for row in rows) / 1000
        assert total == pytest.approx(getattr(house.meters, name))


def test_the_battery_keeps_its_limits(house: House) -> None:
    battery = house.battery
    directions = set()
    for _ in ticks(house, 4):
        assert 0.2 - 1e-4 <= battery.level <= 0.9 + 1e-4
        assert abs(house.flow.battery) <= battery.strongest_w
        directions.add(house.flow.battery > 0)
    assert directions == {True, False}

    battery.level_min, battery.level_max = 0.4, 0.7
    for _ in ticks(house, 1):
        pass
    for _ in ticks(house, 3):
        assert 0.4 - 1e-4 <= battery.level <= 0.7 + 1e-4


def test_without_a_battery_none_flows(cloud: Cloud, wall: Wall) -> None:
    write(cloud, cloud.solar_inverter, is_battery_connected=False)

    for _ in range(24):
        wall.tick(hours=1)
        fields = cloud.solar_inverter.fields
        assert fields["battery_charge_discharge_power_w"] == 0
        assert fields["battery_charge_level_percent"] == 0


# Sky


def test_the_sun_rises_and_sets() -> None:
    winter = [weather.sunshine(1, WINTER // DAY * DAY + 60 * i) for i in range(1440)]
    summer = [weather.sunshine(1, SUMMER // DAY * DAY + 60 * i) for i in range(1440)]

    def daylight(day: list[float]) -> tuple[int, int]:
        minutes = [minute for minute, watts in enumerate(day) if watts > 0]
        return minutes[0] // 60, minutes[-1] // 60

    assert daylight(winter) == (6, 15)
    assert daylight(summer) == (3, 18)
    assert 0 <= max(winter) < max(summer) < 1050
    assert min(winter) == min(summer) == 0


def test_seasons() -> None:
    def year(give: Callable[[int, float], float], month: int) -> float:
        start = datetime(2026, month, 1, tzinfo=UTC).timestamp()
        return mean(give(1, start + 3600 * hour) for hour in range(28 * 24))

    assert -4 < year(weather.outdoor_temperature, 1) < 4
    assert 18 < year(weather.outdoor_temperature, 7) < 26
    assert year(weather.sunshine, 7) > 2 * year(weather.sunshine, 1) > 20


def test_prices_are_those_of_a_day_ahead_market() -> None:
    start = int(SUMMER // 3600)
    days = [
        [weather.price(1, start + 24 * day + h) for h in range(24)] for day in range(9)
    ]

    assert len({tuple(day) for day in days}) == 9
    for day in days:
        assert 0 < min(day) < mean(day) < max(day) < 0.6
    ranks = {
        weather.rank(1, weather.local(start).hour * 0 + start + h) for h in range(48)
    }
    assert {0, 23} <= ranks


# Heat pump


def test_rooms_and_tank_stay_within_the_limits() -> None:
    house = lived_in(1, WINTER, Equipment())
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
    house = lived_in(1, SUMMER, Equipment())

    seen = {house.heating.activity for house in ticks(house, 7)}

    assert seen == {"Standby", "Hot Water"}
    assert 20 < house.heating.room < 27


def test_cold_days_cost_more() -> None:
    winter, summer = (lived_in(1, at, Equipment()) for at in (WINTER, SUMMER))

    assert winter.history.heat_pump_kwh(7) > 5 * summer.history.heat_pump_kwh(7) > 5


def test_the_level_is_a_ceiling(cloud: Cloud, wall: Wall) -> None:
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


def test_without_optimization_there_is_no_mode(cloud: Cloud, wall: Wall) -> None:
    write(cloud, cloud.heat_pump, is_smart_optimization_active=False)
    wall.tick(minutes=5)

    fields = cloud.heat_pump.fields
    assert fields["current_mode"] is None
    assert fields["indoor_target_temperature"] == 21.2


def test_limits_are_obeyed(cloud: Cloud, wall: Wall) -> None:
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


def test_without_a_policy_the_limits_do_not_count(cloud: Cloud, wall: Wall) -> None:
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
def test_away_mode_follows_the_wall_time(wall: Wall, speed: float) -> None:
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


def test_an_away_flag_without_a_window_means_nothing(cloud: Cloud) -> None:
    fields = cloud.heat_pump.fields

    assert fields["is_away_mode_enabled"] is True
    assert fields["away_mode_start"] is fields["away_mode_end"] is None
    assert fields["indoor_target_temperature"] >= 20


def test_a_pause_stops_the_heat_pump_until_it_ends(cloud: Cloud, wall: Wall) -> None:
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


def test_consumption_rolls(cloud: Cloud, wall: Wall) -> None:
    for _ in range(3):
        fields = cloud.heat_pump.fields
        day, week, month = (
            fields[f"consumption_last_{span}_kwh"] for span in ("day", "week", "month")
        )
        assert 5 < day < week / 4 < month / 8
        wall.tick(days=5)


# Car


def test_a_working_week(cloud: Cloud, wall: Wall) -> None:
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


def test_the_plan_is_cheaper_than_eagerness() -> None:
    car = lived_in(1, WINTER, Equipment()).car

    sessions = [session for session in car.sessions if session.energy_wh]
    assert len(sessions) > 15
    cost = sum(session.cost for session in sessions)
    energy = sum(session.energy_wh for session in sessions) / 1000
    eager = sum(session.eager_cost for session in sessions)
    eager_energy = sum(session.eager_wh for session in sessions) / 1000
    assert cost / energy < 0.8 * eager / eager_energy


def test_a_tight_deadline_is_met(cloud: Cloud, wall: Wall) -> None:
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


def test_the_week_decides_where_it_is_set(cloud: Cloud, wall: Wall) -> None:
    cloud.controls.set_battery_level(cloud.electric_vehicle.id, 30)
    site = cloud.organization.household_of(cloud.electric_vehicle)
    friday = {"charge_percentage": 40.0, "charge_deadline": "22:00:00"}
    site.command(lambda: site.charge_policy.write({"tue": friday}))

    wall.now = datetime(2026, 1, 20, 21, 0, tzinfo=UTC)  # 22:00 in Vienna

    assert cloud.electric_vehicle.fields["battery_level"] >= 40


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_a_deadline_is_one_of_the_clients_clock(wall: Wall, zone: str) -> None:
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


def test_without_optimization_it_charges_at_once(cloud: Cloud, wall: Wall) -> None:
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


def test_charging_tapers_towards_the_limit(cloud: Cloud, wall: Wall) -> None:
    write(cloud, cloud.electric_vehicle, is_smart_optimization_active=False)
    rates = []
    while not cloud.electric_vehicle.fields["is_fully_charged"]:
        rates.append(cloud.electric_vehicle.fields["charge_rate_w"])
        wall.tick(minutes=5)

    assert rates[0] == 11000
    assert 0 < rates[-1] < 6000
    assert rates == sorted(rates, reverse=True)


def test_a_forced_situation_holds_until_it_is_released(
    cloud: Cloud, wall: Wall
) -> None:
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


def test_the_maker_tells_at_once_about_the_cable(cloud: Cloud, wall: Wall) -> None:
    wall.tick(seconds=90)
    cloud.controls.unplug(cloud.electric_vehicle.id)

    fields = cloud.electric_vehicle.fields
    assert fields["is_plugged_in"] is False
    assert fields["current_state_last_updated_at"] == "2026-01-20T19:01:30Z"
    inverter = cloud.solar_inverter.fields
    assert inverter["current_state_last_updated_at"] == "2026-01-20T19:00:00Z"


# Repeating itself


def test_the_same_seed_gives_the_same_cloud_however_often_it_is_asked() -> None:
    def lives(seed: int, step: int) -> list[Any]:
        wall = Wall()
        cloud = Cloud(Clock(now=wall), seed)
        for _ in range(0, 2 * DAY, step):
            wall.tick(seconds=step)
            state = [device.fields for device in cloud.organization.devices]
        return [*state, cloud.house.meters, cloud.client_secret, cloud.org_id]

    often, seldom, other = lives(1, 300), lives(1, 2 * DAY), lives(2, 2 * DAY)

    assert often == seldom
    assert other[0]["outdoor_temperature"] != often[0]["outdoor_temperature"]
    assert other[-1] == often[-1]
    assert other[-2] != often[-2]


def test_a_month_is_simulated_in_seconds() -> None:
    house = House(1, WINTER, Equipment())

    begin = perf_counter()
    while house.run(WINTER + 30 * DAY):
        pass

    assert house.time == WINTER + 30 * DAY
    assert perf_counter() - begin < 6


def test_a_house_has_a_past(cloud: Cloud) -> None:
    rows = cloud.house.history.rows

    assert rows[-1].start - rows[0].start >= 7 * DAY
    assert all(after.start - row.start == 900 for row, after in pairwise(rows))


def test_history_is_forgotten_after_two_months() -> None:
    house = lived_in(1, WINTER, Equipment())
    while house.run(WINTER + 100 * DAY):
        pass

    days = len(house.history.rows) / 96
    assert 62 <= days <= 124


# Clocks


def test_a_faster_house_keeps_the_wall_time(wall: Wall) -> None:
    start = datetime(2026, 7, 14, 6, 0, tzinfo=UTC)
    cloud = Cloud(Clock(now=wall, speed=60, house_start=start))
    assert cloud.solar_inverter.fields["current_solar_production_w"] > 0

    wall.tick(minutes=6)

    assert cloud.clock.house == start + timedelta(hours=6)
    fields = cloud.solar_inverter.fields
    assert fields["current_state_last_updated_at"] == "2026-01-20T19:06:00Z"
    assert cloud.house.time == cloud.clock.house.timestamp()


def test_the_house_time_can_be_set(cloud: Cloud, wall: Wall) -> None:
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


def test_the_speed_can_be_changed(wall: Wall) -> None:
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


def test_far_times_do_not_overflow(wall: Wall) -> None:
    clock = Clock(now=wall, speed=1000)

    assert clock.house_at(datetime(9000, 1, 1, tzinfo=UTC)).year == 9999
    assert clock.house_at(datetime(1, 1, 1, tzinfo=UTC)).year == 1


def test_a_clock_of_its_own_can_be_advanced(wall: Wall) -> None:
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


def test_times_have_zones(wall: Wall) -> None:
    with pytest.raises(ValueError, match="zone"):
        Clock(now=wall, house_start=wall.now.replace(tzinfo=None))


def test_homes_of_their_own(cloud: Cloud, wall: Wall) -> None:
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
