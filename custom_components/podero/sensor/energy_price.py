"""Sensor for the energy price of a home."""

from typing import Final, override

from homeassistant.components.sensor import (
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import Platform, UnitOfEnergy
from homeassistant.core import callback
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from ..api import currency
from ..const import DOMAIN
from ..coordinator import EnergyContractCoordinator, PoderoConfigEntry
from ..registry import async_get_entity, unique_id

ENERGY_PRICE: Final = SensorEntityDescription(
    key="energy_price",
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=3,
    translation_key="energy_price",
)

ENERGY_CONTRACT: tuple[SensorEntityDescription, ...] = (ENERGY_PRICE,)


@callback
def async_add_energy_price_sensor(
    entry: PoderoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the price sensor once the home has a contract with a price."""
    coordinator = entry.runtime_data.energy_contract

    @callback
    def async_add_new() -> None:
        if coordinator.has_sensor or not coordinator.is_active:
            return
        if coordinator.price is not None or async_get_entity(
            coordinator.hass, Platform.SENSOR, coordinator.device_id, ENERGY_PRICE.key
        ):
            coordinator.has_sensor = True
            async_add_entities([PoderoEnergyPriceSensor(coordinator)])

    async_add_new()
    entry.async_on_unload(coordinator.async_add_listener(async_add_new))


class PoderoEnergyPriceSensor(
    CoordinatorEntity[EnergyContractCoordinator], SensorEntity
):
    """The energy price; known prices stay valid while Podero does not respond."""

    _attr_has_entity_name = True
    entity_description: SensorEntityDescription

    def __init__(self, coordinator: EnergyContractCoordinator) -> None:
        """Initialize the sensor."""
        super().__init__(coordinator)
        self.entity_description = ENERGY_PRICE
        self._attr_unique_id = unique_id(coordinator.device_id, ENERGY_PRICE.key)
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

    @property
    @override
    def native_value(self) -> float | None:
        """The price per kWh."""
        return self.coordinator.price

    @property
    @override
    def native_unit_of_measurement(self) -> str:
        """The currency per kWh, Home Assistant's currency if Podero sends none."""
        contract = self.coordinator.data
        code = contract and currency(contract.currency_energy_price)
        return f"{code or self.hass.config.currency}/{UnitOfEnergy.KILO_WATT_HOUR}"
