"""Limits of settings: their ranges, and their distance from each other."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Final, NamedTuple

from homeassistant.const import UnitOfTemperature
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_conversion import (
    TemperatureConverter,
    TemperatureDeltaConverter,
)
import voluptuous as vol

from ..api import DECIMALS, Device, Json
from ..const import DOMAIN

CELSIUS = UnitOfTemperature.CELSIUS


class Range(NamedTuple):
    """Range of a setting, both ends included."""

    minimum: int
    maximum: int


# In °C. Legionella grow in hot water below 40 °C, so it may be colder only while nobody
# is at home.
ROOM: Final = Range(10, 30)
ROOM_WHILE_AWAY: Final = Range(5, 30)
HOT_WATER: Final = Range(40, 65)
HOT_WATER_WHILE_AWAY: Final = Range(5, 65)
TEMPERATURE_STEP: Final = 0.5

# In %.
BATTERY: Final = Range(0, 100)


class OrderedPair(NamedTuple):
    """Two settings of which the lower one stays below the upper one by a gap."""

    lower: str
    upper: str
    gap: float
    translation_key: str
    is_temperature: bool = True


# Podero's page "Heat pump attributes" asks for a comfort band of 2 to 3 K, and for away
# limits below the normal limits.
ORDERED_PAIRS = (
    OrderedPair(
        "minimum_temperature_limit", "maximum_temperature_limit", 2, "band_too_narrow"
    ),
    OrderedPair(
        "away_mode_minimum_temperature_limit",
        "minimum_temperature_limit",
        0.5,
        "away_temperature_too_high",
    ),
    OrderedPair(
        "away_mode_minimum_dhw_temperature_limit",
        "minimum_dhw_temperature_limit",
        0.5,
        "away_hot_water_too_high",
    ),
    OrderedPair(
        "minimum_dhw_temperature_limit",
        "dhw_standard_temperature",
        0,
        "hot_water_minimum_too_high",
    ),
    OrderedPair(
        "min_battery_charge",
        "max_battery_charge",
        1,
        "battery_minimum_too_high",
        is_temperature=False,
    ),
    OrderedPair(
        "minimum_charge_limit",
        "charge_target_max",
        0,
        "charge_limit_too_high",
        is_temperature=False,
    ),
)


# Podero writes "never" as the year 1. A time outside of this range is read as none.
FIRST_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)
LAST_TIME: Final = datetime(9998, 12, 31, 23, 59, 59, tzinfo=UTC)
TIME_SETTINGS: Final = {"away_mode_start", "away_mode_end", "pause_power_until"}
# Podero's page "Electric vehicle attributes" documents an integer.
WHOLE_SETTINGS: Final = {"minimum_charge_limit"}


def validate_number(value: float) -> None:
    """Check that a number is neither infinite nor NaN.

    Raises:
        ServiceValidationError: It is one of these.

    """
    if not isfinite(value):
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="not_a_number"
        )


def read_duration(value: object) -> timedelta:
    """Return a duration that is not negative.

    Raises:
        Invalid: It is not a duration, or too long for a computer.

    """
    try:
        return cv.positive_time_period(value)
    except OverflowError as err:
        raise vol.Invalid("The duration is too long") from err


def validate_time(time: datetime) -> datetime:
    """Return a time in UTC; one without a time zone is local.

    Raises:
        ServiceValidationError: The year is not between 2000 and 9998.

    """
    if time.tzinfo is None:
        time = time.replace(tzinfo=dt_util.get_default_time_zone())
    if not FIRST_TIME <= time <= LAST_TIME:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="time_out_of_range"
        )
    return time.astimezone(UTC)


def temperature_step(unit: str) -> float:
    """Return the step in which temperatures are set in a unit."""
    return TEMPERATURE_STEP if unit == CELSIUS else 1


def from_celsius(celsius: float, unit: str) -> float:
    """Return a temperature in another unit, rounded as Podero rounds it in °C."""
    if unit == CELSIUS:
        return celsius
    return round(TemperatureConverter.convert(celsius, CELSIUS, unit), 1)


def to_celsius(temperature: float, unit: str) -> float:
    """Return a temperature in °C.

    Raises:
        ServiceValidationError: The temperature is not a number.

    """
    validate_number(temperature)
    return TemperatureConverter.convert(temperature, unit, CELSIUS)


def validate_settings(
    device: Device,
    settings: Mapping[str, Json],
    now: datetime,
    unit: str,
    decimal_separator: str = ".",
) -> None:
    """Check a change against the other settings of the device.

    Args:
        device: The device before the change.
        settings: The settings that change; temperatures are in °C.
        now: The current time.
        unit: The unit of temperatures in error messages.
        decimal_separator: The separator of decimals in error messages.

    Raises:
        ServiceValidationError: The device does not support a setting, a value is out
            of range, or settings contradict each other.

    """
    for name, value in settings.items():
        # A setting that Podero does not send needs not be cleared.
        if value is not None and name not in device.reported_fields:
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key="setting_not_supported"
            )
        if isinstance(value, float):
            validate_number(value)
            if name in WHOLE_SETTINGS and not value.is_integer():
                raise ServiceValidationError(
                    translation_domain=DOMAIN, translation_key="not_a_whole_number"
                )
        if value is not None and name in TIME_SETTINGS:
            validate_time(datetime.fromisoformat(str(value)))
    changed = device.changed(settings)
    for pair in ORDERED_PAIRS:
        if pair.lower in settings or pair.upper in settings:
            _check_pair(pair, changed, unit, decimal_separator)
    if "away_mode_start" in settings or "away_mode_end" in settings:
        _check_away(changed, now)
    if until := settings.get("pause_power_until"):
        _check_ahead(datetime.fromisoformat(str(until)), now, "pause_in_the_past")


def _check_pair(
    pair: OrderedPair, changed: Device, unit: str, decimal_separator: str
) -> None:
    lower = getattr(changed, pair.lower, None)
    upper = getattr(changed, pair.upper, None)
    # The difference of two decimals may be a little less than what it stands for.
    if lower is None or upper is None or round(upper - lower, DECIMALS) >= pair.gap:
        return
    gap = pair.gap
    if pair.is_temperature:
        lower, upper = from_celsius(lower, unit), from_celsius(upper, unit)
        gap = TemperatureDeltaConverter.convert(gap, CELSIUS, unit)
    numbers = {"lower": lower, "upper": upper, "gap": gap}
    texts = {
        name: f"{number:g}".replace(".", decimal_separator)
        for name, number in numbers.items()
    }
    raise ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=pair.translation_key,
        translation_placeholders={**texts, "unit": unit},
    )


def _check_away(changed: Device, now: datetime) -> None:
    start = getattr(changed, "away_mode_start", None)
    end = getattr(changed, "away_mode_end", None)
    if end is None:
        return
    _check_ahead(end, now, "away_ends_in_the_past")
    if start is not None and end <= start:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="away_ends_before_it_starts"
        )


def _check_ahead(time: datetime, now: datetime, translation_key: str) -> None:
    if time <= now:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key=translation_key
        )
