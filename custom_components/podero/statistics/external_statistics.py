"""External statistics with the energy of past hours.

They are in kWh, with one row per hour and running sums, and independent of the
statistics of the entities.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from math import isclose, nan
from typing import Final

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import (
    StatisticsRow,
    async_add_external_statistics,
    get_last_statistics,
    statistics_during_period,
)
from homeassistant.const import UnitOfEnergy
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util, slugify
from homeassistant.util.unit_conversion import EnergyConverter

from ..api import Device
from ..const import DOMAIN
from ..registry import device_name

type Hours = dict[datetime, float]
"""Energies in kWh by the start of their hour in UTC."""

IN_KWH: Final[dict[str, str]] = {
    EnergyConverter.UNIT_CLASS: UnitOfEnergy.KILO_WATT_HOUR
}
# In kWh: far below the resolution of a meter.
_is_same = partial(isclose, abs_tol=1e-6)


def statistic_id(device: Device, key: str) -> str:
    """Return the ID of the statistic with the energy of a device."""
    return f"{DOMAIN}:{slugify(f'{device.device_type}_{device.id}_{key}')}"


async def async_last_hour(hass: HomeAssistant, ids: list[str]) -> datetime | None:
    """Return the hour up to which all statistics that exist are recorded."""
    return await get_instance(hass).async_add_executor_job(_last_hour, hass, ids)


async def async_record(
    hass: HomeAssistant,
    device: Device,
    registered: DeviceEntry,
    energies: Mapping[str, Hours],
) -> None:
    """Record the energies of a device, given by key.

    Rows that are recorded with the same values stay. Others are corrected, together
    with all later sums.
    """
    texts = await async_get_translations(
        hass, hass.config.language, "selector", [DOMAIN]
    )
    for key, hours in energies.items():
        text = texts[f"component.{DOMAIN}.selector.history.options.{key}"]
        metadata = StatisticMetaData(
            mean_type=StatisticMeanType.NONE,
            has_sum=True,
            name=text.format(device=device_name(registered)),
            source=DOMAIN,
            statistic_id=statistic_id(device, key),
            unit_class=EnergyConverter.UNIT_CLASS,
            unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        )
        rows = await get_instance(hass).async_add_executor_job(
            _changes, hass, metadata["statistic_id"], hours
        )
        async_add_external_statistics(hass, metadata, rows)


def _last_row(hass: HomeAssistant, statistic: str) -> StatisticsRow | None:
    rows = get_last_statistics(hass, 1, statistic, convert_units=False, types={"sum"})
    return next(iter(rows.get(statistic, ())), None)


def _last_hour(hass: HomeAssistant, ids: list[str]) -> datetime | None:
    rows = [_last_row(hass, statistic) for statistic in ids]
    last = min((row["start"] for row in rows if row is not None), default=None)
    return None if last is None else dt_util.utc_from_timestamp(last)


def _changes(hass: HomeAssistant, statistic: str, hours: Hours) -> list[StatisticData]:
    """Return the rows to record, so that a statistic and its sums contain the hours."""
    recorded = {
        dt_util.utc_from_timestamp(row["start"]): (row["state"] or 0, row["sum"] or 0)
        for row in statistics_during_period(
            hass, min(hours), None, {statistic}, "hour", IN_KWH, {"state", "sum"}
        ).get(statistic, ())
    }
    total = 0.0
    if recorded:
        energy, total = next(iter(recorded.values()))
        total -= energy
    elif (last := _last_row(hass, statistic)) is not None:
        total = last["sum"] or 0
    energies = {time: energy for time, (energy, _) in recorded.items()} | hours
    changes: list[StatisticData] = []
    for time in sorted(energies):
        energy = energies[time]
        total += energy
        old_energy, old_total = recorded.get(time, (nan, nan))
        if not (_is_same(old_energy, energy) and _is_same(old_total, total)):
            changes.append(StatisticData(start=time, state=energy, sum=total))
    return changes
