"""Imports the history of the simulated house as hourly statistics.

The history is moved to end now, whatever the time in the house is, so that the graphs
lead up to the current values.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any, NamedTuple

from simulator import Clock, Cloud
from simulator.history import Row
from tools.demo.api import Api
from tools.demo.home import Home
from tools.demo.simulated_cloud import ELECTRIC_VEHICLE, HEAT_PUMP, SOLAR_INVERTER

# A day more than any graph shows.
DAYS = 9
HOUR = timedelta(hours=1)
MEAN = {"mean_type": 1, "has_sum": False}
SUM = {"mean_type": 0, "has_sum": True}


type Of = Callable[[Row], float]


class Reading(NamedTuple):
    """A sensor with hourly means."""

    device_type: str
    key: str
    unit: str
    unit_class: str
    of: Of


class Meter(NamedTuple):
    """An energy sensor, in kWh."""

    device_type: str
    key: str
    of: Of


# A row contains the watt hours of 15 minutes.
READINGS = (
    Reading(
        SOLAR_INVERTER,
        "current_solar_production_w",
        "W",
        "power",
        lambda row: 4 * row.energies.solar,
    ),
    Reading(
        SOLAR_INVERTER,
        "household_consumption_w",
        "W",
        "power",
        lambda row: 4 * row.energies.household,
    ),
    Reading(
        SOLAR_INVERTER,
        "battery_charge_discharge_power_w",
        "W",
        "power",
        lambda row: 4 * (row.energies.battery_discharge - row.energies.battery_charge),
    ),
    Reading(
        SOLAR_INVERTER,
        "current_power_to_grid_w",
        "W",
        "power",
        lambda row: 4 * (row.energies.grid_export - row.energies.grid_import),
    ),
    Reading(
        HEAT_PUMP,
        "current_power_consumption_w",
        "W",
        "power",
        lambda row: 4 * row.energies.heat_pump,
    ),
    Reading(
        HEAT_PUMP, "dhw_temperature", "°C", "temperature", lambda row: row.hot_water
    ),
    Reading(
        HEAT_PUMP,
        "indoor_actual_temperature",
        "°C",
        "temperature",
        lambda row: row.room,
    ),
    Reading(
        HEAT_PUMP, "outdoor_temperature", "°C", "temperature", lambda row: row.outdoor
    ),
    Reading(
        ELECTRIC_VEHICLE,
        "charge_rate_w",
        "W",
        "power",
        lambda row: 4 * row.energies.car,
    ),
    Reading(
        ELECTRIC_VEHICLE,
        "battery_level",
        "%",
        "unitless",
        lambda row: 100 * row.car_level,
    ),
)
METERS = (
    Meter(SOLAR_INVERTER, "energy_solar", lambda row: row.energies.solar),
    Meter(SOLAR_INVERTER, "energy_household", lambda row: row.energies.household),
    Meter(SOLAR_INVERTER, "energy_grid_import", lambda row: row.energies.grid_import),
    Meter(SOLAR_INVERTER, "energy_grid_export", lambda row: row.energies.grid_export),
    Meter(
        SOLAR_INVERTER, "energy_battery_charge", lambda row: row.energies.battery_charge
    ),
    Meter(
        SOLAR_INVERTER,
        "energy_battery_discharge",
        lambda row: row.energies.battery_discharge,
    ),
    Meter(HEAT_PUMP, "energy_consumption", lambda row: row.energies.heat_pump),
    Meter(ELECTRIC_VEHICLE, "energy_charged", lambda row: row.energies.car),
)


class SimulatedHistory:
    """The history of the simulated house."""

    def __init__(self, house_start: datetime) -> None:
        self._end = house_start
        self._rows = Cloud(Clock(house_start=house_start)).house.history

    def hours(self, of: Of, now: datetime) -> Iterable[tuple[datetime, list[float]]]:
        """Return the start of each past hour and its four values."""
        this_hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        for hours_ago in range(DAYS * 24, 0, -1):
            start = this_hour - hours_ago * HOUR
            in_house = (start - now + self._end).timestamp()
            rows = self._rows.between(in_house, in_house + HOUR.total_seconds())
            yield start, [of(row) for row in rows]


def import_history(api: Api, home: Home, past: SimulatedHistory) -> None:
    """Import the history into Home Assistant."""
    now = datetime.now(UTC)

    def means(entity_id: str | None, of: Of, unit: str, unit_class: str | None) -> None:
        if entity_id is None:
            return
        stats = [
            {
                "start": start.isoformat(),
                "mean": sum(values) / len(values),
                "min": min(values),
                "max": max(values),
            }
            for start, values in past.hours(of, now)
        ]
        _import(api, MEAN, entity_id, (unit, unit_class), stats)

    def sums(statistic_id: str, of: Of, unit: str, unit_class: str | None) -> None:
        hours = list(past.hours(of, now))
        totals = list(accumulate(sum(values) / 1000 for _, values in hours))
        # The sums end at zero, because a new energy sensor starts at zero.
        stats = [
            {"start": start.isoformat(), "state": total, "sum": total - totals[-1]}
            for (start, _), total in zip(hours, totals, strict=True)
        ]
        _import(api, SUM, statistic_id, (unit, unit_class), stats)

    for reading in READINGS:
        entity_id = home.find(reading.device_type, "sensor", reading.key)
        means(entity_id, reading.of, reading.unit, reading.unit_class)
    means(home.price, lambda row: row.price, "EUR/kWh", None)
    for meter in METERS:
        sums(meter_id(home, meter.device_type, meter.key), meter.of, "kWh", "energy")
    # Home Assistant creates these two statistics itself.
    means(grid_power(api), _taken_from_the_grid, "W", "power")
    cost = f"{meter_id(home, SOLAR_INVERTER, 'energy_grid_import')}_cost"
    sums(cost, lambda row: row.energies.grid_import * row.price, "EUR", None)


def meter_id(home: Home, device_type: str, key: str) -> str:
    """Return the statistic of a meter: the sensor's, or an external one."""
    return home.find(device_type, "sensor", key) or f"demo:{key}"


def grid_power(api: Api) -> str:
    """Return the sensor of the grid power in the Energy dashboard."""
    [rate] = [
        source["stat_rate"]
        for source in api.command("energy/get_prefs")["energy_sources"]
        if source["type"] == "grid"
    ]
    return str(rate)


def _taken_from_the_grid(row: Row) -> float:
    return 4 * (row.energies.grid_import - row.energies.grid_export)


def _import(
    api: Api,
    statistic_type: dict[str, Any],
    statistic_id: str,
    unit: tuple[str, str | None],
    stats: list[dict[str, Any]],
) -> None:
    api.command(
        "recorder/import_statistics",
        metadata=statistic_type
        | {
            "name": None,
            "source": "recorder" if "." in statistic_id else "demo",
            "statistic_id": statistic_id,
            "unit_of_measurement": unit[0],
            "unit_class": unit[1],
        },
        stats=stats,
    )
