"""The physical house."""

import pytest

from simulator import Cloud
from simulator.clock import ManualTime
from simulator.house import Equipment, House, house_with_past

from .houses import DAY, ticks, write


def test_powers_balance_at_every_sync(cloud: Cloud, wall: ManualTime) -> None:
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


def test_meters_integrate_the_powers(house: House) -> None:
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


def test_the_history_agrees_with_the_meters(house: House) -> None:
    begin = house.time // 900 * 900
    house = house_with_past(1, begin, Equipment())
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


def test_without_a_battery_there_is_no_battery_power(
    cloud: Cloud, wall: ManualTime
) -> None:
    write(cloud, cloud.solar_inverter, is_battery_connected=False)

    for _ in range(24):
        wall.tick(hours=1)
        fields = cloud.solar_inverter.fields
        assert fields["battery_charge_discharge_power_w"] == 0
        assert fields["battery_charge_level_percent"] == 0
