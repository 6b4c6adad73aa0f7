"""Descriptions of all entities for docs/entities.md.

Names, units, ranges, and options come from the code.
"""

from typing import Final

EVERY_DEVICE: Final = {
    "action_needed": (
        "Whether the device needs something that only you can do. A repair explains "
        "what to do"
    ),
    "activity": (
        "What the device does. The attribute `sentence` explains it in one sentence "
        "in Home Assistant's language; `until` and `next` are the times at which it "
        "ends and at which something else begins"
    ),
    "changes": (
        "An event for each change that was not made in Home Assistant: a setting that "
        "was changed elsewhere, a connection that was lost or restored; for a car also "
        "a changed charging plan, a level that is in danger, and the course of charge "
        "now"
    ),
    "connection_status": "Health of the connection between Podero and the device",
    "current_state_last_updated_at": "Time at which Podero last received readings",
    "is_authenticated": (
        "Whether Podero may access the manufacturer's service. If it is disconnected, "
        "a repair guides you to sign in again"
    ),
    "is_smart_optimization_active": (
        "Whether Podero optimizes the device. If it is off, the device uses its own "
        "settings"
    ),
    "is_trading_enabled": (
        "Whether the device takes part in energy trading, as agreed with the supplier"
    ),
    "monitoring_status": "Whether Podero can read the device",
    "optimization_score": (
        "Podero's rating of the optimization. Podero does not document the scale"
    ),
    "optimization_pause_end": (
        "Turns optimization off until a time, at which it turns on again by itself"
    ),
    "optimization_paused_until": (
        "Time at which the optimization that you paused turns on again"
    ),
    "price_zone": "Zone of the electricity market, such as AT or SE_3",
    "savings_this_month": "Savings by the optimization since the start of the month",
    "savings_total": "Savings of all months that Podero provides",
    "steering_status": "Whether Podero can control the device",
}

HEAT_PUMP: Final = {
    "away_mode_end": "End of away mode",
    "away_mode_last_updated_at": (
        "Time at which away mode was last changed, in Home Assistant or elsewhere"
    ),
    "away_mode_minimum_dhw_temperature_limit": (
        "Minimum hot water temperature while you are away"
    ),
    "away_mode_minimum_temperature_limit": (
        "Minimum room temperature while you are away"
    ),
    "away_mode_start": "Start of away mode",
    "away_mode_status": "Status of away mode",
    "comfort": (
        "Room temperature and the range that Podero keeps. **Auto**: Podero optimizes. "
        "**Heat**: the heat pump uses its own settings. The preset **Away** turns on "
        "away mode"
    ),
    "compressor_runtime_today": (
        "Time since midnight in which the compressor ran, estimated from the operating "
        "mode and the power"
    ),
    "compressor_starts_today": (
        "Starts of the compressor since midnight. A stop between two readings is not "
        "noticed"
    ),
    "consumption_last_day_kwh": "Energy used in the last day according to Podero",
    "consumption_last_month_kwh": "Energy used in the last month according to Podero",
    "consumption_last_updated_at": (
        "Time at which Podero last updated the three consumption values"
    ),
    "consumption_last_week_kwh": "Energy used in the last week according to Podero",
    "current_mode": "Status of the optimization",
    "current_power_consumption_w": "Current power of the heat pump",
    "dhw_standard_temperature": "Target temperature of the hot water",
    "dhw_temperature": "Temperature of the hot water",
    "energy_consumption": "Energy used, for the Energy dashboard",
    "energy_cooling": "Part of the energy used for cooling",
    "energy_heating": "Part of the energy used for heating rooms or a pool",
    "energy_hot_water": "Part of the energy used for hot water",
    "energy_standby": "Part of the energy used while the heat pump is idle or off",
    "heating_policy_last_updated_at": (
        "Time at which the heating limits were last changed, in Home Assistant or "
        "elsewhere"
    ),
    "hot_water": (
        "Hot water temperature and its target. You can also turn on away mode here"
    ),
    "indoor_actual_temperature": (
        "Room temperature, if the heat pump has a room sensor"
    ),
    "indoor_target_temperature": "Target room temperature of the heating system",
    "indoor_target_temperature_offset": (
        "Offset that Podero currently applies to the target room temperature"
    ),
    "inlet_temperature": "Temperature of the heating water that returns",
    "away": (
        "Away mode as an entry, which you can create, change, and delete like any other"
    ),
    "is_away_mode_enabled": (
        "Turning it on starts away mode immediately, or at the start that you set. It "
        "is on while away mode is active or scheduled. Turning it off clears the start "
        "and the end"
    ),
    "is_heating_policy_enabled": (
        "Whether the minimum and maximum room temperature apply"
    ),
    "is_hot_water_heating_enabled": "Whether the heat pump is installed for this use",
    "is_pause_power_active": (
        "Pauses the heat pump for two hours, or until the time that you set"
    ),
    "is_pool_heating_enabled": "Whether the heat pump is installed for this use",
    "is_space_cooling_enabled": "Whether the heat pump is installed for this use",
    "is_space_heating_enabled": "Whether the heat pump is installed for this use",
    "maximum_temperature_limit": (
        "Maximum room temperature, at least 2 °C above the minimum"
    ),
    "minimum_dhw_temperature_limit": "Minimum hot water temperature",
    "minimum_temperature_limit": "Minimum room temperature",
    "operational_mode": (
        "Current mode of the heat pump, a mode of the manufacturer or one of these"
    ),
    "optimization_level": "How much Podero may optimize",
    "outdoor_temperature": "Outdoor temperature that the heat pump measures",
    "outlet_temperature": "Temperature of the heating water that leaves the heat pump",
    "pause_power_until": "End of the pause. Setting it starts a pause",
}

