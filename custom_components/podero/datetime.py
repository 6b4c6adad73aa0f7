"""Points in time that the homeowner sets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import override

from homeassistant.components.datetime import DateTimeEntity, DateTimeEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .api import Device, HeatPump, Json, format_utc
from .coordinator.home import PoderoConfigEntry
from .entity import PoderoEntity, PoderoSettingDescription, add_entities

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class PoderoDateTimeDescription[DeviceT: Device](
    PoderoSettingDescription[DeviceT], DateTimeEntityDescription
):
    """Describes a point in time; without a function of its own it writes that alone."""

    entity_category: EntityCategory | None = EntityCategory.CONFIG
    set_fn: Callable[[DeviceT, datetime], Mapping[str, Json]] | None = None


HEAT_PUMP: tuple[PoderoDateTimeDescription[HeatPump], ...] = (
    PoderoDateTimeDescription(
        key="away_mode_start",
        set_fn=lambda heat_pump, start: heat_pump.away_mode_start_settings(
            start, dt_util.utcnow()
        ),
    ),
    PoderoDateTimeDescription(key="away_mode_end"),
    PoderoDateTimeDescription(
        key="pause_power_until",
        set_fn=lambda heat_pump, until: heat_pump.pause_settings(until),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the points in time of a home."""
    home = entry.runtime_data
    add_entities(home.heat_pumps, async_add_entities, PoderoDateTime, HEAT_PUMP)


class PoderoDateTime[DeviceT: Device](PoderoEntity[DeviceT], DateTimeEntity):
    """A point in time of a device."""

    entity_description: PoderoDateTimeDescription[DeviceT]

    @property
    @override
    def native_value(self) -> datetime | None:
        """The point in time."""
        value: datetime | None = self.shown
        return value

    @override
    async def async_set_value(self, value: datetime) -> None:
        """Set the point in time, to the second."""
        description = self.entity_description
        await self.async_write(
            description.set_fn(self.device, value)
            if description.set_fn
            else {description.key: format_utc(value)}
        )
