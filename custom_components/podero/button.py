"""Button platform for Podero."""

from collections.abc import Awaitable, Callable
from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription

from .api import ElectricVehicle, Podero
from .entity import PoderoEntity, PoderoEntityDescription, device_platform
from .settings.boost import cancel_boost

PARALLEL_UPDATES = 1


class PoderoButtonDescription(
    PoderoEntityDescription[ElectricVehicle], ButtonEntityDescription
):
    """Describes a button."""

    has_effect_fn: Callable[[ElectricVehicle], bool]
    press_fn: Callable[[Podero, ElectricVehicle], Awaitable[None]]


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
        press_fn=cancel_boost,
    ),
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
        # Home Assistant has no public way to do this: it both grays out a button and
        # drops its press by `available`, and a button's `state` is final. The tests of
        # the buttons fail if this method gets another name.
        has_effect = self.entity_description.has_effect_fn(self.device)
        return super()._stringify_state(available and has_effect)

    @override
    async def async_press(self) -> None:
        await self.async_command(self.entity_description.press_fn)


async_setup_entry = device_platform(PoderoButton, {ElectricVehicle: ELECTRIC_VEHICLE})
