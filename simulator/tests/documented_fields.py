"""The documented fields of devices."""

from simulator.device_fields import DeviceType

_COMMON = """
connection_status monitoring_status steering_status device_model owner created_at
updated_at price_zone id deleted_at lifecycle_state lifecycle_error building
pause_power_until is_pause_power_active external_device_id is_authenticated
is_smart_optimization_active optimization_score current_mode comment
current_state_last_updated_at last_monitoring_executed_at
is_inverter_forced_mode_enabled is_inverter_forced_mode_active
inverter_forced_mode_since is_trading_enabled actual_steering_state embeddable_url
authorization_url action_needed
"""
_OWN = {
    DeviceType.HEAT_PUMP: """
indoor_target_temperature_offset dhw_standard_temperature is_hot_water_heating_enabled
is_space_heating_enabled is_pool_heating_enabled is_space_cooling_enabled
heating_policy_name maximum_temperature_limit minimum_temperature_limit
minimum_dhw_temperature_limit is_heating_policy_enabled heating_policy_last_updated_at
away_mode_start away_mode_end is_away_mode_enabled away_mode_minimum_temperature_limit
away_mode_minimum_dhw_temperature_limit away_mode_last_updated_at min_solar_power_w
operational_mode current_power_consumption_w inlet_temperature outlet_temperature
dhw_temperature outdoor_temperature indoor_actual_temperature indoor_target_temperature
consumption_last_day_kwh consumption_last_week_kwh consumption_last_month_kwh
consumption_last_updated_at optimization_level needs_gateway
temperature_delta_override_for_slight_change
temperature_delta_override_for_significant_change
""",
    DeviceType.ELECTRIC_VEHICLE: """
charge_target_min charge_target_max is_charge_policy_enabled
charge_policy_last_updated_at minimum_charge_limit charge_deadline_at is_plugged_in
is_charging is_fully_charged charge_rate_w charge_time_remaining battery_level
battery_capacity_kwh driving_range boost_state boost_for_next_session
""",
    DeviceType.SOLAR_INVERTER: """
solar_power_rating_kw battery_capacity_kwh is_battery_connected min_battery_charge
max_battery_charge current_solar_production_w household_consumption_w
current_power_to_grid_w battery_charge_discharge_power_w battery_charge_level_percent
solar_surplus_w
""",
}
EVERY_DAY = {
    day: {"charge_percentage": 70.0, "charge_deadline": "07:00:00"}
    for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
}


def documented_fields(device_type: DeviceType) -> set[str]:
    """Return the names of all fields of a device type."""
    return set((_COMMON + _OWN[device_type]).split())
