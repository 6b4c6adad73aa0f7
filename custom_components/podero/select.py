"""Select platform for Podero."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api import HeatPump, OptimizationLevel
from .coordinator import PoderoConfigEntry
from .entity import PoderoEntity, PoderoSettingDescription, async_add_device_entities

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class PoderoSelectDescription(
    PoderoSettingDescription[HeatPump], SelectEntityDescription
):
    """Describes a select."""

    entity_category: EntityCategory | None = EntityCategory.CONFIG


HEAT_PUMP: tuple[PoderoSelectDescription, ...] = (
    PoderoSelectDescription(
        key="optimization_level", options=[*map(str, OptimizationLevel)]
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the selects."""
    async_add_device_entities(
        entry, async_add_entities, PoderoSelect, {HeatPump: HEAT_PUMP}
    )


class PoderoSelect(PoderoEntity[HeatPump, str], SelectEntity):
    """Select of a heat pump."""

    entity_description: PoderoSelectDescription

    @property
    @override
    def current_option(self) -> str | None:
        """Return the selected option."""
        return self.device_value

    @override
    async def async_select_option(self, option: str) -> None:
        """Select an option; the API expects it with a capital letter."""
        await self.async_write({self.entity_description.key: option.capitalize()})
