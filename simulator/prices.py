"""Energy prices in Vienna.

Times are seconds since the epoch, hours are counted since the epoch. All prices depend
only on the seed and the time.
"""

from functools import lru_cache
from typing import Final

from .weather import EPOCH_ORDINAL, HOUR, local, seeded, weather

_FEES: Final = 0.13
_TAX: Final = 0.2
_QUARTERS: Final = (0.012, 0.004, -0.004, -0.012)


@lru_cache(maxsize=1024)
def _day_ahead(seed: int, day: int) -> tuple[float, ...]:
    """Return the hourly prices of a local day, in EUR/kWh, fees and taxes included."""
    dice = seeded(seed, "prices", day)
    sun = sum(weather(seed, day).clear[8:17]) / 9
    level = max(0.12, dice.gauss(0.22, 0.025))
    return tuple(
        round(
            max(
                0.02,
                level
                + 0.07 * _bump(hour, 7.5, 1.6)
                + 0.11 * _bump(hour, 19, 2.0)
                - (0.03 + 0.09 * sun) * _bump(hour, 13, 2.6)
                - 0.06 * _bump(hour, 3, 2.4)
                + dice.gauss(0, 0.006),
            ),
            4,
        )
        for hour in range(24)
    )


@lru_cache(maxsize=4096)
def price(seed: int, hour: int) -> float:
    """Return the price of an hour, in EUR/kWh, fees and taxes included."""
    moment = local(hour)
    return _day_ahead(seed, moment.toordinal() - EPOCH_ORDINAL)[moment.hour]


def quarter_price(seed: int, time: float) -> float:
    """Return the price of a quarter of an hour; the mean of four is the hour's."""
    hour, second = divmod(time, HOUR)
    return round(price(seed, int(hour)) + _QUARTERS[int(second) // (HOUR // 4)], 4)


def wholesale(total: float) -> float:
    """Return a price without fees and taxes, which can be negative."""
    return round(total / (1 + _TAX) - _FEES, 4)


@lru_cache(maxsize=4096)
def rank(seed: int, hour: int) -> int:
    """Return how many hours of the local day are cheaper than an hour."""
    moment = local(hour)
    prices = _day_ahead(seed, moment.toordinal() - EPOCH_ORDINAL)
    return sum(other < prices[moment.hour] for other in prices)


def _bump(hour: float, center: float, width: float) -> float:
    away = (hour - center) / width
    return float(2.718281828459045 ** (-away * away))
