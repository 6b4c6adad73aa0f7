"""Button platform for Podero."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api import ElectricVehicle, Podero
from .const import DOMAIN
from .coordinator import PoderoConfigEntry
from .entity import PoderoEntity, PoderoEntityDescription, async_add_device_entities

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class PoderoButtonDescription(
    PoderoEntityDescription[ElectricVehicle], ButtonEntityDescription
):
    """Describes a button."""

    has_effect_fn: Callable[[ElectricVehicle], bool]
    press_fn: Callable[[Podero, ElectricVehicle], Awaitable[None]]


async def _cancel_boost(client: Podero, vehicle: ElectricVehicle) -> None:
    if vehicle.is_boosting:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="boost_running"
        )
    await client.cancel_boost(vehicle)


ELECTRIC_VEHICLE: tuple[PoderoButtonDescription, ...] = (
    PoderoButtonDescription(
        key="boost",
        exists_fn=lambda vehicle: vehicle.boost_state is not None,
        has_effect_fn=lambda vehicle: vehicle.can_boost,
        press_fn=Podero.boost,
    ),
    PoderoButtonDescription(
        key="cancel_boost",
        exists_fn=lambda vehicle: vehicle.boost_state is not None,
        has_effect_fn=lambda vehicle: vehicle.can_cancel_boost,
        press_fn=_cancel_boost,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the buttons."""
    async_add_device_entities(
        entry, async_add_entities, PoderoButton, {ElectricVehicle: ELECTRIC_VEHICLE}
    )


class PoderoButton(PoderoEntity[ElectricVehicle], ButtonEntity):
    """Button of an electric vehicle."""

    entity_description: PoderoButtonDescription

    @override
    def _stringify_state(self, available: bool) -> str:
        """Return unavailable while pressing the button would have no effect.

        The entity itself stays available. Home Assistant would otherwise drop the press
        of an automation, instead of raising the error that explains it.
        """
        has_effect = self.entity_description.has_effect_fn(self.device)
        return super()._stringify_state(available and has_effect)

    @override
    async def async_press(self) -> None:
        """Press the button."""
        await self.async_command(self.entity_description.press_fn)
