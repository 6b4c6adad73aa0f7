"""Limits and levels that the homeowner sets."""

from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import override

from homeassistant.components.number import (
    NumberDeviceClass,
    NumberEntity,
    NumberEntityDescription,
    NumberMode,
)
from homeassistant.const import EntityCategory, UnitOfRatio, UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api import Device, ElectricVehicle, HeatPump, SolarInverter
from .coordinator.home import PoderoConfigEntry
from .entity import PoderoEntity, PoderoSettingDescription, add_entities
from .settings.limits import (
    BATTERY,
    HOT_WATER,
    HOT_WATER_WHILE_AWAY,
    ROOM,
    ROOM_WHILE_AWAY,
    TEMPERATURE_STEP,
    Range,
)

# The coordinator puts writes in order; rapid changes have to meet there.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class PoderoNumberDescription[DeviceT: Device](
    PoderoSettingDescription[DeviceT], NumberEntityDescription
):
    """Describes a number."""

    entity_category: EntityCategory | None = EntityCategory.CONFIG


battery_level = partial(
    PoderoNumberDescription,
    device_class=NumberDeviceClass.BATTERY,
    mode=NumberMode.BOX,
    native_min_value=BATTERY.minimum,
    native_max_value=BATTERY.maximum,
    native_step=1,
    native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
)


def temperature(within: Range) -> partial[PoderoNumberDescription[HeatPump]]:
    """Return how to describe a temperature that keeps to a range."""
    return partial(
        PoderoNumberDescription,
        device_class=NumberDeviceClass.TEMPERATURE,
        mode=NumberMode.BOX,
        native_min_value=within.minimum,
        native_max_value=within.maximum,
        native_step=TEMPERATURE_STEP,
        native_unit_of_measurement=UnitOfTemperature.CELSIUS,
    )


room = temperature(ROOM)
room_while_away = temperature(ROOM_WHILE_AWAY)
hot_water = temperature(HOT_WATER)
hot_water_while_away = temperature(HOT_WATER_WHILE_AWAY)

HEAT_PUMP: tuple[PoderoNumberDescription[HeatPump], ...] = (
    room(key="minimum_temperature_limit"),
    room(key="maximum_temperature_limit"),
    hot_water(key="dhw_standard_temperature"),
    hot_water(key="minimum_dhw_temperature_limit"),
    room_while_away(key="away_mode_minimum_temperature_limit"),
    hot_water_while_away(key="away_mode_minimum_dhw_temperature_limit"),
)

ELECTRIC_VEHICLE: tuple[PoderoNumberDescription[ElectricVehicle], ...] = (
    battery_level(key="minimum_charge_limit"),
)

INVERTER: tuple[PoderoNumberDescription[SolarInverter], ...] = (
    battery_level(key="min_battery_charge", has_fn=attrgetter("is_battery_connected")),
    battery_level(key="max_battery_charge", has_fn=attrgetter("is_battery_connected")),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the numbers of a home."""
    home = entry.runtime_data
    add = async_add_entities
    add_entities(home.heat_pumps, add, PoderoNumber, HEAT_PUMP)
    add_entities(home.electric_vehicles, add, PoderoNumber, ELECTRIC_VEHICLE)
    add_entities(home.solar_inverters, add, PoderoNumber, INVERTER)


class PoderoNumber[DeviceT: Device](PoderoEntity[DeviceT], NumberEntity):
    """A limit or level of a device."""

    entity_description: PoderoNumberDescription[DeviceT]

    @property
    @override
    def native_value(self) -> float | None:
        """The limit or level."""
        value: float | None = self.shown
        return value

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Set the limit or level."""
        await self.async_write_debounced({self.entity_description.key: value})
