"""Number platform for Podero."""

from collections.abc import Mapping
from functools import partial
from typing import override

from homeassistant.components.number import (
    DOMAIN as NUMBER_DOMAIN,
    NumberDeviceClass,
    NumberEntity,
    NumberEntityDescription,
    NumberMode,
)
from homeassistant.const import (
    CONF_UNIT_OF_MEASUREMENT,
    EntityCategory,
    UnitOfRatio,
    UnitOfTemperature,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util.unit_conversion import TemperatureConverter

from .api import Device, ElectricVehicle, HeatPump, SolarInverter
from .coordinator import PoderoConfigEntry
from .entity import PoderoEntity, PoderoSettingDescription, async_add_device_entities
from .settings.limits import (
    BATTERY,
    HOT_WATER,
    HOT_WATER_WHILE_AWAY,
    ROOM,
    ROOM_WHILE_AWAY,
    TEMPERATURE_STEP,
    Range,
    from_celsius,
    temperature_step,
    to_celsius,
)

PARALLEL_UPDATES = 0


class PoderoNumberDescription[DeviceT: Device](
    PoderoSettingDescription[DeviceT], NumberEntityDescription
):
    """Describes a number; temperatures are described in °C."""

    entity_category: EntityCategory | None = EntityCategory.CONFIG
    mode: NumberMode | None = NumberMode.BOX


_describe_battery_level = partial(
    PoderoNumberDescription,
    device_class=NumberDeviceClass.BATTERY,
    native_min_value=BATTERY.minimum,
    native_max_value=BATTERY.maximum,
    native_step=1,
    native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
)


def _describe_temperature(
    key: str, allowed: Range
) -> PoderoNumberDescription[HeatPump]:
    return PoderoNumberDescription(
        key=key,
        device_class=NumberDeviceClass.TEMPERATURE,
        native_min_value=allowed.minimum,
        native_max_value=allowed.maximum,
        native_step=TEMPERATURE_STEP,
        native_unit_of_measurement=UnitOfTemperature.CELSIUS,
    )


HEAT_PUMP: tuple[PoderoNumberDescription[HeatPump], ...] = (
    _describe_temperature("minimum_temperature_limit", ROOM),
    _describe_temperature("maximum_temperature_limit", ROOM),
    _describe_temperature("dhw_standard_temperature", HOT_WATER),
    _describe_temperature("minimum_dhw_temperature_limit", HOT_WATER),
    _describe_temperature("away_mode_minimum_temperature_limit", ROOM_WHILE_AWAY),
    _describe_temperature(
        "away_mode_minimum_dhw_temperature_limit", HOT_WATER_WHILE_AWAY
    ),
)

ELECTRIC_VEHICLE: tuple[PoderoNumberDescription[ElectricVehicle], ...] = (
    _describe_battery_level(key="minimum_charge_limit"),
)

SOLAR_INVERTER: tuple[PoderoNumberDescription[SolarInverter], ...] = (
    _describe_battery_level(
        key="min_battery_charge",
        exists_fn=lambda inverter: inverter.is_battery_connected is not False,
    ),
    _describe_battery_level(
        key="max_battery_charge",
        exists_fn=lambda inverter: inverter.is_battery_connected is not False,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the numbers."""
    async_add_device_entities(
        entry, async_add_entities, PoderoTemperatureNumber, {HeatPump: HEAT_PUMP}
    )
    async_add_device_entities(
        entry,
        async_add_entities,
        PoderoNumber,
        {ElectricVehicle: ELECTRIC_VEHICLE, SolarInverter: SOLAR_INVERTER},
    )


class PoderoNumber[DeviceT: Device](PoderoEntity[DeviceT, float], NumberEntity):
    """Number of a device."""

    entity_description: PoderoNumberDescription[DeviceT]

    @property
    @override
    def native_value(self) -> float | None:
        return self.device_value

    @override
    async def async_set_native_value(self, value: float) -> None:
        await self.async_write_debounced({self.entity_description.key: value})


class PoderoTemperatureNumber(PoderoNumber[HeatPump]):
    """Temperature of a heat pump, in the unit of the user.

    Home Assistant would neither convert the step nor undo the rounding to hundredths of
    a degree Celsius: 67 °F would become 66.99 °F.
    """

    @property
    @override
    def native_unit_of_measurement(self) -> str:
        """Return the unit that the user selected for the entity, else the system's."""
        entry = self.registry_entry
        options: Mapping[str, str] = (
            entry.options.get(NUMBER_DOMAIN, {}) if entry else {}
        )
        unit = options.get(CONF_UNIT_OF_MEASUREMENT)
        if unit in TemperatureConverter.VALID_UNITS:
            return str(unit)
        return self.hass.config.units.temperature_unit

    @property
    @override
    def native_min_value(self) -> float:
        return from_celsius(super().native_min_value, self.native_unit_of_measurement)

    @property
    @override
    def native_max_value(self) -> float:
        return from_celsius(super().native_max_value, self.native_unit_of_measurement)

    @property
    @override
    def native_step(self) -> float:
        return temperature_step(self.native_unit_of_measurement)

    @property
    @override
    def native_value(self) -> float | None:
        if (celsius := self.device_value) is None:
            return None
        return from_celsius(celsius, self.native_unit_of_measurement)

    @override
    async def async_set_native_value(self, value: float) -> None:
        await super().async_set_native_value(
            to_celsius(value, self.native_unit_of_measurement)
        )
