"""What the homeowner lets happen at once."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api import Device, ElectricVehicle, Podero
from .const import DOMAIN
from .coordinator.home import PoderoConfigEntry
from .entity import PoderoEntity, PoderoEntityDescription, add_entities

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class PoderoButtonDescription[DeviceT: Device](
    PoderoEntityDescription[DeviceT], ButtonEntityDescription
):
    """Describes a button."""

    available_fn: Callable[[DeviceT], bool]
    press_fn: Callable[[Podero, DeviceT], Awaitable[None]]


async def _cancel_boost(client: Podero, car: ElectricVehicle) -> None:
    if car.is_boosting:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="boost_running"
        )
    await client.cancel_boost(car)


ELECTRIC_VEHICLE: tuple[PoderoButtonDescription[ElectricVehicle], ...] = (
    PoderoButtonDescription(
        key="boost",
        value_fn=lambda car: car.boost_state,
        available_fn=lambda car: car.can_boost,
        press_fn=Podero.boost,
    ),
    PoderoButtonDescription(
        key="cancel_boost",
        value_fn=lambda car: car.boost_state,
        available_fn=lambda car: car.is_boosting or car.boost_for_next_session is True,
        press_fn=_cancel_boost,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the buttons of a home."""
    home = entry.runtime_data
    add_entities(
        home.electric_vehicles, async_add_entities, PoderoButton, ELECTRIC_VEHICLE
    )


class PoderoButton[DeviceT: Device](PoderoEntity[DeviceT], ButtonEntity):
    """Something a device does when asked."""

    entity_description: PoderoButtonDescription[DeviceT]

    @property
    @override
    def available(self) -> bool:
        """Whether the device can be asked now."""
        return super().available and self.entity_description.available_fn(self.device)

    @override
    async def async_press(self) -> None:
        """Ask the device."""
        await self.async_command(self.entity_description.press_fn)
