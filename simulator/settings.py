"""Settings of a house from the fields of its devices.

A test can hold a field at any value: an invalid value counts as the default.
"""

from collections.abc import Callable
from datetime import datetime, time
from math import inf
from zoneinfo import ZoneInfo

from .battery import Battery
from .car import CarSettings
from .charge_policy import ChargePolicy
from .heating import MODES, HeatPumpSettings
from .json_format import Json


def heat_pump_settings(
    known: Json, house_time: Callable[[datetime], float]
) -> HeatPumpSettings:
    """Return the settings of a heat pump.

    Args:
        known: the fields of the device.
        house_time: returns the house time of a wall time, in seconds."""

    def at(name: str, otherwise: float) -> float:
        try:
            return house_time(datetime.fromisoformat(known[name]))
        except TypeError, ValueError:
            return otherwise

    usual = HeatPumpSettings()
    ceiling = str(known["optimization_level"]).lower()
    away = (
        bool(known["is_away_mode_enabled"])
        and not known["away_mode_start"] is known["away_mode_end"] is None
    )
    return HeatPumpSettings(
        optimized=known["is_smart_optimization_active"] is True,
        ceiling=ceiling if ceiling in MODES else usual.ceiling,
        policy=known["is_heating_policy_enabled"] is True,
        room_min=_number(known["minimum_temperature_limit"], usual.room_min),
        room_max=_number(known["maximum_temperature_limit"], usual.room_max),
        tank_target=_number(known["dhw_standard_temperature"], usual.tank_target),
        tank_min=_number(known["minimum_dhw_temperature_limit"], usual.tank_min),
        away_from=at("away_mode_start", -inf) if away else inf,
        away_until=at("away_mode_end", inf) if away else -inf,
        away_room_min=_number(
            known["away_mode_minimum_temperature_limit"], usual.away_room_min
        ),
        away_tank_min=_number(
            known["away_mode_minimum_dhw_temperature_limit"], usual.away_tank_min
        ),
        paused_until=at("pause_power_until", inf)
        if known["is_pause_power_active"] is True
        else -inf,
        space_heating=known["is_space_heating_enabled"] is True,
        hot_water=known["is_hot_water_heating_enabled"] is True,
    )


def car_settings(known: Json, policy: ChargePolicy, ahead: float) -> CarSettings:
    """Return the settings of a car.

    Args:
        known: the fields of the device.
        policy: the weekly charge policy.
        ahead: seconds by which the wall time is ahead of the house time."""
    return CarSettings(
        optimized=known["is_smart_optimization_active"] is True,
        limit=_number(known["charge_target_max"], 100.0) / 100,
        policy=known["is_charge_policy_enabled"] is True,
        week=tuple(
            (day["charge_percentage"] / 100, _time_of_day(day["charge_deadline"]))
            for day in policy.week(known).values()
        ),
        zone=ZoneInfo(policy.timezone),
        ahead=ahead,
    )


def set_up_battery(battery: Battery, known: Json) -> bool:
    """Apply the settings of a battery, and return whether they changed."""
    connected = known["is_battery_connected"] is True
    capacity = max(0.1, _number(known["battery_capacity_kwh"], 10.0)) * 1000
    low, high = (
        _number(known["min_battery_charge"], 20.0) / 100,
        _number(known["max_battery_charge"], 90.0) / 100,
    )
    optimized = known["is_smart_optimization_active"] is True
    wanted = (connected, capacity, low, high, optimized)
    had = (
        battery.connected,
        battery.capacity_wh,
        battery.level_min,
        battery.level_max,
        battery.optimized,
    )
    (
        battery.connected,
        battery.capacity_wh,
        battery.level_min,
        battery.level_max,
        battery.optimized,
    ) = wanted
    return wanted != had


def _number(value: object, otherwise: float) -> float:
    return float(value) if isinstance(value, int | float) else otherwise


def _time_of_day(value: object) -> time:
    try:
        return time.fromisoformat(str(value))
    except ValueError:
        return time(7)
