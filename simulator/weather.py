"""Sun, clouds and outdoor temperature in Vienna.

Times are seconds since the epoch. All values depend only on the seed and the time.
"""

from datetime import UTC, date, datetime
from functools import lru_cache
from math import cos, pi, sin
from random import Random
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

TICK: Final = 60
HOUR: Final = 3600
DAY: Final = 86400
ZONE: Final = ZoneInfo("Europe/Vienna")
LATITUDE: Final = 48.2
LONGITUDE: Final = 16.4

_LAT: Final = LATITUDE * pi / 180
_TILT: Final = 30 * pi / 180
_PERFORMANCE: Final = 0.84
EPOCH_ORDINAL: Final = date(1970, 1, 1).toordinal()


class Weather(NamedTuple):
    """The weather of one UTC day."""

    clear: tuple[float, ...]
    """The share of direct sunlight at each of 25 full hours, 0 to 1."""
    anomaly: float
    """The difference from the usual temperature, in kelvin."""
    declination: float
    """The declination of the sun, in radians."""
    noon: float
    """The time of solar noon, in seconds after midnight UTC."""
    seasonal: float
    """The usual mean temperature of the day, in degrees Celsius."""


def seeded(*parts: object) -> Random:
    """Return a random generator that depends only on the parts."""
    return Random("/".join(map(str, parts)))


@lru_cache(maxsize=1024)
def weather(seed: int, day: int) -> Weather:
    """Return the weather of a day, in days since the epoch."""
    dice = seeded(seed, "sky", day)
    of_year = date.fromordinal(day + EPOCH_ORDINAL).timetuple().tm_yday
    season = cos(2 * pi * (of_year - 201) / 365)
    mood = min(1.0, max(0.05, dice.gauss(0.45 + 0.2 * season, 0.3)))
    clear = tuple(min(1.0, max(0.02, dice.gauss(mood, 0.18))) for _ in range(24))
    angle = 2 * pi * (of_year - 81) / 364
    equation_of_time = 9.87 * sin(2 * angle) - 7.53 * cos(angle) - 1.5 * sin(angle)
    return Weather(
        clear=(*clear, clear[-1]),
        anomaly=dice.gauss(0, 2.8),
        declination=23.44 * pi / 180 * sin(2 * pi * (of_year - 81) / 365),
        noon=DAY / 2 - LONGITUDE * 240 - equation_of_time * 60,
        seasonal=11.0 + 10.5 * season,
    )


def sunshine(seed: int, time: float) -> float:
    """Return the output of panels that face south, in watts per kilowatt peak."""
    day = int(time // DAY)
    today = weather(seed, day)
    second = time - day * DAY
    angle = (second - today.noon) * (2 * pi / DAY)
    sin_dec, cos_dec, cos_angle = (
        sin(today.declination),
        cos(today.declination),
        cos(angle),
    )
    elevation = _SIN_LAT * sin_dec + _COS_LAT * cos_dec * cos_angle
    if elevation <= 0.01:
        return 0.0
    on_roof = _SIN_ROOF * sin_dec + _COS_ROOF * cos_dec * cos_angle
    hour = second / HOUR
    before = int(hour)
    clear = today.clear[before] + (today.clear[before + 1] - today.clear[before]) * (
        hour - before
    )
    clear_sky = 1353 * 0.7 ** (elevation**-0.678)
    direct = clear_sky * max(0.0, on_roof) * clear
    diffuse = clear_sky * (0.12 + 0.22 * (1 - clear)) * elevation**0.5
    return float((direct + diffuse) * _PERFORMANCE)


def day_temperature(seed: int, time: float) -> float:
    """Return the mean temperature of the UTC day of a time, in degrees Celsius."""
    today = weather(seed, int(time // DAY))
    return today.seasonal + today.anomaly


def outdoor_temperature(seed: int, time: float) -> float:
    """Return the outdoor temperature, in degrees Celsius."""
    day = int(time // DAY)
    today, tomorrow = weather(seed, day), weather(seed, day + 1)
    part = time / DAY - day
    anomaly = today.anomaly + (tomorrow.anomaly - today.anomaly) * part
    swing = 2.0 + 4.0 * today.clear[13]
    return today.seasonal + anomaly + swing * cos(2 * pi * (part - 14 / 24))


@lru_cache(maxsize=4096)
def local(hour: int) -> datetime:
    """Return the local time at an hour, in hours since the epoch."""
    return datetime.fromtimestamp(hour * HOUR, UTC).astimezone(ZONE)


_SIN_LAT: Final = sin(_LAT)
_COS_LAT: Final = cos(_LAT)
_SIN_ROOF: Final = sin(_LAT - _TILT)
_COS_ROOF: Final = cos(_LAT - _TILT)
