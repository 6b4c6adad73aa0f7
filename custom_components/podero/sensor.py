"""Readings of the devices."""

from dataclasses import dataclass
from datetime import datetime
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

from .api import Device, ElectricVehicle, HeatPump, SolarInverter
from .energy_sensor import add_energy_sensors
from .entity import PoderoEntity, PoderoEntityDescription, add_entities
from .home import PoderoConfigEntry
from .money_sensor import add_money_sensors
from .session_sensor import add_session_sensors

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class PoderoSensorDescription[DeviceT: Device](
    PoderoEntityDescription[DeviceT], SensorEntityDescription
):
    """Describes a sensor."""


@dataclass(frozen=True, kw_only=True)
class PoderoPowerDescription[DeviceT: Device](PoderoSensorDescription[DeviceT]):
    """Describes a power, in W."""

    device_class: SensorDeviceClass | None = SensorDeviceClass.POWER
    native_unit_of_measurement: str | None = UnitOfPower.WATT
    state_class: SensorStateClass | None = SensorStateClass.MEASUREMENT
    suggested_display_precision: int | None = 0


@dataclass(frozen=True, kw_only=True)
class PoderoTemperatureDescription(PoderoSensorDescription[HeatPump]):
    """Describes a temperature, in °C."""

    device_class: SensorDeviceClass | None = SensorDeviceClass.TEMPERATURE
    native_unit_of_measurement: str | None = UnitOfTemperature.CELSIUS
    state_class: SensorStateClass | None = SensorStateClass.MEASUREMENT
    suggested_display_precision: int | None = 1


@dataclass(frozen=True, kw_only=True)
class PoderoConsumptionDescription(PoderoSensorDescription[HeatPump]):
    """Describes the energy of a rolling window, in kWh: no meter, so no state class."""

    device_class: SensorDeviceClass | None = SensorDeviceClass.ENERGY
    native_unit_of_measurement: str | None = UnitOfEnergy.KILO_WATT_HOUR
    suggested_display_precision: int | None = 1


@dataclass(frozen=True, kw_only=True)
class PoderoStatusDescription(PoderoSensorDescription[Any]):
    """Describes how well Podero gets on with a device."""

    device_class: SensorDeviceClass | None = SensorDeviceClass.ENUM
    entity_category: EntityCategory | None = EntityCategory.DIAGNOSTIC
    options: list[str] | None = ("ok", "warning", "error")  # type: ignore[assignment]


@dataclass(frozen=True, kw_only=True)
class PoderoTimestampDescription(PoderoSensorDescription[Any]):
    """Describes when something was last updated."""

    device_class: SensorDeviceClass | None = SensorDeviceClass.TIMESTAMP
    entity_category: EntityCategory | None = EntityCategory.DIAGNOSTIC
    entity_registry_enabled_default: bool = False


COMMON: tuple[PoderoSensorDescription[Any], ...] = (
    PoderoStatusDescription(key="connection_status"),
    PoderoStatusDescription(
        key="monitoring_status", entity_registry_enabled_default=False
    ),
    PoderoStatusDescription(
        key="steering_status", entity_registry_enabled_default=False
    ),
    PoderoTimestampDescription(
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
    PoderoPowerDescription(key="current_power_consumption_w"),
    PoderoTemperatureDescription(key="dhw_temperature"),
    PoderoTemperatureDescription(key="inlet_temperature"),
    PoderoTemperatureDescription(key="outlet_temperature"),
    PoderoTemperatureDescription(key="outdoor_temperature"),
    PoderoTemperatureDescription(key="indoor_actual_temperature"),
    PoderoTemperatureDescription(key="indoor_target_temperature"),
    PoderoSensorDescription(
        key="current_mode",
        device_class=SensorDeviceClass.ENUM,
        options=["not_optimizing", "min", "eco", "comfort", "boost"],
        value_fn=lambda heat_pump: heat_pump.optimization_status,
    ),
    PoderoSensorDescription(
        key="operational_mode",
        value_fn=lambda heat_pump: heat_pump.working_mode,
    ),
    PoderoSensorDescription(
        key="away_mode_status",
        device_class=SensorDeviceClass.ENUM,
        options=["off", "scheduled", "active"],
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
    PoderoTimestampDescription(key="away_mode_last_updated_at"),
    PoderoTimestampDescription(key="consumption_last_updated_at"),
    PoderoTimestampDescription(key="heating_policy_last_updated_at"),
    PoderoConsumptionDescription(key="consumption_last_day_kwh"),
    PoderoConsumptionDescription(key="consumption_last_week_kwh"),
    PoderoConsumptionDescription(key="consumption_last_month_kwh"),
)

ELECTRIC_VEHICLE: tuple[PoderoSensorDescription[ElectricVehicle], ...] = (
    PoderoSensorDescription(
        key="battery_level",
        device_class=SensorDeviceClass.BATTERY,
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
    ),
    PoderoPowerDescription(key="charge_rate_w"),
    PoderoTimestampDescription(key="charge_policy_last_updated_at"),
    PoderoSensorDescription(
        key="charge_status",
        device_class=SensorDeviceClass.ENUM,
        options=["unplugged", "plugged_in", "charging"],
    ),
    PoderoSensorDescription(
        key="boost_state",
        device_class=SensorDeviceClass.ENUM,
        options=["available", "requested", "ongoing", "not_possible"],
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
    PoderoPowerDescription(key="current_solar_production_w"),
    PoderoPowerDescription(key="household_consumption_w"),
    PoderoPowerDescription(
        key="solar_surplus_w", value_fn=lambda inverter: inverter.surplus_w
    ),
    PoderoPowerDescription(key="current_power_to_grid_w"),
    PoderoPowerDescription(key="grid_import_w"),
    PoderoPowerDescription(key="grid_export_w"),
    PoderoSensorDescription(
        key="battery_charge_level_percent",
        device_class=SensorDeviceClass.BATTERY,
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        has_fn=lambda inverter: inverter.has_battery,
    ),
    PoderoPowerDescription(
        key="battery_charge_discharge_power_w",
        has_fn=lambda inverter: inverter.has_battery,
    ),
    PoderoPowerDescription(
        key="battery_charge_w", has_fn=lambda inverter: inverter.has_battery
    ),
    PoderoPowerDescription(
        key="battery_discharge_w", has_fn=lambda inverter: inverter.has_battery
    ),
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
    add_entities(home.inverters, add, PoderoSensor, (*INVERTER, *COMMON))
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
