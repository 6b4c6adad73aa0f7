"""Time platform for Podero."""

from dataclasses import dataclass
from datetime import time
from typing import override

from homeassistant.components.time import TimeEntity, TimeEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api import ElectricVehicle
from .coordinator import PoderoConfigEntry
from .entity import PoderoEntity, PoderoSettingDescription, async_add_device_entities

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class PoderoTimeDescription(
    PoderoSettingDescription[ElectricVehicle], TimeEntityDescription
):
    """Describes a time."""

    entity_category: EntityCategory | None = EntityCategory.CONFIG


ELECTRIC_VEHICLE: tuple[PoderoTimeDescription, ...] = (
    PoderoTimeDescription(key="charge_deadline_at"),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the times."""
    async_add_device_entities(
        entry, async_add_entities, PoderoTime, {ElectricVehicle: ELECTRIC_VEHICLE}
    )


class PoderoTime(PoderoEntity[ElectricVehicle, time], TimeEntity):
    """Time setting of an electric vehicle."""

    entity_description: PoderoTimeDescription

    @property
    @override
    def native_value(self) -> time | None:
        """Return the time."""
        return self.device_value

    @override
    async def async_set_value(self, value: time) -> None:
        """Set the time, to the minute."""
        await self.async_write({self.entity_description.key: f"{value:%H:%M}"})
