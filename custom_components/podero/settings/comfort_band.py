"""Comfort bands that follow from one temperature."""

from math import floor
from typing import Final

from ..api import DECIMALS, HeatPump
from .limits import ORDERED_PAIRS, ROOM, TEMPERATURE_STEP

_GAPS: Final = {(pair.lower, pair.upper): pair.gap for pair in ORDERED_PAIRS}
_NARROWEST: Final = _GAPS["minimum_temperature_limit", "maximum_temperature_limit"]
_ABOVE_AWAY: Final = _GAPS[
    "away_mode_minimum_temperature_limit", "minimum_temperature_limit"
]


def band_around(target: float, heat_pump: HeatPump) -> tuple[float, float]:
    """Return the comfort band of a heat pump, in °C, moved around a target.

    The band keeps its width, and has the minimum width if it is narrower or unknown.
    The target is its middle, give or take half a step. Near a limit, the band moves as
    close to the target as it can. A band that is too wide to move becomes narrower
    instead, until the target is its middle.

    Args:
        target: In °C, within `ROOM`.
        heat_pump: The heat pump, whose limit for away mode stays below the band.

    """
    low = heat_pump.minimum_temperature_limit
    high = heat_pump.maximum_temperature_limit
    away = heat_pump.away_mode_minimum_temperature_limit
    lowest: float = ROOM.minimum
    if away is not None:
        lowest = max(lowest, min(target, away + _ABOVE_AWAY))
    width = _NARROWEST
    if low is not None and high is not None:
        width = max(width, _stepped(high - low))
    if width >= ROOM.maximum - lowest:
        width = max(_NARROWEST, 2 * min(target - lowest, ROOM.maximum - target))
    low = min(max(_stepped(target - width / 2), lowest), ROOM.maximum - width)
    return low, low + width


def band_with_moved_end(
    low: float, high: float, heat_pump: HeatPump
) -> tuple[float, float]:
    """Return a comfort band, in °C, that is wide enough.

    If only one end differs from the band of the heat pump, it moves the other end. If
    both ends differ, or none, the band is returned as it is.

    Args:
        low: The lower end in °C, within `ROOM`.
        high: The upper end in °C, within `ROOM`.
        heat_pump: The heat pump, with the band before the change.

    """
    is_low_moved = low != heat_pump.minimum_temperature_limit
    is_high_moved = high != heat_pump.maximum_temperature_limit
    if is_low_moved and not is_high_moved:
        low = min(low, ROOM.maximum - _NARROWEST)
        high = max(high, round(low + _NARROWEST, DECIMALS))
    elif is_high_moved and not is_low_moved:
        high = max(high, ROOM.minimum + _NARROWEST)
        low = min(low, round(high - _NARROWEST, DECIMALS))
    return low, high


def _stepped(value: float) -> float:
    """Round to the nearest step; halfway, round up to the warmer one."""
    return floor(value / TEMPERATURE_STEP + 0.5) * TEMPERATURE_STEP
