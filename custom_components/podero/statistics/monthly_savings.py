"""Statistics with the savings and the costs of each month.

A month that Podero does not send has no row: it is a gap, not a month without savings.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from homeassistant.core import HomeAssistant, callback

from ..api import Savings
from ..coordinator import PoderoConfigEntry
from .external_statistics import Hours, Series, async_record_changes, series_id

# The field of a month by the key of the statistic.
SERIES: Final = {
    "savings": "total",
    "cost": "cost",
    "cost_without_optimization": "cost_without_optimization",
}
HALF_A_MONTH: Final = timedelta(days=14)


@callback
def async_record_savings(hass: HomeAssistant, entry: PoderoConfigEntry) -> None:
    """Record the savings of all devices when they change."""

    def all_series(device_id: str, savings: Savings) -> Iterator[Series]:
        unit = savings.currency or hass.config.currency
        for key, name in SERIES.items():
            if hours := _hours(savings, name):
                yield Series(series_id(device_id, key), key, unit, hours)

    async_record_changes(hass, entry, "savings", lambda data: data.savings, all_series)


def _hours(savings: Savings, name: str) -> Hours:
    """Return the values of a field by an hour of the first day of their month."""
    return {
        _first_noon(month.start_period): value
        for month in savings.months
        if month.start_period and (value := getattr(month, name)) is not None
    }


def _first_noon(start: datetime) -> datetime:
    """Return noon in UTC on the first day of a month that starts about then.

    In all time zones, this is an hour of that month.
    """
    middle = start + HALF_A_MONTH
    return middle.replace(day=1, hour=12, minute=0, second=0, microsecond=0)
