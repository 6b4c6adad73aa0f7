"""Readings of the devices."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import (
    EntityCategory,
    UnitOfEnergy,
    UnitOfLength,
    UnitOfPower,
    UnitOfRatio,
    UnitOfTemperature,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType
from homeassistant.util import dt as dt_util

from ..api import (
    AwayModeStatus,
    BoostState,
    ChargeStatus,
    Device,
    DeviceStatus,
    ElectricVehicle,
    HeatPump,
    OptimizationStatus,
    SolarInverter,
)
from ..coordinator.home import PoderoConfigEntry
from ..entity import PoderoEntity, PoderoEntityDescription, add_entities
from .charging_session import add_session_sensors
from .energy import add_energy_sensors
from .savings import add_money_sensors

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class PoderoSensorDescription[DeviceT: Device](
    PoderoEntityDescription[DeviceT], SensorEntityDescription
):
    """Describes a sensor."""


# "unavailable" is Home Assistant's word for an entity that cannot be reached.
BOOST_STATES = {state: str(state) for state in BoostState} | {
    BoostState.UNAVAILABLE: "not_possible"
}


power = partial(
    PoderoSensorDescription,
    device_class=SensorDeviceClass.POWER,
    native_unit_of_measurement=UnitOfPower.WATT,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=0,
)
temperature = partial(
    PoderoSensorDescription,
    device_class=SensorDeviceClass.TEMPERATURE,
    native_unit_of_measurement=UnitOfTemperature.CELSIUS,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=1,
)
# Of a rolling window: no meter, so no state class.
consumption = partial(
    PoderoSensorDescription,
    device_class=SensorDeviceClass.ENERGY,
    native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
    suggested_display_precision=1,
)
# How well Podero gets on with a device.
status = partial(
    PoderoSensorDescription,
    device_class=SensorDeviceClass.ENUM,
    entity_category=EntityCategory.DIAGNOSTIC,
    options=[*map(str, DeviceStatus)],
)
last_update = partial(
    PoderoSensorDescription,
    device_class=SensorDeviceClass.TIMESTAMP,
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
)

COMMON: tuple[PoderoSensorDescription[Any], ...] = (
    status(key="connection_status"),
    status(key="monitoring_status", entity_registry_enabled_default=False),
    status(key="steering_status", entity_registry_enabled_default=False),
    last_update(
        key="current_state_last_updated_at", entity_registry_enabled_default=True
    ),
    PoderoSensorDescription(
        key="price_zone",
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
    ),
    PoderoSensorDescription(
        key="optimization_score",
        state_class=SensorStateClass.MEASUREMENT,
        entity_registry_enabled_default=False,
    ),
)

HEAT_PUMP: tuple[PoderoSensorDescription[HeatPump], ...] = (
    power(key="current_power_consumption_w"),
    temperature(key="dhw_temperature"),
    temperature(key="inlet_temperature"),
    temperature(key="outlet_temperature"),
    temperature(key="outdoor_temperature"),
    temperature(key="indoor_actual_temperature"),
    temperature(key="indoor_target_temperature"),
    PoderoSensorDescription(
        key="current_mode",
        device_class=SensorDeviceClass.ENUM,
        options=[*map(str, OptimizationStatus)],
        value_fn=lambda heat_pump: heat_pump.optimization_status,
    ),
    PoderoSensorDescription(
        key="operational_mode",
        value_fn=lambda heat_pump: heat_pump.operating_mode,
    ),
    PoderoSensorDescription(
        key="away_mode_status",
        device_class=SensorDeviceClass.ENUM,
        options=[*map(str, AwayModeStatus)],
        has_fn=lambda heat_pump: heat_pump.is_away_mode_enabled is not None,
        value_fn=lambda heat_pump: heat_pump.away_mode_status(dt_util.utcnow()),
    ),
    PoderoSensorDescription(
        key="indoor_target_temperature_offset",
        device_class=SensorDeviceClass.TEMPERATURE_DELTA,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        native_unit_of_measurement=UnitOfTemperature.KELVIN,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
    ),
    last_update(key="away_mode_last_updated_at"),
    last_update(key="consumption_last_updated_at"),
    last_update(key="heating_policy_last_updated_at"),
    consumption(key="consumption_last_day_kwh"),
    consumption(key="consumption_last_week_kwh"),
    consumption(key="consumption_last_month_kwh"),
)

ELECTRIC_VEHICLE: tuple[PoderoSensorDescription[ElectricVehicle], ...] = (
    PoderoSensorDescription(
        key="battery_level",
        device_class=SensorDeviceClass.BATTERY,
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
    ),
    power(key="charge_rate_w"),
    last_update(key="charge_policy_last_updated_at"),
    PoderoSensorDescription(
        key="charge_status",
        device_class=SensorDeviceClass.ENUM,
        options=[*map(str, ChargeStatus)],
    ),
    PoderoSensorDescription(
        key="boost_state",
        device_class=SensorDeviceClass.ENUM,
        options=[*BOOST_STATES.values()],
        value_fn=lambda car: car.boost_state and BOOST_STATES[car.boost_state],
    ),
    PoderoSensorDescription(
        key="driving_range",
        device_class=SensorDeviceClass.DISTANCE,
        native_unit_of_measurement=UnitOfLength.KILOMETERS,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
    ),
    PoderoSensorDescription(
        key="battery_capacity_kwh",
        device_class=SensorDeviceClass.ENERGY_STORAGE,
        entity_category=EntityCategory.DIAGNOSTIC,
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        suggested_display_precision=1,
    ),
    PoderoSensorDescription(
        key="charge_target_max",
        entity_category=EntityCategory.DIAGNOSTIC,
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        suggested_display_precision=0,
    ),
)

INVERTER: tuple[PoderoSensorDescription[SolarInverter], ...] = (
    power(key="current_solar_production_w"),
    power(key="household_consumption_w"),
    power(key="solar_surplus_w", value_fn=lambda inverter: inverter.surplus_w),
    power(key="current_power_to_grid_w"),
    power(key="grid_import_w"),
    power(key="grid_export_w"),
    PoderoSensorDescription(
        key="battery_charge_level_percent",
        device_class=SensorDeviceClass.BATTERY,
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        has_fn=attrgetter("is_battery_connected"),
    ),
    power(
        key="battery_charge_discharge_power_w",
        has_fn=attrgetter("is_battery_connected"),
    ),
    power(key="battery_charge_w", has_fn=attrgetter("is_battery_connected")),
    power(key="battery_discharge_w", has_fn=attrgetter("is_battery_connected")),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of a home."""
    home = entry.runtime_data
    add = async_add_entities
    add_entities(home.heat_pumps, add, PoderoSensor, (*HEAT_PUMP, *COMMON))
    add_entities(
        home.electric_vehicles, add, PoderoSensor, (*ELECTRIC_VEHICLE, *COMMON)
    )
    add_entities(home.solar_inverters, add, PoderoSensor, (*INVERTER, *COMMON))
    add_energy_sensors(home, add)
    add_money_sensors(home, add)
    add_session_sensors(home, add)


class PoderoSensor[DeviceT: Device](PoderoEntity[DeviceT], SensorEntity):
    """A reading of a device."""

    entity_description: PoderoSensorDescription[DeviceT]

    @property
    @override
    def native_value(self) -> StateType | datetime:
        """The reading."""
        value: StateType | datetime = self.shown
        return value
