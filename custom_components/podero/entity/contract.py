"""Base entity of the energy contract."""

from collections.abc import Callable
from typing import override

from homeassistant.core import callback
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.entity_platform import (
    AddConfigEntryEntitiesCallback,
    async_get_current_platform,
)
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from ..const import DOMAIN
from ..coordinator import EnergyContractCoordinator, PoderoConfigEntry
from ..registry import async_get_entity, unique_id


class PoderoContractEntity(CoordinatorEntity[EnergyContractCoordinator]):
    """Base entity; known prices stay valid while Podero does not respond."""

    _attr_has_entity_name = True

    def __init__(
        self, coordinator: EnergyContractCoordinator, description: EntityDescription
    ) -> None:
        """Initialize the entity."""
        super().__init__(coordinator)
        self.entity_description = description
        self._attr_translation_key = description.key
        self._attr_unique_id = unique_id(coordinator.device_id, description.key)
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, coordinator.device_id)},
            entry_type=DeviceEntryType.SERVICE,
            manufacturer="Podero",
            translation_key="energy_contract",
        )

    @override
    async def async_update(self) -> None:
        """Fetch the contract now."""
        await self.coordinator.async_refresh_shielded()

    @property
    @override
    def available(self) -> bool:
        """Always available: prices are known in advance."""
        return True


@callback
def async_add_contract_entity(
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    create_entity: Callable[[EnergyContractCoordinator], PoderoContractEntity],
    key: str,
    exists_fn: Callable[[EnergyContractCoordinator], bool],
) -> None:
    """Add an entity once the home has prices for it.

    An entity that was registered before a restart waits for the first response only,
    because its name depends on the contract.
    """
    coordinator = entry.runtime_data.energy_contract
    platform = async_get_current_platform()

    @callback
    def async_add_new() -> None:
        if key in coordinator.known_entities or not coordinator.is_active:
            return
        if exists_fn(coordinator) or async_get_entity(
            platform.hass, platform.domain, coordinator.device_id, key
        ):
            coordinator.known_entities.add(key)
            async_add_entities([create_entity(coordinator)])

    if coordinator.prices:
        async_add_new()
    entry.async_on_unload(coordinator.async_add_listener(async_add_new))
