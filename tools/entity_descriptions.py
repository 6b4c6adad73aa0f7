"""What each entity shows or does, in the words of docs/entities.md.

What the code knows is not said here: names, units, ranges and choices.
"""

from typing import Final

EVERY_DEVICE: Final = {
    "action_needed": (
        "Whether there is something that only you can do. A repair says what, and "
        "leads there"
    ),
    "connection_status": "How well Podero reaches the device",
    "current_state_last_updated_at": (
        "When Podero last heard from the device: the age of all its readings"
    ),
    "is_authenticated": (
        "Whether Podero may still use the manufacturer's service in your name. If not, "
        "sign in there again; a repair leads there"
    ),
    "is_smart_optimization_active": (
        "Whether Podero optimizes the device. Turned off, the device goes by its own "
        "settings"
    ),
    "is_trading_enabled": (
        "Whether the device takes part in energy trading, as agreed with the supplier"
    ),
    "monitoring_status": "How well Podero can read the device",
    "optimization_score": (
        "How Podero rates the optimization; it does not say on what scale"
    ),
    "price_zone": "The zone of the electricity market, such as AT or SE_3",
    "savings_this_month": (
        "What the optimization of the device saved since the month began"
    ),
    "savings_total": "What it saved in all the months that Podero knows",
    "steering_status": "How well Podero can control the device",
}

HEAT_PUMP: Final = {
    "away_mode_end": "When away mode ends",
    "away_mode_last_updated_at": "When away mode was last changed, here or elsewhere",
    "away_mode_minimum_dhw_temperature_limit": (
        "How cold the hot water may become while you are away"
    ),
    "away_mode_minimum_temperature_limit": (
        "How cold the rooms may become while you are away"
    ),
    "away_mode_start": "When away mode starts",
    "away_mode_status": "Whether you are away, or going to be",
    "comfort": (
        "The room temperature, and the range in which it may lie. **Auto**: Podero "
        "optimizes. **Heat**: the heat pump goes by its own settings. The preset "
        "**Away** is away mode"
    ),
    "consumption_last_day_kwh": "What it used in a day, as Podero tells it",
    "consumption_last_month_kwh": "What it used in a month, as Podero tells it",
    "consumption_last_updated_at": "When the three consumptions were last updated",
    "consumption_last_week_kwh": "What it used in a week, as Podero tells it",
    "current_mode": "What the optimization does at the moment",
    "current_power_consumption_w": "What the heat pump uses at the moment",
    "dhw_standard_temperature": "How warm the hot water is to be",
    "dhw_temperature": "How warm the hot water is",
    "energy_consumption": "What it has used, for the Energy dashboard",
    "heating_policy_last_updated_at": (
        "When the heating limits were last changed, here or elsewhere"
    ),
    "hot_water": (
        "How warm the hot water is, and is to be; away mode can be turned on here too"
    ),
    "indoor_actual_temperature": (
        "How warm the rooms are, if the heat pump has a room sensor"
    ),
    "indoor_target_temperature": "How warm the heating system wants the rooms to be",
    "indoor_target_temperature_offset": (
        "By how much Podero shifts that target at the moment"
    ),
    "inlet_temperature": "The heating water that comes back to the heat pump",
    "is_away_mode_enabled": (
        "Turned on, away mode starts at once, or at the start that is set. On while "
        "you are away or going to be; turned off, start and end are cleared"
    ),
    "is_heating_policy_enabled": (
        "Whether the minimum and maximum room temperature are to be heeded"
    ),
    "is_hot_water_heating_enabled": "Whether the heat pump was installed for this",
    "is_pause_power_active": (
        "Stops the heat pump: for two hours, or until the time that is set"
    ),
    "is_pool_heating_enabled": "Whether the heat pump was installed for this",
    "is_space_cooling_enabled": "Whether the heat pump was installed for this",
    "is_space_heating_enabled": "Whether the heat pump was installed for this",
    "maximum_temperature_limit": (
        "How warm the rooms may become, at least 2 °C above the minimum"
    ),
    "minimum_dhw_temperature_limit": "How cold the hot water may become",
    "minimum_temperature_limit": "How cold the rooms may become",
    "operational_mode": (
        "What the heat pump does at the moment, one of these or a word of its own"
    ),
    "optimization_level": "How far Podero may go with the optimization",
    "outdoor_temperature": "How warm it is outside, as the heat pump measures it",
    "outlet_temperature": "The heating water that leaves the heat pump",
    "pause_power_until": "When the pause ends; setting it starts one",
}

