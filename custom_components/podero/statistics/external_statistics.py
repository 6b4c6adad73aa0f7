"""External statistics with the energy and the cost of past hours.

They have one row per hour and running sums, and are independent of the statistics of
the entities.
"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from math import isclose, nan
from typing import Final, NamedTuple

from homeassistant.components.recorder import DOMAIN as RECORDER_DOMAIN, get_instance
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
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util, slugify
from homeassistant.util.unit_conversion import EnergyConverter

from ..api import Device
from ..const import DOMAIN
from ..coordinator import DeviceSavings, PoderoConfigEntry
from ..registry import async_get_device, device_name

type Hours = dict[datetime, float]
"""Energies in kWh, or costs, by the start of their hour in UTC."""

IN_KWH: Final[dict[str, str]] = {
    EnergyConverter.UNIT_CLASS: UnitOfEnergy.KILO_WATT_HOUR
}
UNIT_CLASSES: Final[dict[str, str]] = {
    UnitOfEnergy.KILO_WATT_HOUR: EnergyConverter.UNIT_CLASS
}
# Far below the resolution of a meter, and a cent.
_is_same = partial(isclose, abs_tol=1e-6)


def statistic_id(device: Device, key: str) -> str:
    """Return the ID of the statistic with the energy of a device."""
    return f"{DOMAIN}:{slugify(f'{device.device_type}_{device.id}_{key}')}"


def series_id(device_id: str, key: str) -> str:
    """Return the ID of the statistic with a series of a device."""
    return f"{DOMAIN}:{slugify(f'{device_id}_{key}')}"


async def async_last_hours(hass: HomeAssistant, ids: list[str]) -> list[datetime]:
    """Return the last recorded hour of each of the statistics that exist."""
    return await get_instance(hass).async_add_executor_job(_last_hours, hass, ids)


async def async_statistic_name(
    hass: HomeAssistant, registered: DeviceEntry, key: str
) -> str:
    """Return the name of a statistic of a device."""
    texts = await async_get_translations(
        hass, hass.config.language, "selector", [DOMAIN]
    )
    text = texts[f"component.{DOMAIN}.selector.history.options.{key}"]
    return text.format(device=device_name(registered))


class Series(NamedTuple):
    """The hours of a statistic; ``key`` is that of its name."""

    statistic_id: str
    key: str
    unit: str
    hours: Hours


async def async_record(
    hass: HomeAssistant,
    registered: DeviceEntry,
    all_series: Iterable[Series],
    since: datetime | None = None,
) -> None:
    """Record statistics of a device.

    Rows that are recorded with the same values stay. Others are corrected, together
    with all later sums. With ``since``, recorded hours since then that are not given
    become 0.
    """
    for statistic, key, unit, hours in all_series:
        metadata = StatisticMetaData(
            mean_type=StatisticMeanType.NONE,
            has_sum=True,
            name=await async_statistic_name(hass, registered, key),
            source=DOMAIN,
            statistic_id=statistic,
            unit_class=UNIT_CLASSES.get(unit),
            unit_of_measurement=unit,
        )
        rows = await get_instance(hass).async_add_executor_job(
            _changes, hass, statistic, hours, since
        )
        if hours or rows:
            async_add_external_statistics(hass, metadata, rows)


@callback
def async_record_changes[SourceT](
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    name: str,
    source_fn: Callable[[DeviceSavings], SourceT | None],
    series_fn: Callable[[str, SourceT], Iterable[Series]],
    *,
    since_fn: Callable[[DeviceSavings], datetime | None] = lambda _: None,
) -> None:
    """Record statistics of all devices, now and when their source changes.

    ``series_fn`` gets the ID and the source of a device. Nothing is recorded of a
    device whose source is None. ``since_fn`` is explained in `async_record`.
    """
    if RECORDER_DOMAIN not in hass.config.components:
        return
    savings = entry.runtime_data.savings
    recorded: dict[str, SourceT] = {}
    lock = asyncio.Lock()

    async def record() -> None:
        async with lock:
            for device_id, data in savings.data.items():
                registered = async_get_device(hass, entry.entry_id, device_id)
                source = source_fn(data)
                if (
                    source is None
                    or registered is None
                    or source == recorded.get(device_id)
                ):
                    continue
                # What is not written yet would be recorded from its old sums.
                await get_instance(hass).async_block_till_done()
                await async_record(
                    hass, registered, series_fn(device_id, source), since_fn(data)
                )
                recorded[device_id] = source

    @callback
    def record_in_background() -> None:
        entry.async_create_background_task(hass, record(), f"Podero {name}")

    entry.async_on_unload(savings.async_add_listener(record_in_background))


def _last_row(hass: HomeAssistant, statistic: str) -> StatisticsRow | None:
    rows = get_last_statistics(hass, 1, statistic, convert_units=False, types={"sum"})
    return next(iter(rows.get(statistic, ())), None)


def _last_hours(hass: HomeAssistant, ids: list[str]) -> list[datetime]:
    rows = [_last_row(hass, statistic) for statistic in ids]
    return [dt_util.utc_from_timestamp(row["start"]) for row in rows if row is not None]


def _changes(
    hass: HomeAssistant, statistic: str, hours: Hours, since: datetime | None
) -> list[StatisticData]:
    """Return the rows to record, so that a statistic and its sums contain the hours."""
    start = min(hours) if since is None else since
    recorded = {
        dt_util.utc_from_timestamp(row["start"]): (row["state"] or 0, row["sum"] or 0)
        for row in statistics_during_period(
            hass, start, None, {statistic}, "hour", IN_KWH, {"state", "sum"}
        ).get(statistic, ())
    }
    total = 0.0
    if recorded:
        energy, total = next(iter(recorded.values()))
        total -= energy
    elif (last := _last_row(hass, statistic)) is not None:
        total = last["sum"] or 0
    energies = {
        time: energy if since is None else 0 for time, (energy, _) in recorded.items()
    } | hours
    changes: list[StatisticData] = []
    for time in sorted(energies):
        energy = energies[time]
        total += energy
        old_energy, old_total = recorded.get(time, (nan, nan))
        if not (_is_same(old_energy, energy) and _is_same(old_total, total)):
            changes.append(StatisticData(start=time, state=energy, sum=total))
    return changes
