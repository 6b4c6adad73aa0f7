"""Time platform for Podero."""

from datetime import time
from typing import override

from homeassistant.components.time import TimeEntity, TimeEntityDescription
from homeassistant.const import EntityCategory

from .api import ElectricVehicle
from .entity import PoderoEntity, PoderoSettingDescription, device_platform

PARALLEL_UPDATES = 1


class PoderoTimeDescription(
    PoderoSettingDescription[ElectricVehicle], TimeEntityDescription
):
    """Describes a time."""

    entity_category: EntityCategory | None = EntityCategory.CONFIG


ELECTRIC_VEHICLE: tuple[PoderoTimeDescription, ...] = (
    PoderoTimeDescription(key="charge_deadline_at"),
)


class PoderoTime(PoderoEntity[ElectricVehicle, time], TimeEntity):
    """Time setting of an electric vehicle."""

    entity_description: PoderoTimeDescription

    @property
    @override
    def native_value(self) -> time | None:
        return self.device_value

    @override
    async def async_set_value(self, value: time) -> None:
        """Set the time, to the minute."""
        await self.async_write({self.entity_description.key: f"{value:%H:%M}"})


async_setup_entry = device_platform(PoderoTime, {ElectricVehicle: ELECTRIC_VEHICLE})
