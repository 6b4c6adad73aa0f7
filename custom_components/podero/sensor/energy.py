"""Meters of energy, made of the powers that the cloud reports."""

from dataclasses import dataclass
from operator import attrgetter
from typing import override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import UnitOfEnergy
from homeassistant.core import callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.restore_state import (
    ExtraStoredData,
    RestoredExtraData,
    RestoreEntity,
)

from ..api import Device, ElectricVehicle, HeatPump, SolarInverter
from ..coordinator.home import PoderoHome
from ..energy_meter import EnergyMeter
from ..entity import PoderoEntity, PoderoEntityDescription, add_entities


@dataclass(frozen=True, kw_only=True)
class PoderoEnergyDescription[DeviceT: Device](
    PoderoEntityDescription[DeviceT], SensorEntityDescription
):
    """Describes a meter, in kWh; its value is the power that it counts, in W."""

    device_class: SensorDeviceClass | None = SensorDeviceClass.ENERGY
    native_unit_of_measurement: str | None = UnitOfEnergy.KILO_WATT_HOUR
    state_class: SensorStateClass | None = SensorStateClass.TOTAL_INCREASING
    suggested_display_precision: int | None = 1
    reports_switching: bool = False


HEAT_PUMP: tuple[PoderoEnergyDescription[HeatPump], ...] = (
    PoderoEnergyDescription(
        key="energy_consumption", value_fn=attrgetter("current_power_consumption_w")
    ),
)

ELECTRIC_VEHICLE: tuple[PoderoEnergyDescription[ElectricVehicle], ...] = (
    PoderoEnergyDescription(
        key="energy_charged",
        value_fn=attrgetter("charging_power_w"),
        reports_switching=True,
    ),
)

INVERTER: tuple[PoderoEnergyDescription[SolarInverter], ...] = (
    PoderoEnergyDescription(
        key="energy_solar", value_fn=attrgetter("current_solar_production_w")
    ),
    PoderoEnergyDescription(
        key="energy_household", value_fn=attrgetter("household_consumption_w")
    ),
    PoderoEnergyDescription(
        key="energy_grid_import", value_fn=attrgetter("grid_import_w")
    ),
    PoderoEnergyDescription(
        key="energy_grid_export", value_fn=attrgetter("grid_export_w")
    ),
    PoderoEnergyDescription(
        key="energy_battery_charge",
        has_fn=attrgetter("is_battery_connected"),
        value_fn=attrgetter("battery_charge_w"),
    ),
    PoderoEnergyDescription(
        key="energy_battery_discharge",
        has_fn=attrgetter("is_battery_connected"),
        value_fn=attrgetter("battery_discharge_w"),
    ),
)


@callback
def add_energy_sensors(
    home: PoderoHome, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the meters of a home, for each power that it reports."""
    add = async_add_entities
    add_entities(home.heat_pumps, add, PoderoEnergySensor, HEAT_PUMP)
    add_entities(home.electric_vehicles, add, PoderoEnergySensor, ELECTRIC_VEHICLE)
    add_entities(home.solar_inverters, add, PoderoEnergySensor, INVERTER)


class PoderoEnergySensor[DeviceT: Device](
    PoderoEntity[DeviceT], SensorEntity, RestoreEntity
):
    """What has flowed one way since the meter was there."""

    entity_description: PoderoEnergyDescription[DeviceT]

    @override
    async def async_added_to_hass(self) -> None:
        """Go on from where the meter stood, before a restart or a new entity ID."""
        if self.entity_description.key not in self._meters:
            saved = await self.async_get_last_extra_data()
            self._meter = EnergyMeter.restore(
                saved.as_dict() if saved else None,
                reports_switching=self.entity_description.reports_switching,
            )
        self._count()
        await super().async_added_to_hass()

    @property
    @override
    def extra_restore_state_data(self) -> ExtraStoredData:
        """What to go on from after a restart."""
        return RestoredExtraData(self._meter.save())

    @property
    @override
    def shown(self) -> float:
        """The energy, in kWh."""
        return round(self._meter.total_kwh, 3)

    @property
    @override
    def native_value(self) -> float:
        """The energy, in kWh."""
        return self.shown

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Count what is new."""
        if self.device.id in self.coordinator.changed:
            self._count()
        super()._handle_coordinator_update()

    def _count(self) -> None:
        device = self.coordinator.data.get(self.device.id, self.device)
        power = self.entity_description.value(device)
        self._meter = self._meter.add(device.current_state_last_updated_at, power)

    @property
    def _meter(self) -> EnergyMeter:
        return self._meters[self.entity_description.key]

    @_meter.setter
    def _meter(self, meter: EnergyMeter) -> None:
        self._meters[self.entity_description.key] = meter

    @property
    def _meters(self) -> dict[str, EnergyMeter]:
        home = self.coordinator.config_entry.runtime_data
        return home.meters.setdefault(self.device.id, {})
