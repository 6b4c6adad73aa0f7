"""Statistic with the share of the hours for which Podero has data.

It has one row per day, in percent, from the first day with data until yesterday. A
month is as complete as its days are on average.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Final

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import (
    async_add_external_statistics,
    statistics_during_period,
)
from homeassistant.const import PERCENTAGE
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.util import dt as dt_util

from ..api import Device
from ..const import DOMAIN
from .external_statistics import (
    Hours,
    async_last_hours,
    async_statistic_name,
    series_id,
)

DAY: Final = timedelta(days=1)
# An hour of the same day in all time zones.
NOON: Final = timedelta(hours=12)


async def async_record_completeness(
    hass: HomeAssistant,
    device: Device,
    registered: DeviceEntry,
    statistic: str,
    hours: Hours,
    *,
    since: datetime,
) -> None:
    """Record how complete a statistic is, to which the hours since then were added.

    Without new hours, the days that follow those that are recorded are incomplete.
    """
    completeness = series_id(device.id, "completeness")
    last = await async_last_hours(hass, [completeness])
    first = min((*hours, *(max(noon + NOON, since) for noon in last)), default=None)
    if first is None:
        return
    rows = await get_instance(hass).async_add_executor_job(
        _days, hass, statistic, hours, first
    )
    metadata = StatisticMetaData(
        mean_type=StatisticMeanType.ARITHMETIC,
        has_sum=False,
        name=await async_statistic_name(hass, registered, "completeness"),
        source=DOMAIN,
        statistic_id=completeness,
        unit_class=None,
        unit_of_measurement=PERCENTAGE,
    )
    async_add_external_statistics(hass, metadata, rows)


def _days(
    hass: HomeAssistant, statistic: str, hours: Hours, first: datetime
) -> list[StatisticData]:
    """Return a row for each day since that of the first hour."""
    day = first.replace(hour=0, minute=0, second=0, microsecond=0)
    recorded = statistics_during_period(
        hass, day, None, {statistic}, "hour", None, {"state"}
    ).get(statistic, ())
    # The new hours may not be written yet.
    known = hours.keys() | {
        dt_util.utc_from_timestamp(row["start"]) for row in recorded
    }
    counts = Counter(hour.date() for hour in known)
    rows: list[StatisticData] = []
    while day.date() < dt_util.utcnow().date():
        share = 100 * counts[day.date()] / 24
        rows.append(StatisticData(start=day + NOON, mean=share, min=share, max=share))
        day += DAY
    return rows
