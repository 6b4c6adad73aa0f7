"""Statistics with the energy and the cost of charging sessions.

Both belong to the hour in which the vehicle was plugged in.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from homeassistant.const import UnitOfEnergy
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..api import ChargingSession
from ..coordinator import PoderoConfigEntry
from .external_statistics import Hours, Series, async_record_changes, series_id

HOUR: Final = timedelta(hours=1)

# The field of a session, and the unit, by the key of the statistic.
SERIES: Final = {
    "charging_energy": ("energy_charged_kwh", UnitOfEnergy.KILO_WATT_HOUR),
    "charging_cost": ("actual_cost_eur", "EUR"),
}


@callback
def async_record_charging_log(hass: HomeAssistant, entry: PoderoConfigEntry) -> None:
    """Record the sessions of all vehicles, now and when they change."""
    async_record_changes(
        hass,
        entry,
        "charging log",
        lambda data: data.sessions,
        _all_series,
        since_fn=lambda data: data.sessions_since,
    )


def _all_series(device_id: str, sessions: Sequence[ChargingSession]) -> list[Series]:
    return [
        Series(series_id(device_id, key), key, unit, _hours(sessions, field))
        for key, (field, unit) in SERIES.items()
    ]


def _hours(sessions: Sequence[ChargingSession], field: str) -> Hours:
    """Return the values of a field by hour; hours belong to one day of the home."""
    hours: defaultdict[datetime, float] = defaultdict(float)
    for session in sessions:
        time, value = session.plug_in_time, getattr(session, field)
        if time is not None and value is not None:
            hour = time.replace(minute=0, second=0, microsecond=0)
            # In some time zones, days do not begin with an hour of UTC.
            if dt_util.as_local(hour).date() != dt_util.as_local(time).date():
                hour += HOUR
            hours[hour] += value
    return hours
