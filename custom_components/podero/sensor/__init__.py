"""Sensor platform for Podero."""

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
from ..coordinator import PoderoConfigEntry
from ..entity import PoderoEntity, PoderoEntityDescription, async_add_device_entities
from .activity import async_add_activity_sensors
from .charging_session import async_add_session_sensors
from .energy import async_add_energy_sensors
from .energy_price import async_add_energy_price_sensor
from .heat_pump_energy import async_add_heat_pump_energy_sensors
from .savings import async_add_savings_sensors

PARALLEL_UPDATES = 0

# Home Assistant uses the state "unavailable" for entities that are out of reach.
BOOST_STATES: dict[BoostState | None, str] = {
    BoostState.AVAILABLE: "available",
    BoostState.REQUESTED: "requested",
    BoostState.ONGOING: "ongoing",
    BoostState.UNAVAILABLE: "not_possible",
}


class PoderoSensorDescription[DeviceT: Device](
    PoderoEntityDescription[DeviceT], SensorEntityDescription
):
    """Describes a sensor."""


_describe_power = partial(
    PoderoSensorDescription,
    device_class=SensorDeviceClass.POWER,
    native_unit_of_measurement=UnitOfPower.WATT,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=0,
)
_describe_temperature = partial(
    PoderoSensorDescription,
    device_class=SensorDeviceClass.TEMPERATURE,
    native_unit_of_measurement=UnitOfTemperature.CELSIUS,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=1,
)
# Consumption of a rolling window has no state class: it may decrease.
_describe_consumption = partial(
    PoderoSensorDescription,
    device_class=SensorDeviceClass.ENERGY,
    native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
    suggested_display_precision=1,
)
_describe_enum = partial(PoderoSensorDescription, device_class=SensorDeviceClass.ENUM)
# Health of the connection between Podero and the device.
_describe_status = partial(
    _describe_enum,
    entity_category=EntityCategory.DIAGNOSTIC,
    options=[*map(str, DeviceStatus)],
)
_describe_battery_level = partial(
    PoderoSensorDescription,
    device_class=SensorDeviceClass.BATTERY,
    native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=0,
)
_describe_battery_capacity = partial(
    PoderoSensorDescription,
    key="battery_capacity_kwh",
    device_class=SensorDeviceClass.ENERGY_STORAGE,
    entity_category=EntityCategory.DIAGNOSTIC,
    native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
    suggested_display_precision=1,
)
_describe_last_update = partial(
    PoderoSensorDescription,
    device_class=SensorDeviceClass.TIMESTAMP,
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
)

COMMON: tuple[PoderoSensorDescription[Any], ...] = (
    _describe_status(key="connection_status"),
    _describe_status(key="monitoring_status", entity_registry_enabled_default=False),
    _describe_status(key="steering_status", entity_registry_enabled_default=False),
    _describe_last_update(
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
    _describe_power(key="current_power_consumption_w"),
    _describe_temperature(key="dhw_temperature"),
    _describe_temperature(key="inlet_temperature"),
    _describe_temperature(key="outlet_temperature"),
    _describe_temperature(key="outdoor_temperature"),
    _describe_temperature(key="indoor_actual_temperature"),
    _describe_temperature(key="indoor_target_temperature"),
    _describe_enum(
        key="current_mode",
        options=[*map(str, OptimizationStatus)],
        value_fn=lambda heat_pump: heat_pump.optimization_status,
    ),
    PoderoSensorDescription(
        key="operational_mode", value_fn=lambda heat_pump: heat_pump.operating_mode
    ),
    _describe_enum(
        key="away_mode_status",
        options=[*map(str, AwayModeStatus)],
        exists_fn=lambda heat_pump: heat_pump.is_away_mode_enabled is not None,
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
    _describe_last_update(key="away_mode_last_updated_at"),
    _describe_last_update(key="consumption_last_updated_at"),
    _describe_last_update(key="heating_policy_last_updated_at"),
    _describe_consumption(key="consumption_last_day_kwh"),
    _describe_consumption(key="consumption_last_week_kwh"),
    _describe_consumption(key="consumption_last_month_kwh"),
)

ELECTRIC_VEHICLE: tuple[PoderoSensorDescription[ElectricVehicle], ...] = (
    _describe_battery_level(key="battery_level"),
    _describe_power(
        key="charge_rate_w",
        # A car that does not charge may keep its last rate.
        value_fn=lambda vehicle: (
            None if vehicle.charge_rate_w is None else vehicle.charging_power_w
        ),
    ),
    _describe_last_update(key="charge_policy_last_updated_at"),
    _describe_enum(key="charge_status", options=[*map(str, ChargeStatus)]),
    _describe_enum(
        key="boost_state",
        options=[*BOOST_STATES.values()],
        value_fn=lambda vehicle: BOOST_STATES.get(vehicle.boost_state),
    ),
    PoderoSensorDescription(
        key="driving_range",
        device_class=SensorDeviceClass.DISTANCE,
        native_unit_of_measurement=UnitOfLength.KILOMETERS,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
    ),
    _describe_battery_capacity(),
    PoderoSensorDescription(
        key="charge_target_max",
        entity_category=EntityCategory.DIAGNOSTIC,
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        suggested_display_precision=0,
    ),
)

SOLAR_INVERTER: tuple[PoderoSensorDescription[SolarInverter], ...] = (
    _describe_power(key="current_solar_production_w"),
    _describe_power(key="household_consumption_w"),
    _describe_power(
        key="solar_surplus_w", value_fn=lambda inverter: inverter.surplus_w
    ),
    _describe_power(key="current_power_to_grid_w"),
    _describe_power(key="grid_import_w"),
    _describe_power(key="grid_export_w"),
    _describe_battery_level(
        key="battery_charge_level_percent", exists_fn=attrgetter("has_battery")
    ),
    _describe_power(
        key="battery_charge_discharge_power_w", exists_fn=attrgetter("has_battery")
    ),
    _describe_power(key="battery_charge_w", exists_fn=attrgetter("has_battery")),
    _describe_power(key="battery_discharge_w", exists_fn=attrgetter("has_battery")),
    _describe_battery_capacity(exists_fn=attrgetter("has_battery")),
    PoderoSensorDescription(
        key="solar_power_rating_kw",
        device_class=SensorDeviceClass.POWER,
        entity_category=EntityCategory.DIAGNOSTIC,
        native_unit_of_measurement=UnitOfPower.KILO_WATT,
        suggested_display_precision=1,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors."""
    async_add_device_entities(
        entry,
        async_add_entities,
        PoderoSensor,
        {
            HeatPump: HEAT_PUMP,
            ElectricVehicle: ELECTRIC_VEHICLE,
            SolarInverter: SOLAR_INVERTER,
            Device: COMMON,
        },
    )
    await async_add_activity_sensors(hass, entry, async_add_entities)
    async_add_energy_sensors(entry, async_add_entities)
    async_add_heat_pump_energy_sensors(entry, async_add_entities)
    async_add_savings_sensors(entry, async_add_entities)
    async_add_energy_price_sensor(entry, async_add_entities)
    async_add_session_sensors(entry, async_add_entities)


class PoderoSensor[DeviceT: Device](
    PoderoEntity[DeviceT, StateType | datetime], SensorEntity
):
    """Sensor that shows a value of a device."""

    entity_description: PoderoSensorDescription[DeviceT]

    @property
    @override
    def native_value(self) -> StateType | datetime:
        return self.device_value
