"""Flows of solar inverters."""

import pytest

from custom_components.podero.api import SolarInverter


def test_flows_of_the_grid_and_the_battery_are_one_way() -> None:
    inverter = SolarInverter(
        id="a", current_power_to_grid_w=2500, battery_charge_discharge_power_w=-755
    )
    assert (inverter.grid_export_w, inverter.grid_import_w) == (2500, 0)
    assert (inverter.battery_charge_w, inverter.battery_discharge_w) == (755, 0)
    inverter = SolarInverter(
        id="a", current_power_to_grid_w=-300, battery_charge_discharge_power_w=20
    )
    assert (inverter.grid_export_w, inverter.grid_import_w) == (0, 300)
    assert (inverter.battery_charge_w, inverter.battery_discharge_w) == (0, 20)
    inverter = SolarInverter(id="a")
    assert inverter.grid_export_w is inverter.battery_charge_w is None
    assert inverter.grid_import_w is inverter.battery_discharge_w is None


@pytest.mark.parametrize(
    ("sent", "production", "household", "expected"),
    [
        (5300, 6250, 950, 5300),
        (None, 6250, 950, 5300),
        (None, 0, 950, -950),
        (None, None, 950, None),
        (None, 6250, None, None),
        (10, None, None, 10),
    ],
)
def test_surplus(
    sent: float | None,
    production: float | None,
    household: float | None,
    expected: float | None,
) -> None:
    inverter = SolarInverter(
        id="a",
        solar_surplus_w=sent,
        current_solar_production_w=production,
        household_consumption_w=household,
    )
    assert inverter.surplus_w == expected
