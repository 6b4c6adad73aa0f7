"""Select platform for Podero."""

from typing import override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory

from .api import HeatPump, OptimizationLevel
from .entity import PoderoEntity, PoderoSettingDescription, device_platform

PARALLEL_UPDATES = 1


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


class PoderoSelect(PoderoEntity[HeatPump, str], SelectEntity):
    """Select of a heat pump."""

    entity_description: PoderoSelectDescription

    @property
    @override
    def current_option(self) -> str | None:
        return self.device_value

    @override
    async def async_select_option(self, option: str) -> None:
        """Select an option; the API expects it with a capital letter."""
        await self.async_write({self.entity_description.key: option.capitalize()})


async_setup_entry = device_platform(PoderoSelect, {HeatPump: HEAT_PUMP})
