"""Readings of the devices that are yes or no."""

from functools import partial
from typing import Any, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api import Device, ElectricVehicle
from .coordinator.home import PoderoConfigEntry
from .entity import PoderoEntity, PoderoEntityDescription, add_entities

PARALLEL_UPDATES = 0


class PoderoBinarySensorDescription[DeviceT: Device](
    PoderoEntityDescription[DeviceT], BinarySensorEntityDescription
):
    """Describes a binary sensor."""


# What was settled when the device was connected.
fact = partial(
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
    fact(key="is_trading_enabled"),
)

HEAT_PUMP: tuple[PoderoBinarySensorDescription[Any], ...] = (
    fact(key="is_space_heating_enabled"),
    fact(key="is_hot_water_heating_enabled"),
    fact(key="is_pool_heating_enabled"),
    fact(key="is_space_cooling_enabled"),
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


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors of a home."""
    home = entry.runtime_data
    add = async_add_entities
    add_entities(home.heat_pumps, add, PoderoBinarySensor, (*HEAT_PUMP, *COMMON))
    add_entities(
        home.electric_vehicles, add, PoderoBinarySensor, (*ELECTRIC_VEHICLE, *COMMON)
    )
    add_entities(home.solar_inverters, add, PoderoBinarySensor, COMMON)


class PoderoBinarySensor[DeviceT: Device](PoderoEntity[DeviceT], BinarySensorEntity):
    """A yes or no of a device."""

    entity_description: PoderoBinarySensorDescription[DeviceT]

    @property
    @override
    def is_on(self) -> bool | None:
        """Whether it is so."""
        value: bool | None = self.shown
        return value
