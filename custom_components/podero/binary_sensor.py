"""Binary sensor platform for Podero."""

from functools import partial
from operator import attrgetter
from typing import Any, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api import Device, ElectricVehicle, HeatPump, SolarInverter
from .coordinator import EnergyContractCoordinator, PoderoConfigEntry
from .entity import PoderoEntity, PoderoEntityDescription, async_add_device_entities
from .entity.contract import PoderoContractEntity, async_add_contract_entity

PARALLEL_UPDATES = 0


class PoderoBinarySensorDescription[DeviceT: Device](
    PoderoEntityDescription[DeviceT], BinarySensorEntityDescription
):
    """Describes a binary sensor."""


# A property that is set when the device is connected to Podero and hardly changes.
_describe_property = partial(
    PoderoBinarySensorDescription,
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
)

COMMON: tuple[PoderoBinarySensorDescription[Any], ...] = (
    PoderoBinarySensorDescription(
        key="is_authenticated",
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
    PoderoBinarySensorDescription(
        key="action_needed",
        device_class=BinarySensorDeviceClass.PROBLEM,
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
    _describe_property(key="is_trading_enabled"),
)

HEAT_PUMP: tuple[PoderoBinarySensorDescription[HeatPump], ...] = (
    _describe_property(key="is_space_heating_enabled"),
    _describe_property(key="is_hot_water_heating_enabled"),
    _describe_property(key="is_pool_heating_enabled"),
    _describe_property(key="is_space_cooling_enabled"),
)

ELECTRIC_VEHICLE: tuple[PoderoBinarySensorDescription[ElectricVehicle], ...] = (
    PoderoBinarySensorDescription(
        key="is_plugged_in", device_class=BinarySensorDeviceClass.PLUG
    ),
    PoderoBinarySensorDescription(
        key="is_charging", device_class=BinarySensorDeviceClass.BATTERY_CHARGING
    ),
    PoderoBinarySensorDescription(key="is_fully_charged"),
    PoderoBinarySensorDescription(key="boost_for_next_session"),
)

SOLAR_INVERTER: tuple[PoderoBinarySensorDescription[SolarInverter], ...] = (
    # Home Assistant looks for it before it counts the battery among the low ones.
    PoderoBinarySensorDescription(
        key="is_battery_charging",
        device_class=BinarySensorDeviceClass.BATTERY_CHARGING,
        exists_fn=attrgetter("has_battery"),
    ),
)

IS_CHEAP_NOW = BinarySensorEntityDescription(key="is_cheap_now")

ENERGY_CONTRACT: tuple[BinarySensorEntityDescription, ...] = (IS_CHEAP_NOW,)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors."""
    async_add_device_entities(
        entry,
        async_add_entities,
        PoderoBinarySensor,
        {
            HeatPump: HEAT_PUMP,
            ElectricVehicle: ELECTRIC_VEHICLE,
            SolarInverter: SOLAR_INVERTER,
            Device: COMMON,
        },
    )
    async_add_contract_entity(
        entry,
        async_add_entities,
        PoderoCheapNowBinarySensor,
        IS_CHEAP_NOW.key,
        lambda contract: len(contract.prices) > 1,
    )


class PoderoBinarySensor[DeviceT: Device](
    PoderoEntity[DeviceT, bool], BinarySensorEntity
):
    """Binary sensor of a device."""

    entity_description: PoderoBinarySensorDescription[DeviceT]

    @property
    @override
    def is_on(self) -> bool | None:
        return self.device_value


class PoderoCheapNowBinarySensor(PoderoContractEntity, BinarySensorEntity):
    """Binary sensor that is on while the price is cheap for its day."""

    def __init__(self, coordinator: EnergyContractCoordinator) -> None:
        """Initialize the binary sensor."""
        super().__init__(coordinator, IS_CHEAP_NOW)

    @property
    @override
    def is_on(self) -> bool | None:
        return self.coordinator.is_cheap
