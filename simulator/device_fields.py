"""The complete documented JSON object of a new device, in the documented order.

Podero: update heat pump, electric vehicle state and attributes, inverter state and
attributes.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from .json_format import NEVER, Json
from .users import JOINED, User, stable_id


class DeviceType(StrEnum):
    """The device types, by the word in their path."""

    HEAT_PUMP = "heat-pumps"
    ELECTRIC_VEHICLE = "electric-vehicles"
    SOLAR_INVERTER = "inverters"


DECIMALS: Final = frozenset(
    {
        "indoor_target_temperature_offset",
        "dhw_standard_temperature",
        "maximum_temperature_limit",
        "minimum_temperature_limit",
        "minimum_dhw_temperature_limit",
        "away_mode_minimum_temperature_limit",
        "away_mode_minimum_dhw_temperature_limit",
        "inlet_temperature",
        "outlet_temperature",
        "dhw_temperature",
        "outdoor_temperature",
        "indoor_actual_temperature",
        "indoor_target_temperature",
        "consumption_last_day_kwh",
        "consumption_last_week_kwh",
        "consumption_last_month_kwh",
    },
)
"""The heat pump's fields without a declared type: decimals, which JSON has as text."""

_MODELS: Final = {
    DeviceType.HEAT_PUMP: (
        "hp_atw",
        "Heat Pump (Air-to-Water)",
        "Nibe",
        "S-Series",
        None,
    ),
    DeviceType.ELECTRIC_VEHICLE: ("ev", "Electric Vehicle", "Tesla", "Model 3", 2023),
    DeviceType.SOLAR_INVERTER: (
        "inverter",
        "Solar Inverter",
        "Fronius",
        "Symo GEN24 10.0 Plus",
        2022,
    ),
}


def new_object(
    device_type: DeviceType, device_id: str, owner: User, building: str | None
) -> Json:
    """Return the object of a device that was connected and not yet synced."""
    short_name, long_name, manufacturer, model, year = _MODELS[device_type]
    return {
        "connection_status": "ok",
        "monitoring_status": "ok",
        "steering_status": "ok",
        "device_model": {
            "device_type": {"short_name": short_name, "long_name": long_name},
            "manufacturer": manufacturer,
            "model": model,
            "cloud_service_instructions": "",
            "cloud_service_signup_link": "",
            "year": year,
            "cloud_service": stable_id("cloud service", manufacturer),
        },
        "owner": owner.as_owner(),
        "created_at": JOINED,
        "updated_at": JOINED,
        "price_zone": "AT",
        "id": device_id,
        "deleted_at": None,
        "lifecycle_state": "authenticated",
        "lifecycle_error": None,
        "building": building,
        "pause_power_until": None,
        "is_pause_power_active": False,
        "external_device_id": "",
        "is_authenticated": True,
        "is_smart_optimization_active": True,
        "optimization_score": 82.5,
        "current_mode": None,
        "comment": None,
        "current_state_last_updated_at": None,
        "last_monitoring_executed_at": None,
        "is_inverter_forced_mode_enabled": False,
        "is_inverter_forced_mode_active": False,
        "inverter_forced_mode_since": NEVER,
        "is_trading_enabled": False,
        "actual_steering_state": "unknown",
        **_OWN[device_type](),
        "embeddable_url": None,
        "authorization_url": None,
        "action_needed": False,
    }


def _heat_pump() -> Json:
    """Return the fields that only a heat pump has.

    Away mode is enabled without a window: that is the default of the schema.
    """
    return {
        "indoor_target_temperature_offset": 0.0,
        "dhw_standard_temperature": 48.0,
        "is_hot_water_heating_enabled": True,
        "is_space_heating_enabled": True,
        "is_pool_heating_enabled": False,
        "is_space_cooling_enabled": False,
        "heating_policy_name": None,
        "maximum_temperature_limit": 22.5,
        "minimum_temperature_limit": 20.0,
        "minimum_dhw_temperature_limit": 42.0,
        "is_heating_policy_enabled": True,
        "heating_policy_last_updated_at": JOINED,
        "away_mode_start": None,
        "away_mode_end": None,
        "is_away_mode_enabled": True,
        "away_mode_minimum_temperature_limit": 16.0,
        "away_mode_minimum_dhw_temperature_limit": 35.0,
        "away_mode_last_updated_at": None,
        "min_solar_power_w": 2000,
        "operational_mode": None,
        "current_power_consumption_w": None,
        "inlet_temperature": None,
        "outlet_temperature": None,
        "dhw_temperature": None,
        "outdoor_temperature": None,
        "indoor_actual_temperature": None,
        "indoor_target_temperature": None,
        "consumption_last_day_kwh": None,
        "consumption_last_week_kwh": None,
        "consumption_last_month_kwh": None,
        "consumption_last_updated_at": None,
        "optimization_level": "Mid",
        "needs_gateway": False,
        "temperature_delta_override_for_slight_change": None,
        "temperature_delta_override_for_significant_change": None,
    }


def _electric_vehicle() -> Json:
    """Return the fields that only an electric vehicle has."""
    return {
        "charge_target_min": 50,
        "charge_target_max": 80,
        "is_charge_policy_enabled": True,
        "charge_policy_last_updated_at": JOINED,
        "minimum_charge_limit": 70,
        "charge_deadline_at": "07:00:00",
        "is_plugged_in": False,
        "is_charging": False,
        "is_fully_charged": False,
        "charge_rate_w": 0,
        "charge_time_remaining": 0,
        "battery_level": None,
        "battery_capacity_kwh": 60.0,
        "driving_range": None,
        "boost_state": "unavailable",
        "boost_for_next_session": False,
    }


def _inverter() -> Json:
    """Return the fields that only a solar inverter has."""
    return {
        "solar_power_rating_kw": 8.0,
        "battery_capacity_kwh": 10.0,
        "is_battery_connected": True,
        "min_battery_charge": 20.0,
        "max_battery_charge": 90.0,
        "current_solar_production_w": None,
        "household_consumption_w": None,
        "current_power_to_grid_w": None,
        "battery_charge_discharge_power_w": None,
        "battery_charge_level_percent": None,
        "solar_surplus_w": None,
    }


_OWN: Final[dict[DeviceType, Callable[[], Json]]] = {
    DeviceType.HEAT_PUMP: _heat_pump,
    DeviceType.ELECTRIC_VEHICLE: _electric_vehicle,
    DeviceType.SOLAR_INVERTER: _inverter,
}
