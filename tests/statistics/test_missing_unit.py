"""Test the unit of past energy for which Podero names none."""

from datetime import timedelta
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.podero.api import (
    Device,
    ElectricVehicle,
    HeatPump,
    SolarInverter,
)
from custom_components.podero.statistics.missing_unit import deduce_unit
from tests.conftest import MORNING

HOUR = timedelta(hours=1)
# Heat pumps: 24 kWh a day.
WINTER = {
    "consumption_last_day_kwh": 24,
    "consumption_last_week_kwh": "168",
    "consumption_last_month_kwh": 720,
}


def device(kind: type[Device], **fields: Any) -> Device:
    made = kind.from_json({"id": "device", **fields})
    assert made is not None
    return made


def hours(*energies: float, days: int = 1) -> dict[Any, float]:
    listed = [*energies] * (days * 24 // len(energies)) if days > 1 else [*energies]
    return {MORNING - number * HOUR: energy for number, energy in enumerate(listed)}


@pytest.mark.parametrize("days", [1, 7, 40])
@pytest.mark.parametrize(
    ("factor", "unit"), [(1000, "Wh"), (1, "kWh"), (1.9, "kWh"), (500, "Wh")]
)
def test_a_heat_pump_s_consumption_tells_the_unit(
    days: int, factor: float, unit: str
) -> None:
    energies = hours(*[factor * share for share in (0.2, 1.8) * 12], days=days)
    assert deduce_unit(device(HeatPump, **WINTER), energies) == unit


@pytest.mark.parametrize(
    ("fields", "energies"),
    [
        # Nothing to compare with.
        ({}, hours(*[1] * 24)),
        # Too few hours.
        (WINTER, hours(*[1] * 12)),
        # Standby.
        ({"consumption_last_day_kwh": 0.1}, hours(*[0.004] * 24)),
        # Between both units, and in neither.
        (WINTER, hours(*[30] * 24)),
        (WINTER, hours(*[90_000] * 24)),
        # One figure says watt-hours, another one kilowatt-hours.
        (
            {"consumption_last_day_kwh": 24, "consumption_last_week_kwh": 8},
            hours(1, days=7),
        ),
        # More than a house can use, in either unit.
        ({}, hours(200_000)),
    ],
)
def test_a_heat_pump_without_a_clear_answer(
    fields: dict[str, Any], energies: dict[Any, float]
) -> None:
    assert deduce_unit(device(HeatPump, **fields), energies) is None


@pytest.mark.parametrize(
    ("power", "factor", "unit"),
    [
        (2300, 1, "kWh"),
        (2300, 1000, "Wh"),
        # It is idle, or uses much less than it once did.
        (12, 1, None),
        (1000, 2.5, None),
    ],
)
def test_a_heat_pump_s_power_tells_the_unit_if_its_consumption_does_not(
    power: float, factor: float, unit: str | None
) -> None:
    energies = hours(*[factor * energy for energy in (0.1, 0.4, 2, 1.9, 1.6)])
    pump = device(HeatPump, current_power_consumption_w=power)
    assert deduce_unit(pump, energies) == unit


def test_a_heat_pump_s_consumption_says_more_than_its_power() -> None:
    pump = device(HeatPump, **WINTER, current_power_consumption_w=9000)
    assert deduce_unit(pump, hours(*[1] * 24)) == "kWh"


@pytest.mark.parametrize(
    ("rate", "energies", "unit"),
    [
        (11_000, (0, 11, 10.5, 11, 3), "kWh"),
        (7_400, (0, 7400, 7000, 7300, 200), "Wh"),
        # It charges slowly, or for a part of each hour.
        (7_400, (0.2, 90, 60, 80), None),
        # It does not charge, and the energies are those of either unit.
        (0, (0, 11, 11, 11), None),
        (None, (11, 11, 11), None),
        (7_400, (7.4,), None),
        # No car charges 7400 kWh in an hour.
        (None, (0, 7400), "Wh"),
    ],
)
def test_a_car_s_charging_power_tells_the_unit(
    rate: float | None, energies: tuple[float, ...], unit: str | None
) -> None:
    car = device(ElectricVehicle, charge_rate_w=rate)
    assert deduce_unit(car, hours(*energies)) == unit


def test_an_inverter_has_no_figure_to_compare() -> None:
    assert deduce_unit(device(SolarInverter), hours(5)) is None


@given(
    energies=st.lists(st.floats(0, 20), min_size=24, max_size=24),
    unit=st.sampled_from(["Wh", "kWh"]),
)
def test_the_wrong_unit_is_never_deduced(energies: list[float], unit: str) -> None:
    """What the heat pump itself reports is right, up to a tenth."""
    day = sum(energies) * 1.1
    pump = device(HeatPump, consumption_last_day_kwh=day)
    factor = 1000 if unit == "Wh" else 1
    found = deduce_unit(pump, hours(*[energy * factor for energy in energies]))
    assert found in (None, unit)
    if day >= 1:
        assert found == unit
