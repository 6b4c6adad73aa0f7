"""Weather and prices."""

from collections.abc import Callable
from datetime import UTC, datetime
from statistics import mean

from simulator import prices, weather

from .houses import DAY, SUMMER, WINTER


def test_the_sun_rises_and_sets() -> None:
    winter = [weather.sunshine(1, WINTER // DAY * DAY + 60 * i) for i in range(1440)]
    summer = [weather.sunshine(1, SUMMER // DAY * DAY + 60 * i) for i in range(1440)]

    def daylight(day: list[float]) -> tuple[int, int]:
        minutes = [minute for minute, watts in enumerate(day) if watts > 0]
        return minutes[0] // 60, minutes[-1] // 60

    assert daylight(winter) == (6, 15)
    assert daylight(summer) == (3, 18)
    assert 0 <= max(winter) < max(summer) < 1050
    assert min(winter) == min(summer) == 0


def test_seasons() -> None:
    def year(give: Callable[[int, float], float], month: int) -> float:
        start = datetime(2026, month, 1, tzinfo=UTC).timestamp()
        return mean(give(1, start + 3600 * hour) for hour in range(28 * 24))

    assert -4 < year(weather.outdoor_temperature, 1) < 4
    assert 18 < year(weather.outdoor_temperature, 7) < 26
    assert year(weather.sunshine, 7) > 2 * year(weather.sunshine, 1) > 20


def test_prices_vary_within_a_day() -> None:
    start = int(SUMMER // 3600)
    days = [
        [prices.price(1, start + 24 * day + h) for h in range(24)] for day in range(9)
    ]

    assert len({tuple(day) for day in days}) == 9
    for day in days:
        assert 0 < min(day) < mean(day) < max(day) < 0.6
    ranks = {
        prices.rank(1, weather.local(start).hour * 0 + start + h) for h in range(48)
    }
    assert {0, 23} <= ranks
