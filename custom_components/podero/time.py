"""Times of day that the homeowner sets."""

from datetime import time
from typing import override

from homeassistant.components.time import TimeEntity, TimeEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api import Device, ElectricVehicle
from .coordinator.home import PoderoConfigEntry
from .entity import PoderoEntity, PoderoSettingDescription, add_entities

PARALLEL_UPDATES = 1


class PoderoTimeDescription[DeviceT: Device](
    PoderoSettingDescription[DeviceT], TimeEntityDescription
):
    """Describes a time of day."""


ELECTRIC_VEHICLE: tuple[PoderoTimeDescription[ElectricVehicle], ...] = (
    PoderoTimeDescription(
        key="charge_deadline_at", entity_category=EntityCategory.CONFIG
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the times of a home."""
    home = entry.runtime_data
    add_entities(
        home.electric_vehicles, async_add_entities, PoderoTime, ELECTRIC_VEHICLE
    )


class PoderoTime[DeviceT: Device](PoderoEntity[DeviceT], TimeEntity):
    """A time of day of a device."""

    entity_description: PoderoTimeDescription[DeviceT]

    @property
    @override
    def native_value(self) -> time | None:
        """The time of day."""
        value: time | None = self.shown
        return value

    @override
    async def async_set_value(self, value: time) -> None:
        """Set the time of day, to the minute."""
        await self.async_write({self.entity_description.key: f"{value:%H:%M}"})
