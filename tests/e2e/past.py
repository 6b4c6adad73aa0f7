"""The week before the demo, as Home Assistant would have recorded it.

The simulated house has a past of its own. It is moved to end now, so that the graphs
lead up to what the dashboard shows, whatever time of day it is in the house.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any, NamedTuple

from tests.cloud import Clock, Cloud
from tests.cloud.history import Row
from tests.e2e.api import Api
from tests.e2e.cloud import CAR, HEAT_PUMP, INVERTER
from tests.e2e.home import Home

DAYS = 7
HOUR = timedelta(hours=1)
MEAN = {"mean_type": 1, "has_sum": False}
SUM = {"mean_type": 0, "has_sum": True}


class Reading(NamedTuple):
    """A sensor whose hourly means the house remembers."""

    kind: str
    key: str
    unit: str
    unit_class: str
    of: Callable[[Row], float]


class Meter(NamedTuple):
    """An energy, in kWh, and where it flows."""

    kind: str
    key: str
    of: Callable[[Row], float]


# A row holds the watt hours of a quarter of an hour.
READINGS = (
    Reading(
        INVERTER,
        "current_solar_production_w",
        "W",
        "power",
        lambda row: 4 * row.energies.solar,
    ),
    Reading(
        INVERTER,
        "household_consumption_w",
        "W",
        "power",
        lambda row: 4 * row.energies.household,
    ),
    Reading(
        INVERTER,
        "battery_charge_discharge_power_w",
        "W",
        "power",
        lambda row: 4 * (row.energies.battery_discharge - row.energies.battery_charge),
    ),
    Reading(
        INVERTER,
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
    Reading(CAR, "charge_rate_w", "W", "power", lambda row: 4 * row.energies.car),
    Reading(CAR, "battery_level", "%", "unitless", lambda row: 100 * row.car_level),
)
METERS = (
    Meter(INVERTER, "energy_solar", lambda row: row.energies.solar),
    Meter(INVERTER, "energy_household", lambda row: row.energies.household),
    Meter(INVERTER, "energy_grid_import", lambda row: row.energies.grid_import),
    Meter(INVERTER, "energy_grid_export", lambda row: row.energies.grid_export),
    Meter(INVERTER, "energy_battery_charge", lambda row: row.energies.battery_charge),
    Meter(
        INVERTER, "energy_battery_discharge", lambda row: row.energies.battery_discharge
    ),
    Meter(HEAT_PUMP, "energy_consumption", lambda row: row.energies.heat_pump),
    Meter(CAR, "energy_charged", lambda row: row.energies.car),
)


class Past:
    """The past of the house that a simulated cloud starts with at a time."""

    def __init__(self, house_start: datetime) -> None:
        self._end = house_start
        self._rows = Cloud(Clock(house_start=house_start)).house.history

    def hours(
        self, of: Callable[[Row], float], now: datetime
    ) -> Iterable[tuple[datetime, list[float]]]:
        """For each full hour before now: its start, and its quarters' values."""
        this_hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        for hours_ago in range(DAYS * 24, 0, -1):
            start = this_hour - hours_ago * HOUR
            in_house = (start - now + self._end).timestamp()
            rows = self._rows.between(in_house, in_house + HOUR.total_seconds())
            yield start, [of(row) for row in rows]


def remember(api: Api, home: Home, past: Past) -> None:
    """Give Home Assistant the past, as hourly statistics."""
    now = datetime.now(UTC)
    for reading in READINGS:
        if entity_id := home.find(reading.kind, "sensor", reading.key):
            _import(
                api,
                MEAN,
                entity_id,
                (reading.unit, reading.unit_class),
                [
                    {"start": start.isoformat(), **_mean(values)}
                    for start, values in past.hours(reading.of, now)
                ],
            )
    # Home Assistant makes this sensor itself, of the two ways of the grid.
    _import(
        api,
        MEAN,
        grid_power(api),
        ("W", "power"),
        [
            {"start": start.isoformat(), **_mean(values)}
            for start, values in past.hours(_taken_from_the_grid, now)
        ],
    )
    for meter in METERS:
        hours = list(past.hours(meter.of, now))
        sums = list(accumulate(sum(values) / 1000 for _, values in hours))
        # They end at zero, where a meter that starts to count goes on.
        _import(
            api,
            SUM,
            meter_id(home, meter.kind, meter.key),
            ("kWh", "energy"),
            [
                {"start": start.isoformat(), "state": total, "sum": total - sums[-1]}
                for (start, _), total in zip(hours, sums, strict=True)
            ],
        )


def meter_id(home: Home, kind: str, key: str) -> str:
    """The statistic of a meter: its sensor's, or one of its own without a sensor."""
    return home.find(kind, "sensor", key) or f"demo:{key}"


def grid_power(api: Api) -> str:
    """The sensor that the Energy dashboard shows as the power of the grid."""
    [rate] = [
        source["stat_rate"]
        for source in api.command("energy/get_prefs")["energy_sources"]
        if source["type"] == "grid"
    ]
    return str(rate)


def _taken_from_the_grid(row: Row) -> float:
    return 4 * (row.energies.grid_import - row.energies.grid_export)


def _mean(values: list[float]) -> dict[str, float]:
    return {
        "mean": sum(values) / len(values),
        "min": min(values),
        "max": max(values),
    }


def _import(
    api: Api,
    kind: dict[str, Any],
    statistic_id: str,
    unit: tuple[str, str],
    stats: list[dict[str, Any]],
) -> None:
    api.command(
        "recorder/import_statistics",
        metadata=kind
        | {
            "name": None,
            "source": "recorder" if "." in statistic_id else "demo",
            "statistic_id": statistic_id,
            "unit_of_measurement": unit[0],
            "unit_class": unit[1],
        },
        stats=stats,
    )
