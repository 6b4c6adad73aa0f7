"""Schemas of request bodies (Podero: update heat pump; attributes of other devices)."""

from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .json_format import Json
from .schema import (
    Check,
    ProblemError,
    boolean,
    clock_time,
    decimal,
    integer,
    mapping,
    moment,
    number,
    one_of,
    optional,
    text,
    uuid,
    validated,
    within,
)

PRICE_ZONES: Final = (
    *(
        "AT",
        "AT_HOURLY",
        "BE",
        "CH",
        "EE",
        "DE_LU",
        "HU",
        "IT_CNOR",
        "IT_CSUD",
        "IT_NORD",
        "IT_PUN",
        "IT_SARD",
    ),
    *("IT_SICI", "IT_SUD", "PT", "RO", "SE_1", "SE_2", "SE_3", "SE_4", "UK"),
)
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DATA: Final = ("body", "data")


def _device_type(value: object) -> Json:
    fields = {"short_name": text(), "long_name": text()}
    return validated(fields, value, where=(*_DATA, "device_model", "device_type"))


def _device_model(value: object) -> Json:
    fields: dict[str, Check] = {
        "device_type": _device_type,
        "manufacturer": text(),
        "model": text(),
        "year": optional(integer),
        "cloud_service_id": optional(uuid),
    }
    return validated(fields, mapping(value), where=(*_DATA, "device_model"))


def _time_zone(value: object) -> str:
    name = text()(value)
    try:
        ZoneInfo(name)
    except ZoneInfoNotFoundError, ValueError, OSError:
        raise ProblemError(
            "value_error", f"Value error, unknown time zone {name!r}"
        ) from None
    return str(name)


def _day(value: object) -> Json:
    fields: dict[str, Check] = {
        "charge_percentage": within(number, 0, 100),
        "charge_deadline": clock_time,
    }
    return validated(fields, mapping(value), required=True, where=_DATA)


_percent: Final = within(number, 0, 100)

HEAT_PUMP: Final[dict[str, Check]] = {
    "is_pause_power_active": boolean,
    "is_smart_optimization_active": boolean,
    "device_model": _device_model,
    "price_zone": one_of(*PRICE_ZONES),
    "deleted_at": optional(moment),
    "lifecycle_state": text(20),
    "lifecycle_error": optional(text()),
    "building_id": optional(uuid),
    "pause_power_until": optional(moment),
    "optimization_score": optional(number),
    "comment": optional(text(300)),
    "last_monitoring_executed_at": optional(moment),
    "is_inverter_forced_mode_enabled": boolean,
    "is_trading_enabled": boolean,
    "actual_steering_state": text(20),
    "indoor_target_temperature_offset": optional(decimal),
    "dhw_standard_temperature": optional(decimal),
    "is_hot_water_heating_enabled": optional(boolean),
    "is_space_heating_enabled": optional(boolean),
    "is_pool_heating_enabled": optional(boolean),
    "is_space_cooling_enabled": optional(boolean),
    "heating_policy_name": optional(text(100)),
    "maximum_temperature_limit": optional(decimal),
    "minimum_temperature_limit": optional(decimal),
    "minimum_dhw_temperature_limit": optional(decimal),
    "is_heating_policy_enabled": optional(boolean),
    "away_mode_start": optional(moment),
    "away_mode_end": optional(moment),
    "is_away_mode_enabled": optional(boolean),
    "away_mode_minimum_temperature_limit": optional(decimal),
    "away_mode_minimum_dhw_temperature_limit": optional(decimal),
    "optimization_level": optional(text(10)),
}
ELECTRIC_VEHICLE: Final[dict[str, Check]] = {
    "is_smart_optimization_active": boolean,
    "is_charge_policy_enabled": boolean,
    "charge_deadline_at": clock_time,
    "minimum_charge_limit": within(integer, 0, 100),
}
INVERTER: Final[dict[str, Check]] = {
    "is_smart_optimization_active": boolean,
    "solar_power_rating_kw": number,
    "is_battery_connected": boolean,
    "battery_capacity_kwh": number,
    "min_battery_charge": _percent,
    "max_battery_charge": _percent,
}
CHARGE_POLICY: Final[dict[str, Check]] = {
    "timezone": _time_zone,
    **dict.fromkeys(DAYS, _day),
}
"""The weekly charge policy. Omitted days and an omitted zone do not change."""
AUTH_SESSION: Final[dict[str, Check]] = {
    "success_url": optional(text()),
    "cancel_url": optional(text()),
}
RESOLVE: Final[dict[str, Check]] = {"successUrl": text(), "cancelUrl": text()}
OUTCOME: Final[dict[str, Check]] = {"state": one_of("success", "fail")}

POLICY_FIELDS: Final = {
    "heating_policy_last_updated_at": frozenset(
        {
            "is_heating_policy_enabled",
            "heating_policy_name",
            "maximum_temperature_limit",
            "minimum_temperature_limit",
            "minimum_dhw_temperature_limit",
            "dhw_standard_temperature",
        },
    ),
    "away_mode_last_updated_at": frozenset(
        {
            "is_away_mode_enabled",
            "away_mode_start",
            "away_mode_end",
            "away_mode_minimum_temperature_limit",
            "away_mode_minimum_dhw_temperature_limit",
        },
    ),
    "charge_policy_last_updated_at": frozenset(
        {"is_charge_policy_enabled", "charge_deadline_at", "minimum_charge_limit"},
    ),
}
"""The timestamps that are updated by a change of fields."""
