"""Answers of the history endpoints.

Podero: get heat pump data, get EV data, get savings data, get statistics, list
completed charging sessions. Podero does not document the units of time series:
here consumption is in Wh and prices are in EUR/kWh.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import Final

from .car import Session
from .clock import Clock
from .device_fields import DeviceType
from .history import History, Row
from .json_format import Json, timestamp
from .periods import Period, bounds
from .users import stable_id
from .weather import DAY, HOUR

FEED_IN: Final = 0.06
"""The price of exported energy, in EUR/kWh."""
_BLOCKS: Final = ("heat_pump", "electric_vehicle", "inverter")
UNITS: Final = {"consumption": "Wh", "savings": "EUR", "price": "EUR/kWh"}


def heat_pump_data(rows: Sequence[Row], history: History) -> Json:
    """Return a row of the time series of a heat pump."""
    consumption = _total(rows, "heat_pump")
    around = history.between(rows[0].start - DAY / 2, rows[-1].start + DAY / 2)
    steady = _total(around, "heat_pump") / len(around) * len(rows)
    return {
        "price": _mean(rows, "price"),
        "inlet_temp_act": _mean(rows, "inlet"),
        "hot_water_temp": _mean(rows, "hot_water"),
        "estimated_consumption": consumption,
        "simulated_consumption": consumption,
        "unoptimized_consumption": round(steady, 1),
        "estimated_consumption_filtered": consumption,
    }


def electric_vehicle_data(rows: Sequence[Row], _: History) -> Json:
    """Return a row of the time series of an electric vehicle."""
    last = rows[-1]
    return {
        "price": _mean(rows, "price"),
        "battery_level": round(last.car_level * 100),
        "is_charging": last.is_charging,
        "is_plugged_in": last.is_plugged_in,
        "is_at_optimized_location": last.is_plugged_in,
        "estimated_consumption": _total(rows, "car"),
        "unoptimized_consumption": _total(rows, "car_eager"),
    }


def inverter_data(rows: Sequence[Row], _: History) -> Json:
    """Return a row of the time series of a solar inverter.

    The documents do not name these fields: here they are those of the statistics.
    """
    return {
        "price": _mean(rows, "price"),
        "solar_production_wh": _total(rows, "solar"),
        "grid_export_wh": _total(rows, "grid_export"),
    }


DATA: Final[dict[DeviceType, Callable[[Sequence[Row], History], Json]]] = {
    DeviceType.HEAT_PUMP: heat_pump_data,
    DeviceType.ELECTRIC_VEHICLE: electric_vehicle_data,
    DeviceType.SOLAR_INVERTER: inverter_data,
}


def period_report(
    device_type: DeviceType,
    period: Period,
    resolution: str,
    sessions: Sequence[Session],
    ahead: float,
) -> Json:
    """Return a row of statistics or savings; blocks of other device types are null."""
    rows = period.rows
    energy, cost, baseline = _COSTS[device_type](rows)
    saved = baseline - cost
    own: Json = dict.fromkeys(_BLOCKS)
    match device_type:
        case DeviceType.HEAT_PUMP:
            own["heat_pump"] = {"estimated_consumption_wh": round(energy)}
        case DeviceType.ELECTRIC_VEHICLE:
            begun = sum(
                period.start.timestamp()
                <= session.plugged_in + ahead
                < period.end.timestamp()
                for session in sessions
            )
            charging = sum(row.is_charging for row in rows)
            own["electric_vehicle"] = {
                "estimated_consumption_wh": round(energy),
                "charge_session_count": begun,
                "average_charge_power_w": round(energy * 4 / charging)
                if charging
                else 0,
            }
        case DeviceType.SOLAR_INVERTER:
            own["inverter"] = {
                "solar_production_wh": round(_total(rows, "solar")),
                "grid_export_wh": round(_total(rows, "grid_export")),
            }
    return {
        "resolution": resolution,
        "period": {
            "start_period": timestamp(period.start),
            "end_period": timestamp(period.end),
        },
        "savings": {
            "total": round(saved, 2),
            "percentage": round(100 * saved / baseline, 1) if baseline else 0.0,
        },
        "consumption": {"total": round(energy)},
        **own,
    }


def monthly_savings(
    months: Mapping[str, float | None],
    start: datetime,
    end: datetime,
) -> list[Json]:
    """Return rows of monthly savings, without a row for months that are not given.

    Args:
        months: the savings in EUR by month, as `YYYY-MM`; null for unknown savings.
        start: the first time.
        end: the end, exclusive.
    """
    rows = []
    for month, total in sorted(months.items()):
        first, last = bounds(datetime.fromisoformat(f"{month}-01T00:00Z"), "1MONTH")
        if first < end and last > start:
            period = {"start_period": timestamp(first), "end_period": timestamp(last)}
            savings = None if total is None else {"total": total, "percentage": 10.0}
            rows.append(
                {
                    "resolution": "1MONTH",
                    "period": period,
                    "savings": savings,
                    "consumption": None,
                    **dict.fromkeys(_BLOCKS),
                }
            )
    return rows


def session_json(device_id: str, session: Session, clock: Clock) -> Json:
    """Return a charging session, with its times in wall time."""

    def at(moment: float | None) -> str | None:
        return (
            None
            if moment is None
            else timestamp(clock.wall_at(datetime.fromtimestamp(moment, UTC)))
        )

    over = session.unplugged is not None
    energy, hours = session.energy_wh / 1000, session.charging_seconds / HOUR
    eager = (
        session.eager_cost / session.eager_wh * session.energy_wh
        if session.eager_wh
        else 0.0
    )
    saved = round(eager - session.cost, 2)
    return {
        "id": stable_id(device_id, session.plugged_in),
        "plug_in_time": at(session.plugged_in),
        "unplug_time": at(session.unplugged),
        "inferred_session_end": None,
        "desired_charging_start_time": at(session.planned_from),
        "desired_charging_end_time": at(session.planned_until),
        "charge_deadline": at(session.deadline),
        "target_soc_pct": round(session.target * 100),
        "initial_soc_pct": round(session.level_at_start * 100),
        "final_soc_pct": round(session.level * 100) if over else None,
        "energy_charged_kwh": round(energy, 2),
        "avg_charge_power_kw": round(energy / hours, 2) if hours else 0.0,
        "peak_charge_power_kw": session.peak_w / 1000,
        "actual_cost_eur": round(session.cost, 2),
        "expected_savings_eur": saved,
        "actual_savings_eur": saved if over else None,
        "is_at_home": True,
        "session_outcome": None,
    }


def _heat_pump_costs(rows: Sequence[Row]) -> tuple[float, float, float]:
    """Return the energy, its cost, and the cost at the mean price."""
    energy = _total(rows, "heat_pump")
    cost = sum(row.energies.heat_pump * row.price for row in rows) / 1000
    return energy, cost, energy / 1000 * _mean(rows, "price")


def _car_costs(rows: Sequence[Row]) -> tuple[float, float, float]:
    """Return the energy, its cost, and the cost of charging immediately."""
    energy, eager = _total(rows, "car"), _total(rows, "car_eager")
    cost = sum(row.energies.car * row.price for row in rows) / 1000
    at_once = sum(row.energies.car_eager * row.price for row in rows) / 1000
    return energy, cost, at_once * energy / eager if eager else cost


def _inverter_costs(rows: Sequence[Row]) -> tuple[float, float, float]:
    """Return the energy, its cost, and the cost without panels and battery."""
    cost = (
        sum(
            row.energies.grid_import * row.price - row.energies.grid_export * FEED_IN
            for row in rows
        )
        / 1000
    )
    return (
        _total(rows, "household"),
        cost,
        sum(row.energies.household * row.price for row in rows) / 1000,
    )


_COSTS: Final[
    dict[DeviceType, Callable[[Sequence[Row]], tuple[float, float, float]]]
] = {
    DeviceType.HEAT_PUMP: _heat_pump_costs,
    DeviceType.ELECTRIC_VEHICLE: _car_costs,
    DeviceType.SOLAR_INVERTER: _inverter_costs,
}


def _total(rows: Sequence[Row], name: str) -> float:
    return round(float(sum(map(attrgetter(f"energies.{name}"), rows))), 1)


def _mean(rows: Sequence[Row], name: str) -> float:
    return round(float(sum(map(attrgetter(name), rows))) / len(rows), 4)
