"""Unit of past energy, deduced from its magnitude where Podero names none."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from homeassistant.const import UnitOfEnergy

from ..api import Device, ElectricVehicle, HeatPump
from .external_statistics import Hours

# The units that are considered, each with its share of a kilowatt-hour.
UNITS: Final = {UnitOfEnergy.WATT_HOUR: 1000, UnitOfEnergy.KILO_WATT_HOUR: 1}
# More than the connection of a house can deliver in an hour, in kWh.
MOST_KWH: Final = 100
# Two figures for the same energy agree if neither is more than this times the other.
TOLERANCE: Final = 3
# Figures below are standby: they say nothing about the unit.
LEAST_KWH: Final = 1
# The share of the hours of a period that must be known.
COVERAGE: Final = 0.8
BUSY_HOURS: Final = 3


def deduce_unit(device: Device, hours: Hours) -> UnitOfEnergy | None:
    """Return the unit of hourly energies of a device; None if it is ambiguous.

    All figures of the device must agree. Without any, only what is too much for a
    house tells the unit.
    """
    highest = max(hours.values())
    possible = {
        unit for unit, per_kwh in UNITS.items() if highest <= MOST_KWH * per_kwh
    }
    compared = [*_comparisons(device, hours)]
    if not compared and len(possible) > 1:
        return None
    for energy, kwh in compared:
        possible = {
            unit
            for unit in possible
            if kwh / TOLERANCE <= energy / UNITS[unit] <= kwh * TOLERANCE
        }
    return possible.pop() if len(possible) == 1 else None


def _comparisons(device: Device, hours: Hours) -> Iterator[tuple[float, float]]:
    """Yield energies in the unknown unit, each with the device's own figure in kWh."""
    power_w: float | None = None
    if isinstance(device, HeatPump):
        power_w = device.current_power_consumption_w
        end = max(hours) + timedelta(hours=1)
        for days, used_kwh in (
            (1, device.consumption_last_day_kwh),
            (7, device.consumption_last_week_kwh),
            (30, device.consumption_last_month_kwh),
        ):
            start = end - timedelta(days)
            recent = [energy for time, energy in hours.items() if time >= start]
            if (used_kwh or 0) >= LEAST_KWH and len(recent) >= days * 24 * COVERAGE:
                yield sum(recent), used_kwh or 0
                # That says more.
                power_w = None
    elif isinstance(device, ElectricVehicle):
        power_w = device.charge_rate_w
    busy = sorted(hours.values())[-BUSY_HOURS:]
    kwh = (power_w or 0) / 1000
    if kwh >= LEAST_KWH and len(busy) == BUSY_HOURS:
        # An hour at this power.
        yield busy[0], kwh