CAR: Final = {
    "charge_complete_at": (
        "Time at which the car has its level, calculated from the battery capacity, "
        "the charging power, and the charging plan"
    ),
    "battery_capacity_kwh": "Capacity of the battery",
    "battery_level": "Level of the car's battery",
    "boost": (
        "Charges immediately, regardless of the price. An unplugged car charges when "
        "it is plugged in. Unavailable while neither is possible"
    ),
    "boost_for_next_session": "Whether the car will charge when it is plugged in",
    "boost_state": "Progress of **Charge now**",
    "cancel_boost": (
        "Cancels a **Charge now** that waits for the car to be plugged in. Unavailable "
        "while there is none"
    ),
    "charge_deadline_at": "Time at which the car must be ready each day",
    "charge_policy_last_updated_at": (
        "Time at which the charging goal was last changed, in Home Assistant or "
        "elsewhere"
    ),
    "charge_rate_w": "Current charging power",
    "charge_status": "Whether the car is plugged in and charges",
    "charge_target_max": (
        "Level at which the car itself stops charging. It is set in the car"
    ),
    "charging": (
        "Times at which the car must be ready, and the planned charging, from now on. "
        "The actions set a goal for each day of the week"
    ),
    "charging_session": (
        "Fired once for each charging session that ended, with its start, end, energy, "
        "cost, and savings"
    ),
    "current_session_cost": "Charging costs since the car was plugged in",
    "current_session_expected_savings": "Expected savings of the charging plan",
    "driving_range": "Distance that the car can drive with its current level",
    "energy_charged": "Energy charged, for the Energy dashboard",
    "is_charge_policy_enabled": (
        "Whether the car must have a minimum level at a certain time. Until then, "
        "Podero charges while energy is cheap"
    ),
    "is_charging": "Whether the car charges",
    "is_fully_charged": "Whether the car is full",
    "is_plugged_in": "Whether the car is plugged in",
    "last_session_cost": "Costs of the last charging session",
    "last_session_savings": "Savings of the last charging session",
    "minimum_charge_limit": "Minimum battery level when the car must be ready",
    "next_charge_deadline": (
        "Time at which the car must be ready next: the goal that counts, of the "
        "charging session or the weekly schedule, else the daily one"
    ),
    "next_charge_level": "Battery level that the car must have next",
    "planned_charge_end": (
        "Planned end of charging. Unknown if no charging is planned, after the end, "
        "while the car charges by charge now, and while it is full"
    ),
    "planned_charge_start": "Planned start of charging. Unknown like the end",
}

SOLAR_INVERTER: Final = {
    "battery_charge_discharge_power_w": (
        "Current power of the battery. Positive: discharging. Negative: charging"
    ),
    "battery_charge_level_percent": "Level of the battery",
    "battery_charge_w": "Current charging power of the battery, never negative",
    "battery_discharge_w": "Current discharging power of the battery, never negative",
    "current_power_to_grid_w": (
        "Current power to the grid. Positive: export. Negative: import"
    ),
    "current_solar_production_w": "Current solar power",
    "energy_battery_charge": "Energy into the battery, for the Energy dashboard",
    "energy_battery_discharge": ("Energy out of the battery, for the Energy dashboard"),
    "energy_grid_export": "Energy exported to the grid, for the Energy dashboard",
    "energy_grid_import": "Energy imported from the grid, for the Energy dashboard",
    "energy_household": "Energy used by the household",
    "energy_solar": "Solar energy, for the Energy dashboard",
    "grid_export_w": "Current power to the grid, never negative",
    "grid_import_w": "Current power from the grid, never negative",
    "household_consumption_w": "Current power of the household",
    "is_battery_charging": (
        "Whether the battery charges. Meanwhile, Home Assistant does not count it "
        "among the low batteries"
    ),
    "max_battery_charge": "Maximum battery level",
    "min_battery_charge": "Minimum battery level",
    "solar_power_rating_kw": "Peak power of the solar panels",
    "solar_surplus_w": "Solar power minus the power of the household",
}

CONTRACT: Final = {
    "energy_price": (
        "Current price per kWh, for the Energy dashboard. It changes exactly when the "
        "price of the contract changes. It is named Wholesale price if it does not "
        "include fees and taxes"
    ),
    "is_cheap_now": "Whether the price is low compared with the rest of the day",
}

WORDS: Final = EVERY_DEVICE | HEAT_PUMP | CAR | SOLAR_INVERTER | CONTRACT
