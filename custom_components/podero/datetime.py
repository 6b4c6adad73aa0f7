"""Date and time platform for Podero."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import override

from homeassistant.components.datetime import DateTimeEntity, DateTimeEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .api import HeatPump, Json, format_utc
from .coordinator import PoderoConfigEntry
from .entity import PoderoEntity, PoderoSettingDescription, async_add_device_entities
from .settings.limits import validate_time

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class PoderoDateTimeDescription(
    PoderoSettingDescription[HeatPump], DateTimeEntityDescription
):
    """Describes a date and time."""

    entity_category: EntityCategory | None = EntityCategory.CONFIG
    settings_fn: Callable[[HeatPump, datetime], Mapping[str, Json]]


HEAT_PUMP: tuple[PoderoDateTimeDescription, ...] = (
    PoderoDateTimeDescription(
        key="away_mode_start",
        settings_fn=lambda heat_pump, start: heat_pump.away_mode_start_settings(
            start, dt_util.utcnow()
        ),
    ),
    PoderoDateTimeDescription(
        key="away_mode_end",
        settings_fn=lambda _, end: {"away_mode_end": format_utc(end)},
    ),
    PoderoDateTimeDescription(
        key="pause_power_until",
        settings_fn=lambda heat_pump, until: heat_pump.pause_settings(until),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the dates and times."""
    async_add_device_entities(
        entry, async_add_entities, PoderoDateTime, {HeatPump: HEAT_PUMP}
    )


class PoderoDateTime(PoderoEntity[HeatPump, datetime], DateTimeEntity):
    """Date and time setting of a heat pump."""

    entity_description: PoderoDateTimeDescription

    @property
    @override
    def native_value(self) -> datetime | None:
        """Return the date and time."""
        return self.device_value

    @override
    async def async_set_value(self, value: datetime) -> None:
        """Set the date and time, to the second."""
        time = validate_time(value)
        await self.async_write(self.entity_description.settings_fn(self.device, time))
