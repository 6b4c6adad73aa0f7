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

from .api import HeatPump, Json
from .coordinator import PoderoConfigEntry, PoderoDeviceCoordinator
from .entity import PoderoEntity, PoderoSettingDescription, async_add_device_entities
from .settings.limits import validate_time
from .settings.picked_time import PickedTime

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class PoderoDateTimeDescription(
    PoderoSettingDescription[HeatPump], DateTimeEntityDescription
):
    """Describes a date and time; ``earliest_fn`` returns the time it must be after."""

    earliest_fn: Callable[[HeatPump, datetime], datetime] | None = None
    entity_category: EntityCategory | None = EntityCategory.CONFIG
    settings_fn: Callable[[HeatPump, datetime, datetime], Mapping[str, Json]]


HEAT_PUMP: tuple[PoderoDateTimeDescription, ...] = (
    PoderoDateTimeDescription(
        key="away_mode_start",
        settings_fn=HeatPump.away_mode_start_settings,
    ),
    PoderoDateTimeDescription(
        key="away_mode_end",
        earliest_fn=lambda heat_pump, now: max(now, heat_pump.away_mode_start or now),
        settings_fn=HeatPump.away_mode_end_settings,
    ),
    PoderoDateTimeDescription(
        key="pause_power_until",
        earliest_fn=lambda _, now: now,
        settings_fn=lambda heat_pump, until, _: heat_pump.pause_settings(until),
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

    def __init__(
        self,
        coordinator: PoderoDeviceCoordinator[HeatPump],
        description: PoderoDateTimeDescription,
        device: HeatPump,
    ) -> None:
        """Initialize the entity."""
        super().__init__(coordinator, description, device)
        self._picked_time = PickedTime()

    @property
    @override
    def native_value(self) -> datetime | None:
        """Return the date and time."""
        return self.device_value

    @override
    async def async_set_value(self, value: datetime) -> None:
        """Set the date and time, to the second."""
        description, now = self.entity_description, dt_util.utcnow()
        time = validate_time(value)
        if description.earliest_fn is not None:
            earliest = description.earliest_fn(self.device, now)
            time = self._picked_time.complete(time, self.native_value, earliest)
        await self.async_write(description.settings_fn(self.device, time, now))
