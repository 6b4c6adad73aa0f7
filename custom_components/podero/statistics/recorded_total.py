"""Last total of a meter in the recorder."""

from datetime import datetime
from typing import NamedTuple

from homeassistant.components.recorder import DOMAIN as RECORDER_DOMAIN, get_instance
from homeassistant.components.recorder.history import get_last_state_changes
from homeassistant.components.recorder.statistics import (
    get_last_statistics,
    get_metadata,
)
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, UnitOfEnergy
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_conversion import EnergyConverter

# Home Assistant writes a few states without a value when it starts.
MAX_STATES = 10


class RecordedTotal(NamedTuple):
    """A total in kWh, and when it was recorded."""

    kwh: float
    at: datetime


async def async_recorded_total(
    hass: HomeAssistant, entity_id: str
) -> RecordedTotal | None:
    """Return the highest of the last totals of a meter; None if there is none.

    The states of the recorder are seconds old after a power cut. Its statistics remain
    while an entity is disabled for weeks.
    """
    if RECORDER_DOMAIN not in hass.config.components:
        return None
    return await get_instance(hass).async_add_executor_job(_total, hass, entity_id)


def _total(hass: HomeAssistant, entity_id: str) -> RecordedTotal | None:
    totals: list[RecordedTotal] = []
    states = get_last_state_changes(hass, MAX_STATES, entity_id).get(entity_id, [])
    for state in states:
        try:
            unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
            totals.append(
                RecordedTotal(_in_kwh(float(state.state), unit), state.last_updated)
            )
        except ValueError:
            continue
    rows = get_last_statistics(hass, 1, entity_id, convert_units=False, types={"state"})
    metadata = get_metadata(hass, statistic_ids={entity_id})
    totals += [
        RecordedTotal(
            _in_kwh(total, metadata[entity_id][1]["unit_of_measurement"]),
            dt_util.utc_from_timestamp(row["start"]),
        )
        for row in rows.get(entity_id, ())
        if (total := row["state"]) is not None
    ]
    return max(totals, default=None)


def _in_kwh(total: float, unit: str | None) -> float:
    """Return a total in kWh; the user may have selected another unit."""
    if unit not in EnergyConverter.VALID_UNITS:
        return total
    return EnergyConverter.convert(total, unit, UnitOfEnergy.KILO_WATT_HOUR)
