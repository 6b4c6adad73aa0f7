"""Where a single temperature puts the comfort band."""

from math import floor
from typing import Final

from ..api import HeatPump
from .limits import ORDERED_PAIRS, ROOM, TEMPERATURE_STEP, validate_number

_GAPS: Final = {(pair.lower, pair.upper): pair.gap for pair in ORDERED_PAIRS}
_NARROWEST: Final = _GAPS["minimum_temperature_limit", "maximum_temperature_limit"]
_ABOVE_AWAY: Final = _GAPS[
    "away_mode_minimum_temperature_limit", "minimum_temperature_limit"
]


def band_around(target: float, heat_pump: HeatPump) -> tuple[float, float]:
    """Return the comfort band of a heat pump, in °C, moved around a target.

    It stays as wide as it is, and becomes as wide as it must be where it is narrower or
    unknown. The target is its middle, up to half a step; where a limit is in the way,
    it is where the band comes closest.

    Args:
        target: in °C, within `ROOM`.
        heat_pump: what the band, and the limit while away, are set to.

    Raises:
        ServiceValidationError: The target is infinite or NaN.

    """
    validate_number(target)
    low = heat_pump.minimum_temperature_limit
    high = heat_pump.maximum_temperature_limit
    away = heat_pump.away_mode_minimum_temperature_limit
    width = _NARROWEST
    if low is not None and high is not None:
        width = max(width, _stepped(high - low))
    lowest: float = ROOM.minimum
    if away is not None:
        lowest = max(lowest, min(target, away + _ABOVE_AWAY))
    low = min(max(_stepped(target - width / 2), lowest), ROOM.maximum - width)
    return low, low + width


def _stepped(value: float) -> float:
    """Round to the nearest step; what is half way goes up, on the warm side."""
    return floor(value / TEMPERATURE_STEP + 0.5) * TEMPERATURE_STEP
