"""Test the limits of settings."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from math import inf, nan
from typing import Any

from homeassistant.const import UnitOfTemperature
from homeassistant.exceptions import ServiceValidationError
import pytest

from custom_components.podero.api import (
    Device,
    ElectricVehicle,
    HeatPump,
    SolarInverter,
)
from custom_components.podero.settings.limits import (
    FIRST_TIME,
    LAST_TIME,
    ROOM,
    from_celsius,
    to_celsius,
    validate_settings,
    validate_time,
)

CELSIUS, FAHRENHEIT = UnitOfTemperature.CELSIUS, UnitOfTemperature.FAHRENHEIT

NOW = datetime(2026, 3, 18, 9, tzinfo=UTC)
EARLIER, LATER, LATEST = (NOW + timedelta(hours=hours) for hours in (-1, 1, 2))
HEAT_PUMP = HeatPump(
    id="a",
    raw=dict.fromkeys(field.name for field in fields(HeatPump)),
    minimum_temperature_limit=19.5,
    maximum_temperature_limit=22.5,
    minimum_dhw_temperature_limit=42,
    dhw_standard_temperature=48,
    away_mode_minimum_temperature_limit=16,
    away_mode_minimum_dhw_temperature_limit=35,
    away_mode_start=LATER,
    away_mode_end=LATEST,
)
CAR = ElectricVehicle(id="a", raw={"minimum_charge_limit": None}, charge_target_max=80)
BATTERY = SolarInverter(
    id="a",
    raw=dict.fromkeys(("min_battery_charge", "max_battery_charge")),
    min_battery_charge=20,
    max_battery_charge=90,
)
BAND = "band_too_narrow"
AWAY = "away_temperature_too_high"
AWAY_WATER = "away_hot_water_too_high"
ORDER = "away_ends_before_it_starts"
WATER = "hot_water_minimum_too_high"
UNSUPPORTED = "setting_not_supported"
YEAR = "time_out_of_range"


@pytest.mark.parametrize(
    ("device", "settings", "refusal"),
    [
        (HEAT_PUMP, {"minimum_temperature_limit": 20.5}, None),
        (HEAT_PUMP, {"minimum_temperature_limit": 21}, BAND),
        (HEAT_PUMP, {"minimum_temperature_limit": 16}, AWAY),
        (HEAT_PUMP, {"minimum_temperature_limit": 16.5}, None),
        (HEAT_PUMP, {"maximum_temperature_limit": 21.5}, None),
        (HEAT_PUMP, {"maximum_temperature_limit": 21}, BAND),
        (
            HEAT_PUMP,
            {"minimum_temperature_limit": 24, "maximum_temperature_limit": 26},
            None,
        ),
        (
            HEAT_PUMP,
            {"minimum_temperature_limit": 24, "maximum_temperature_limit": 25.5},
            BAND,
        ),
        (HEAT_PUMP, {"away_mode_minimum_temperature_limit": 19}, None),
        (HEAT_PUMP, {"away_mode_minimum_temperature_limit": 19.5}, AWAY),
        (HEAT_PUMP, {"away_mode_minimum_dhw_temperature_limit": 41.5}, None),
        (HEAT_PUMP, {"away_mode_minimum_dhw_temperature_limit": 42}, AWAY_WATER),
        (HEAT_PUMP, {"minimum_dhw_temperature_limit": 48}, None),
        (HEAT_PUMP, {"minimum_dhw_temperature_limit": 48.5}, WATER),
        (HEAT_PUMP, {"dhw_standard_temperature": 42}, None),
        (HEAT_PUMP, {"dhw_standard_temperature": 41.5}, WATER),
        (
            HeatPump(id="a", raw={"minimum_temperature_limit": None}),
            {"minimum_temperature_limit": 30},
            None,
        ),
        (HeatPump(id="a"), {"minimum_temperature_limit": 30}, UNSUPPORTED),
        (HeatPump(id="a"), {"is_pause_power_active": False}, UNSUPPORTED),
        (HeatPump(id="a"), {"pause_power_until": None}, None),
        (HEAT_PUMP, {"minimum_temperature_limit": nan}, "not_a_number"),
        (HEAT_PUMP, {"maximum_temperature_limit": inf}, "not_a_number"),
        (HEAT_PUMP, {"away_mode_end": "1999-12-31T23:59:59Z"}, YEAR),
        (HEAT_PUMP, {"away_mode_end": "9999-01-01T00:00:00Z"}, YEAR),
        (HEAT_PUMP, {"away_mode_start": "1970-01-01T00:00:00Z"}, YEAR),
        (HEAT_PUMP, {"away_mode_start": "2000-01-01T00:00:00Z"}, None),
        (HEAT_PUMP, {"pause_power_until": "9998-12-31T23:59:59Z"}, None),
        (HEAT_PUMP, {"pause_power_until": "0001-01-01T00:00:00Z"}, YEAR),
        (HEAT_PUMP, {"is_smart_optimization_active": False}, None),
        (CAR, {"minimum_charge_limit": 80}, None),
        (CAR, {"minimum_charge_limit": 81}, "charge_limit_too_high"),
        (replace(CAR, charge_target_max=None), {"minimum_charge_limit": 100}, None),
        (BATTERY, {"min_battery_charge": 89}, None),
        (BATTERY, {"min_battery_charge": 90}, "battery_minimum_too_high"),
        (BATTERY, {"max_battery_charge": 20}, "battery_minimum_too_high"),
        (HEAT_PUMP, {"away_mode_start": EARLIER.isoformat()}, None),
        (
            HEAT_PUMP,
            {"away_mode_start": LATEST.isoformat()},
            "away_ends_before_it_starts",
        ),
        (HEAT_PUMP, {"away_mode_end": LATER.isoformat()}, "away_ends_before_it_starts"),
        (
            HEAT_PUMP,
            {"away_mode_start": None, "away_mode_end": NOW.isoformat()},
            "away_ends_in_the_past",
        ),
        (HEAT_PUMP, {"away_mode_start": None, "away_mode_end": None}, None),
        (HEAT_PUMP, {"pause_power_until": LATER.isoformat()}, None),
        (HEAT_PUMP, {"pause_power_until": NOW.isoformat()}, "pause_in_the_past"),
        (HEAT_PUMP, {"pause_power_until": None}, None),
    ],
)
def test_check(device: Device, settings: dict[str, Any], refusal: str | None) -> None:
    if refusal is None:
        validate_settings(device, settings, NOW, CELSIUS)
        return
    with pytest.raises(ServiceValidationError) as refused:
        validate_settings(device, settings, NOW, CELSIUS)
    assert refused.value.translation_key == refusal


@pytest.mark.parametrize(
    ("unit", "lower", "upper", "gap"),
    [(CELSIUS, "21", "22.5", "2"), (FAHRENHEIT, "69.8", "72.5", "3.6")],
)
def test_a_refusal_states_the_limits_in_the_unit_of_the_user(
    unit: str, lower: str, upper: str, gap: str
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        validate_settings(HEAT_PUMP, {"minimum_temperature_limit": 21}, NOW, unit)
    assert refused.value.translation_placeholders == {
        "lower": lower,
        "upper": upper,
        "gap": gap,
        "unit": unit,
    }


def test_the_years_that_can_be_written_are_those_that_can_be_read() -> None:
    assert (FIRST_TIME.year, LAST_TIME.year) == (2000, 9998)


@pytest.mark.parametrize("year", [1, 1999, 9999])
@pytest.mark.parametrize("zone", [None, UTC, timezone(timedelta(hours=14))])
def test_a_year_out_of_range_is_refused(year: int, zone: tzinfo | None) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        validate_time(datetime(year, 6, 1, tzinfo=zone))
    assert refused.value.translation_key == YEAR


@pytest.mark.parametrize("tenths", range(100, 281))
def test_a_difference_that_is_just_wide_enough_is_accepted(tenths: int) -> None:
    limits = ("minimum_temperature_limit", "maximum_temperature_limit")
    settings = dict(zip(limits, (tenths / 10, (tenths + 20) / 10), strict=True))
    device = HeatPump(id="a", raw=settings)
    validate_settings(device, settings, NOW, CELSIUS)


def test_a_level_is_stated_in_percent_whatever_the_unit_of_temperatures() -> None:
    with pytest.raises(ServiceValidationError) as refused:
        validate_settings(BATTERY, {"min_battery_charge": 90}, NOW, FAHRENHEIT)
    assert refused.value.translation_placeholders is not None
    assert refused.value.translation_placeholders["lower"] == "90"
    assert refused.value.translation_placeholders["upper"] == "90"


@pytest.mark.parametrize("value", [nan, inf, -inf])
def test_what_is_not_a_number_is_refused(value: float) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        validate_settings(HEAT_PUMP, {"maximum_temperature_limit": value}, NOW, CELSIUS)
    assert refused.value.translation_key == "not_a_number"
    with pytest.raises(ServiceValidationError) as refused:
        to_celsius(value, FAHRENHEIT)
    assert refused.value.translation_key == "not_a_number"


@pytest.mark.parametrize("fahrenheit", range(50, 151))
def test_a_whole_degree_fahrenheit_survives_how_podero_stores_it(
    fahrenheit: int,
) -> None:
    stored = round(to_celsius(fahrenheit, FAHRENHEIT), 2)
    assert from_celsius(stored, FAHRENHEIT) == fahrenheit


def test_degrees_celsius_are_not_rounded() -> None:
    assert from_celsius(19.44, CELSIUS) == to_celsius(19.44, CELSIUS) == 19.44
    assert from_celsius(ROOM.maximum, FAHRENHEIT) == 86
