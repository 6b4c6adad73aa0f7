"""Energy sensors for Podero, which add up the power that the devices report."""

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any, Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import UnitOfEnergy
from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.restore_state import (
    ExtraStoredData,
    RestoredExtraData,
    RestoreEntity,
)

from ..api import Device, ElectricVehicle, SolarInverter
from ..coordinator import (
    PoderoConfigEntry,
    PoderoDeviceCoordinator,
    SavingsCoordinator,
    SavingsKey,
)
from ..energy_meter import EnergyMeter
from ..entity import PoderoEntity, PoderoEntityDescription, async_add_device_entities
from ..statistics.recorded_total import async_recorded_total

# A session may be listed hours after it ended.
MAX_SESSION_UPDATES: Final = 6


class PoderoEnergyDescription[DeviceT: Device](
    PoderoEntityDescription[DeviceT], SensorEntityDescription
):
    """Describes a sensor of energy in kWh.

    ``power_fn`` returns the power that is added up, in W. ``reports_switching`` is
    described in `EnergyMeter`.
    """

    device_class: SensorDeviceClass | None = SensorDeviceClass.ENERGY
    native_unit_of_measurement: str | None = UnitOfEnergy.KILO_WATT_HOUR
    state_class: SensorStateClass | None = SensorStateClass.TOTAL_INCREASING
    suggested_display_precision: int | None = 1
    power_fn: Callable[[DeviceT], float | None]
    reports_switching: bool = False

    @override
    def exists(self, device: DeviceT, *, was_registered: bool) -> bool:
        """Return whether the device reports the power."""
        if self.exists_fn is not None:
            return self.exists_fn(device)
        return was_registered or self.power_fn(device) is not None


ELECTRIC_VEHICLE: tuple[PoderoEnergyDescription[ElectricVehicle], ...] = (
    PoderoEnergyDescription(
        key="energy_charged",
        power_fn=attrgetter("charging_power_w"),
        reports_switching=True,
    ),
)

SOLAR_INVERTER: tuple[PoderoEnergyDescription[SolarInverter], ...] = (
    PoderoEnergyDescription(
        key="energy_solar", power_fn=attrgetter("current_solar_production_w")
    ),
    PoderoEnergyDescription(
        key="energy_household", power_fn=attrgetter("household_consumption_w")
    ),
    PoderoEnergyDescription(
        key="energy_grid_import", power_fn=attrgetter("grid_import_w")
    ),
    PoderoEnergyDescription(
        key="energy_grid_export", power_fn=attrgetter("grid_export_w")
    ),
    PoderoEnergyDescription(
        key="energy_battery_charge",
        exists_fn=attrgetter("has_battery"),
        power_fn=attrgetter("battery_charge_w"),
    ),
    PoderoEnergyDescription(
        key="energy_battery_discharge",
        exists_fn=attrgetter("has_battery"),
        power_fn=attrgetter("battery_discharge_w"),
    ),
)


