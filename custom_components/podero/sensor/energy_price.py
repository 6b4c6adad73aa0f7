"""Sensor for the energy price of a home."""

from typing import Final, override

from homeassistant.components.sensor import (
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import Platform, UnitOfEnergy
from homeassistant.core import callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from ..coordinator import EnergyContractCoordinator, PoderoConfigEntry
from ..entity.contract import PoderoContractEntity, async_add_contract_entity
from ..registry import async_get_entity

ENERGY_PRICE: Final = SensorEntityDescription(
    key="energy_price",
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=3,
)

ENERGY_CONTRACT: tuple[SensorEntityDescription, ...] = (ENERGY_PRICE,)


@callback
def async_add_energy_price_sensor(
    entry: PoderoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the price sensor once a price is known."""
    async_add_contract_entity(
        entry,
        async_add_entities,
        PoderoEnergyPriceSensor,
        ENERGY_PRICE.key,
        lambda contract: contract.price is not None,
    )


class PoderoEnergyPriceSensor(PoderoContractEntity, SensorEntity):
    """The energy price, which is named after what it includes."""

    def __init__(self, coordinator: EnergyContractCoordinator) -> None:
        """Initialize the sensor."""
        super().__init__(coordinator, ENERGY_PRICE)
        registered = async_get_entity(
            coordinator.hass, Platform.SENSOR, coordinator.device_id, ENERGY_PRICE.key
        )
        included = coordinator.includes_fees_and_taxes
        if included is False:
            self._attr_translation_key = "wholesale_price"
        elif included is None and coordinator.data is None and registered is not None:
            # Podero has not responded yet.
            self._attr_translation_key = registered.translation_key

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write the state; if the price is now another one, name it anew."""
        included = self.coordinator.includes_fees_and_taxes
        was_wholesale = self._attr_translation_key == "wholesale_price"
        if included is not None and included is was_wholesale:
            entry_id = self.coordinator.config_entry.entry_id
            self.hass.config_entries.async_schedule_reload(entry_id)
        super()._handle_coordinator_update()

    @property
    @override
    def extra_state_attributes(self) -> dict[str, bool | None]:
        """Whether the price is what the owner pays; None if Podero does not say so."""
        included = self.coordinator.includes_fees_and_taxes
        return {"includes_fees_and_taxes": included}

    @property
    @override
    def native_value(self) -> float | None:
        """The price per kWh."""
        return self.coordinator.price

    @property
    @override
    def native_unit_of_measurement(self) -> str:
        """The currency per kWh."""
        return f"{self.coordinator.currency}/{UnitOfEnergy.KILO_WATT_HOUR}"