CAR: Final = {
    "battery_capacity_kwh": "How much the car's battery holds",
    "battery_level": "How full the car's battery is",
    "boost": (
        "Charges at once, whatever it costs. An unplugged car charges as soon as it is "
        "plugged in. Unavailable while neither is possible"
    ),
    "boost_for_next_session": "Whether the car charges as soon as it is plugged in",
    "boost_state": "How far **Charge now** has got",
    "cancel_boost": (
        "Calls off a **Charge now** that waits for the car to be plugged in. "
        "Unavailable while there is none"
    ),
    "charge_deadline_at": "By when the car is to be ready, each day",
    "charge_policy_last_updated_at": (
        "When the goal of charging was last changed, here or elsewhere"
    ),
    "charge_rate_w": "What the car charges with at the moment",
    "charge_status": "Whether the car is plugged in, and charges",
    "charge_target_max": "The level at which the car itself stops; set in the car",
    "charging": (
        "By when the car is to be ready, and when it is planned to charge. The actions "
        "set a goal for each day of the week"
    ),
    "current_session_cost": "What charging costs so far, since the car was plugged in",
    "current_session_expected_savings": "What the plan is expected to save",
    "driving_range": "How far the car goes with what it has",
    "energy_charged": "What the car has charged, for the Energy dashboard",
    "is_charge_policy_enabled": (
        "Whether the car is to have a level by a time; Podero charges when energy is "
        "cheap until then"
    ),
    "is_charging": "Whether the car charges",
    "is_fully_charged": "Whether the car is full",
    "is_plugged_in": "Whether the car is plugged in",
    "last_session_cost": "What it cost when the car was charged last",
    "last_session_savings": "What the optimization saved then",
    "minimum_charge_limit": "How full the car must be at least by then",
    "planned_charge_end": "When the car is planned to stop charging",
    "planned_charge_start": "When the car is planned to start charging",
}

SOLAR_INVERTER: Final = {
    "battery_charge_discharge_power_w": (
        "What the battery gives at the moment; negative is what it takes"
    ),
    "battery_charge_level_percent": "How full the battery is",
    "battery_charge_w": "What the battery takes at the moment, never negative",
    "battery_discharge_w": "What the battery gives at the moment, never negative",
    "current_power_to_grid_w": (
        "What goes to the grid at the moment; negative is what comes from it"
    ),
    "current_solar_production_w": "What the sun gives at the moment",
    "energy_battery_charge": "What went into the battery, for the Energy dashboard",
    "energy_battery_discharge": (
        "What came out of the battery, for the Energy dashboard"
    ),
    "energy_grid_export": "What went to the grid, for the Energy dashboard",
    "energy_grid_import": "What came from the grid, for the Energy dashboard",
    "energy_household": "What the household has used",
    "energy_solar": "What the sun gave, for the Energy dashboard",
    "grid_export_w": "What goes to the grid at the moment, never negative",
    "grid_import_w": "What comes from the grid at the moment, never negative",
    "household_consumption_w": "What the household uses at the moment",
    "max_battery_charge": "How full the battery may become",
    "min_battery_charge": "How empty the battery may become",
    "solar_surplus_w": "What the sun gives beyond what the household uses",
}

CONTRACT: Final = {
    "energy_price": (
        "What a kWh costs at the moment, for the Energy dashboard. It changes when the "
        "contract says so"
    ),
}

WORDS: Final = EVERY_DEVICE | HEAT_PUMP | CAR | SOLAR_INVERTER | CONTRACT