@callback
def async_add_energy_sensors(
    entry: PoderoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the energy sensors."""
    async_add_device_entities(
        entry,
        async_add_entities,
        partial(PoderoEnergySensor[Any], meters=entry.runtime_data.meters),
        {SolarInverter: SOLAR_INVERTER},
    )
    async_add_device_entities(
        entry,
        async_add_entities,
        partial(
            PoderoChargedEnergySensor,
            meters=entry.runtime_data.meters,
            sessions=entry.runtime_data.savings,
        ),
        {ElectricVehicle: ELECTRIC_VEHICLE},
    )


class PoderoEnergySensor[DeviceT: Device](
    PoderoEntity[DeviceT], SensorEntity, RestoreEntity
):
    """Sensor that adds up the energy that flows in one direction."""

    entity_description: PoderoEnergyDescription[DeviceT]
    _has_news: bool = False

    def __init__(
        self,
        coordinator: PoderoDeviceCoordinator[DeviceT],
        description: PoderoEnergyDescription[DeviceT],
        device: DeviceT,
        *,
        meters: dict[str, dict[str, EnergyMeter]],
    ) -> None:
        """Initialize the sensor; ``meters`` has the meters of all devices by key."""
        super().__init__(coordinator, description, device)
        self._meters = meters.setdefault(device.id, {})

    @override
    async def async_added_to_hass(self) -> None:
        """Restore the meter after a restart; a new entity ID does not reset it."""
        if self._meter_key not in self._meters:
            self._meter = await self._async_restore_meter()
        self._add_reading()
        await super().async_added_to_hass()

    async def _async_restore_meter(self) -> EnergyMeter:
        saved = await self.async_get_last_extra_data()
        meter = EnergyMeter.restore(
            saved.as_dict() if saved else None,
            reports_switching=self.entity_description.reports_switching,
        )
        # The saved meter is minutes older than a power cut, and may be deleted.
        total = await async_recorded_total(self.hass, self.entity_id)
        return meter.raise_to(*total) if total else meter

    @property
    @override
    def extra_restore_state_data(self) -> ExtraStoredData:
        """Return the meter, to be restored after a restart."""
        return RestoredExtraData(self._meter.save())

    @property
    @override
    def native_value(self) -> float:
        """Return the energy in kWh."""
        return round(self._meter.total_kwh, 3)

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Add the reading before the state is written."""
        self._add_reading()
        super()._handle_coordinator_update()

    def _add_reading(self) -> None:
        """Add the power to the meter, which counts each reading only once."""
        self._meter = self._meter.add(
            self.device.current_state_last_updated_at,
            self.entity_description.power_fn(self.device),
            has_news=self._has_news,
        )

    @property
    def _meter(self) -> EnergyMeter:
        return self._meters[self._meter_key]

    @_meter.setter
    def _meter(self, meter: EnergyMeter) -> None:
        self._meters[self._meter_key] = meter

    @property
    def _meter_key(self) -> str:
        return self.entity_description.key


class PoderoChargedEnergySensor(PoderoEnergySensor[ElectricVehicle]):
    """Sensor of the charged energy, corrected by each session that ended.

    Podero knows the energy of a session. A car that reports only when charging starts
    and stops does not tell how its power changed in between.
    """

    def __init__(
        self,
        coordinator: PoderoDeviceCoordinator[ElectricVehicle],
        description: PoderoEnergyDescription[ElectricVehicle],
        device: ElectricVehicle,
        *,
        meters: dict[str, dict[str, EnergyMeter]],
        sessions: SavingsCoordinator,
    ) -> None:
        """Initialize the sensor."""
        super().__init__(coordinator, description, device, meters=meters)
        self._sessions = sessions
        self._stop_waiting: CALLBACK_TYPE | None = None
        self._updates_left = 0
        self._was_plugged_in: bool | None = None
        self._told: object = None

    @override
    async def async_will_remove_from_hass(self) -> None:
        """Stop waiting for the session."""
        self._async_stop_waiting()

    @override
    def _add_reading(self) -> None:
        """Add the power, and follow the sessions."""
        at = self.device.current_state_last_updated_at
        last_at = self._meter.last_at
        if at is None or (last_at is not None and at < last_at):
            # A copy of the data that lags behind says nothing about sessions.
            super()._add_reading()
            return
        car = self.device
        told = (car.battery_level, car.driving_range, car.is_plugged_in)
        self._told, self._has_news = told, told != self._told
        before = self._was_plugged_in
        if car.is_plugged_in is not None:
            self._was_plugged_in = car.is_plugged_in
        if before is False and self._was_plugged_in:
            self._async_stop_waiting()
            # The energy since the last reading belongs to the session.
            self._meter = self._meter.start_session(at)
        super()._add_reading()
        if (
            before is not False
            and self._was_plugged_in is False
            and self._meter.session_at
        ):
            self._updates_left = MAX_SESSION_UPDATES
            self._stop_waiting = self._sessions.async_add_listener(
                self._async_settle_session, SavingsKey(self.device.id, "sessions")
            )

    @callback
    def _async_settle_session(self) -> None:
        """Correct the meter once Podero knows the energy of the session."""
        self._updates_left -= 1
        data = self._sessions.data.get(self.device.id)
        session = data and data.last_session
        if (
            session
            and session.plug_in_time
            and session.end
            and session.energy_charged_kwh is not None
        ):
            self._meter = self._meter.settle_session(
                session.plug_in_time, session.end, session.energy_charged_kwh
            )
        if self._updates_left <= 0:
            # A restart does not wait for it again.
            self._meter = self._meter.start_session(None)
        if self._meter.session_at is None:
            self._async_stop_waiting()
            self.async_write_ha_state()

    @callback
    def _async_stop_waiting(self) -> None:
        if self._stop_waiting is not None:
            self._stop_waiting()
            self._stop_waiting = None
