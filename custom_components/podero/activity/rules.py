"""Rules that explain a device: which clause applies to which facts.

The texts of the clauses are translations with the same keys.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ..api import (
    AwayModeStatus,
    BoostState,
    ChargeStatus,
    Device,
    DeviceStatus,
    ElectricVehicle,
    HeatPump,
    OperatingMode,
    SolarInverter,
)
from .facts import Activity, Clause, Facts


def _optimizes(facts: Facts[Any]) -> bool:
    return facts.device.is_smart_optimization_active is True


def _is_off(facts: Facts[Any]) -> bool:
    return facts.device.is_smart_optimization_active is False


def _is_unreachable(facts: Facts[Any]) -> bool:
    return facts.device.connection_status is DeviceStatus.ERROR


def _always(_: Facts[Any]) -> bool:
    return True


type Row[DeviceT: Device] = tuple[Activity, Clause[DeviceT]]

PROBLEMS: tuple[Row[Any], ...] = (
    (
        Activity.ATTENTION,
        Clause("access_lapsed", lambda facts: facts.device.is_authenticated is False),
    ),
    (
        Activity.ATTENTION,
        Clause("action_needed", lambda facts: facts.device.action_needed is True),
    ),
    (
        Activity.UNREACHABLE,
        Clause("unreachable_since", _is_unreachable, ("seen",)),
    ),
    (Activity.UNREACHABLE, Clause("unreachable", _is_unreachable)),
)
_OFF: tuple[Clause[Any], ...] = (
    Clause("optimization_paused", _is_off, ("paused_until",)),
    Clause(
        "optimization_off",
        lambda facts: _is_off(facts) and facts.values["paused_until"] is None,
    ),
)


def _rows[DeviceT: Device](
    activity: Activity, clauses: Iterable[Clause[DeviceT]]
) -> Iterator[Row[DeviceT]]:
    return ((activity, clause) for clause in clauses)


def _is_paused(facts: Facts[HeatPump]) -> bool:
    return facts.device.is_paused(facts.now)


def _is_away(facts: Facts[HeatPump]) -> bool:
    return facts.device.is_away_now(facts.now)


def _heats_while_away(facts: Facts[HeatPump]) -> bool:
    return _is_away(facts) and not _is_paused(facts)


def _is_away_planned(facts: Facts[HeatPump]) -> bool:
    return facts.device.away_mode_status(facts.now) is AwayModeStatus.SCHEDULED


def _operates(mode: OperatingMode) -> Callable[[Facts[HeatPump]], bool]:
    return lambda facts: facts.device.operating_mode == mode


def _optimizes_heat(facts: Facts[HeatPump]) -> bool:
    not_heating = (OperatingMode.COOLING, OperatingMode.OFF)
    return _optimizes(facts) and facts.device.operating_mode not in not_heating


_OPERATING: tuple[Clause[HeatPump], ...] = tuple(
    Clause(f"operating_{mode}", _operates(mode))
    for mode in OperatingMode
    if mode not in (OperatingMode.STANDBY, OperatingMode.OFF)
)
_OPTIMIZING: Row[Any] = (Activity.OPTIMIZING, Clause("optimizing", _optimizes))
_HEAT_PUMP: tuple[Row[HeatPump], ...] = (
    *PROBLEMS,
    (Activity.PAUSED, Clause("paused_until", _is_paused, ("pause_end",))),
    (Activity.PAUSED, Clause("paused", _is_paused)),
    (Activity.AWAY, Clause("away_until", _is_away, ("away_end",))),
    (Activity.AWAY, Clause("away", _is_away)),
    *_rows(Activity.NOT_OPTIMIZING, _OFF),
    (Activity.OPTIMIZING, Clause("heating_to", _optimizes_heat, ("mode",))),
    _OPTIMIZING,
    *_rows(Activity.RUNNING, _OPERATING),
)
_HEAT_PUMP_MORE: tuple[Clause[HeatPump], ...] = (
    Clause(
        "heating_to",
        lambda facts: _heats_while_away(facts) and _optimizes_heat(facts),
        ("mode",),
    ),
    Clause("away_minimum", _heats_while_away, ("away_minimum",)),
    *_OPERATING,
    Clause("away_from", _is_away_planned, ("away_start",)),
)


def _is_plugged_in(facts: Facts[ElectricVehicle]) -> bool:
    return facts.device.is_plugged_in is True


def _is_unplugged(facts: Facts[ElectricVehicle]) -> bool:
    return facts.device.is_plugged_in is False


def _is_charging(facts: Facts[ElectricVehicle]) -> bool:
    return facts.device.charge_status is ChargeStatus.CHARGING


def _boosts(facts: Facts[ElectricVehicle]) -> bool:
    return facts.device.boost_state is BoostState.ONGOING


def _has_reached_goal(facts: Facts[ElectricVehicle]) -> bool:
    level, goal = facts.device.battery_level, facts.goal
    return level is not None and goal is not None and level >= goal


_ELECTRIC_VEHICLE: tuple[Row[ElectricVehicle], ...] = (
    *PROBLEMS,
    *_rows(
        Activity.BOOSTING,
        (
            Clause("boosting_at", _boosts, ("power",)),
            Clause("boosting", _boosts),
            Clause("boost_requested", lambda facts: facts.device.is_starting),
        ),
    ),
    (
        Activity.WAITING,
        Clause(
            "boost_armed",
            lambda facts: (
                facts.device.boost_for_next_session is True and _is_unplugged(facts)
            ),
        ),
    ),
    *_rows(
        Activity.CHARGING,
        (
            Clause(
                "charging_until",
                lambda facts: (
                    _is_charging(facts) and _optimizes(facts) and facts.is_planned_now
                ),
                ("power", "planned_end"),
            ),
            Clause("charging_at", _is_charging, ("power",)),
            Clause("charging", _is_charging),
        ),
    ),
    *_rows(Activity.NOT_OPTIMIZING, _OFF),
    *_rows(
        Activity.WAITING,
        (
            Clause("unplugged", _is_unplugged),
            Clause("full", lambda facts: facts.device.is_fully_charged is True),
            Clause(
                "waiting_cheaper",
                lambda facts: _is_plugged_in(facts) and facts.is_cheaper_later,
                ("planned_start",),
            ),
            Clause(
                "waiting_plan",
                lambda facts: _is_plugged_in(facts) and facts.is_planned_ahead,
                ("planned_start",),
            ),
            Clause(
                "goal_reached",
                lambda facts: _is_plugged_in(facts) and _has_reached_goal(facts),
                ("goal",),
            ),
            Clause(
                "no_plan",
                lambda facts: (
                    _is_plugged_in(facts)
                    and facts.is_plan_known
                    and not facts.is_planned_now
                ),
            ),
            Clause("plugged_in", _is_plugged_in),
        ),
    ),
)
_ELECTRIC_VEHICLE_MORE: tuple[Clause[ElectricVehicle], ...] = (
    *_OFF,
    Clause(
        "goal",
        lambda facts: _optimizes(facts) and not _has_reached_goal(facts),
        ("goal", "deadline"),
    ),
)

_SOLAR: Clause[SolarInverter] = Clause("solar", _always, ("solar_power",))
_SOLAR_INVERTER: tuple[Row[SolarInverter], ...] = (
    *PROBLEMS,
    *_rows(Activity.NOT_OPTIMIZING, _OFF),
    _OPTIMIZING,
    (Activity.RUNNING, _SOLAR),
)
_SOLAR_INVERTER_MORE: tuple[Clause[SolarInverter], ...] = (
    _SOLAR,
    Clause("battery_charges", _always, ("battery_charge_power",)),
    Clause("battery_supplies", _always, ("battery_discharge_power",)),
    Clause("exports", _always, ("export_power",)),
    Clause("imports", _always, ("import_power",)),
)

# The first row of the first table that applies gives the activity and begins the
# sentence. Clauses of the second continue it, unless the device has a problem.
TABLES: Mapping[type[Device], tuple[tuple[Row[Any], ...], tuple[Clause[Any], ...]]]
TABLES = {
    HeatPump: (_HEAT_PUMP, _HEAT_PUMP_MORE),
    ElectricVehicle: (_ELECTRIC_VEHICLE, _ELECTRIC_VEHICLE_MORE),
    SolarInverter: (_SOLAR_INVERTER, _SOLAR_INVERTER_MORE),
}
