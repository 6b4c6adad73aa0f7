"""What the homeowner chooses."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api import Device, HeatPump, OptimizationLevel
from .coordinator.home import PoderoConfigEntry
from .entity import PoderoEntity, PoderoSettingDescription, add_entities

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class PoderoSelectDescription[DeviceT: Device](
    PoderoSettingDescription[DeviceT], SelectEntityDescription
):
    """Describes a select; the cloud writes its options with a capital letter."""

    entity_category: EntityCategory | None = EntityCategory.CONFIG


HEAT_PUMP: tuple[PoderoSelectDescription[HeatPump], ...] = (
    PoderoSelectDescription(
        key="optimization_level", options=[*map(str, OptimizationLevel)]
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the selects of a home."""
    home = entry.runtime_data
    add_entities(home.heat_pumps, async_add_entities, PoderoSelect, HEAT_PUMP)


class PoderoSelect[DeviceT: Device](PoderoEntity[DeviceT], SelectEntity):
    """A choice of a device."""

    entity_description: PoderoSelectDescription[DeviceT]

    @property
    @override
    def current_option(self) -> str | None:
        """The choice."""
        value: str | None = self.shown
        return value

    @override
    async def async_select_option(self, option: str) -> None:
        """Choose."""
        await self.async_write({self.entity_description.key: option.capitalize()})
