"""Energies of past hours, recorded beside those of the entities.

They are external statistics of Home Assistant's recorder: in kWh, an hour a row, with
sums that go on. The entities' own statistics are others, and never touched.
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

type Hours = dict[datetime, float]
"""Energies in kWh, by the beginning of their hour in UTC."""

IN_KWH: Final[dict[str, str]] = {
    EnergyConverter.UNIT_CLASS: UnitOfEnergy.KILO_WATT_HOUR
}
# In kWh: this is far below what a meter can tell.
_is_same = partial(isclose, abs_tol=1e-6)


def statistic_id(device: Device, key: str) -> str:
    """Return the id of the statistic of an energy of a device."""
    return f"{DOMAIN}:{slugify(f'{device.device_type}_{device.id}_{key}')}"


async def async_last_hour(hass: HomeAssistant, ids: list[str]) -> datetime | None:
    """Return up to which hour all of some statistics are recorded, if any is."""
    return await get_instance(hass).async_add_executor_job(_last_hour, hass, ids)


async def async_record(
    hass: HomeAssistant,
    device: Device,
    registered: DeviceEntry,
    energies: Mapping[str, Hours],
) -> None:
    """Record energies of a device, by their keys.

    What is recorded already stays as it is, and what is recorded otherwise is
    corrected, with all sums from there on.
    """
    texts = await async_get_translations(
        hass, hass.config.language, "selector", [DOMAIN]
    )
    for key, hours in energies.items():
        text = texts[f"component.{DOMAIN}.selector.history.options.{key}"]
        metadata = StatisticMetaData(
            mean_type=StatisticMeanType.NONE,
            has_sum=True,
            name=text.format(device=registered.name_by_user or registered.name),
            source=DOMAIN,
            statistic_id=statistic_id(device, key),
            unit_class=EnergyConverter.UNIT_CLASS,
            unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        )
        rows = await get_instance(hass).async_add_executor_job(
            _changes, hass, metadata["statistic_id"], hours
        )
        async_add_external_statistics(hass, metadata, rows)


def _last_row(hass: HomeAssistant, one: str) -> StatisticsRow | None:
    rows = get_last_statistics(hass, 1, one, convert_units=False, types={"sum"})
    return next(iter(rows.get(one, ())), None)


def _last_hour(hass: HomeAssistant, ids: list[str]) -> datetime | None:
    rows = [_last_row(hass, one) for one in ids]
    last = min((row["start"] for row in rows if row is not None), default=None)
    return None if last is None else dt_util.utc_from_timestamp(last)


def _changes(hass: HomeAssistant, one: str, hours: Hours) -> list[StatisticData]:
    """Return the rows to record, so that a statistic has some hours in its sums."""
    recorded = {
        dt_util.utc_from_timestamp(row["start"]): (row["state"] or 0, row["sum"] or 0)
        for row in statistics_during_period(
            hass, min(hours), None, {one}, "hour", IN_KWH, {"state", "sum"}
        ).get(one, ())
    }
    total = 0.0
    if recorded:
        energy, total = next(iter(recorded.values()))
        total -= energy
    elif (last := _last_row(hass, one)) is not None:
        total = last["sum"] or 0
    energies = {time: energy for time, (energy, _) in recorded.items()} | hours
    changes: list[StatisticData] = []
    for time in sorted(energies):
        energy = energies[time]
        total += energy
        before, known = recorded.get(time, (nan, nan))
        if not (_is_same(before, energy) and _is_same(known, total)):
            changes.append(StatisticData(start=time, state=energy, sum=total))
    return changes
