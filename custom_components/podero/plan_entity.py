"""What all that is made of a car's charging plan shares."""

from typing import override

from .api import ElectricVehicle
from .coordinator.charging_plan import ChargingPlanCoordinator
from .entity import PoderoEntity


class PoderoPlanEntity(PoderoEntity[ElectricVehicle]):
    """An entity of a car that shows its charging plan."""

    @property
    def _plans(self) -> ChargingPlanCoordinator:
        return self.coordinator.config_entry.runtime_data.charging_plans

    @override
    async def async_added_to_hass(self) -> None:
        """Listen for the plan of the car."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self._plans.async_add_listener(self.async_show, self.device.id)
        )

    @override
    async def async_update(self) -> None:
        """Ask for the car and its plan at once."""
        await super().async_update()
        await self._plans.async_refresh_car(self.device.id)

    @property
    @override
    def available(self) -> bool:
        """Whether the car is in reach and its plan is known."""
        return (
            super().available
            and self._plans.last_update_success
            and self.device.id in self._plans.data
        )
