"""Readings of the manufacturers' clouds: the fields that change at a sync.

Podero: heat pump state, electric vehicle state, inverter state.
"""

from .car import EFFICIENCY, RANGE_KM_PER_KWH
from .house import House
from .json_format import Json
from .weather import HOUR


def uncorrected(values: Json) -> Json:
    """Return readings with powers that are 10 % too high."""
    return {
        name: round(value * 1.1) if name.endswith("_w") else value
        for name, value in values.items()
    }


def heat_pump(house: House) -> Json:
    """Return the readings of the heat pump, in W, degrees Celsius and kWh."""
    heating, history = house.heating, house.history
    return {
        "current_mode": heating.mode,
        "operational_mode": heating.activity,
        "current_power_consumption_w": heating.power_w,
        "inlet_temperature": round(heating.inlet, 1),
        "outlet_temperature": round(heating.outlet, 1),
        "dhw_temperature": round(heating.tank, 1),
        "outdoor_temperature": round(house.outdoor, 1),
        "indoor_actual_temperature": round(heating.room, 1),
        "indoor_target_temperature": round(heating.room_target, 1),
        "indoor_target_temperature_offset": round(heating.offset, 1),
        "consumption_last_day_kwh": round(history.heat_pump_kwh(1), 2),
        "consumption_last_week_kwh": round(history.heat_pump_kwh(7), 2),
        "consumption_last_month_kwh": round(history.heat_pump_kwh(30), 2),
    }


def electric_vehicle(house: House) -> Json:
    """Return the readings of the electric vehicle, in W, %, km and seconds."""
    car = house.car
    missing_wh = max(0.0, car.settings.limit - car.level) * car.capacity_wh / EFFICIENCY
    return {
        "is_plugged_in": car.plugged_in,
        "is_charging": car.power_w > 0,
        "is_fully_charged": car.is_full,
        "charge_rate_w": car.power_w,
        "charge_time_remaining": round(missing_wh / car.power_w * HOUR)
        if car.power_w
        else 0,
        "battery_level": round(car.level * 100),
        "driving_range": round(car.level * car.capacity_wh / 1000 * RANGE_KM_PER_KWH),
    }


def inverter(house: House) -> Json:
    """Return the readings of the solar inverter, in W and %.

    Battery power is positive while discharging, grid power while exporting. Without a
    battery, its level is 0, which is not a reading.
    """
    flow, battery = house.flow, house.battery
    return {
        "current_solar_production_w": flow.solar,
        "household_consumption_w": flow.household,
        "current_power_to_grid_w": flow.grid,
        "battery_charge_discharge_power_w": flow.battery,
        "battery_charge_level_percent": round(battery.level * 100)
        if battery.connected
        else 0,
        "solar_surplus_w": flow.solar - flow.household,
    }
