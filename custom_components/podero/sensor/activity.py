"""Sensors that explain what a device does, and why."""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from ..activity import Activity, Facts, explain
from ..activity.changes import charge_complete_at
from ..activity.sentence import async_get_texts, sentence
from ..api import Device, ElectricVehicle
from ..coordinator import PoderoConfigEntry, StateTimer
from ..entity import PoderoEntity, PoderoEntityDescription, async_add_device_entities


class PoderoActivityDescription(
    PoderoEntityDescription[Device], SensorEntityDescription
):
    """Describes a sensor that explains what a device does."""


ACTIVITY = PoderoActivityDescription(
    key="activity",
    device_class=SensorDeviceClass.ENUM,
    options=[*map(str, Activity)],
    exists_fn=lambda _: True,
)
PAUSED_UNTIL = PoderoActivityDescription(
    key="optimization_paused_until",
    device_class=SensorDeviceClass.TIMESTAMP,
    exists_fn=lambda _: True,
)
COMMON: tuple[PoderoActivityDescription, ...] = (ACTIVITY, PAUSED_UNTIL)
CHARGE_COMPLETE = PoderoActivityDescription(
    key="charge_complete_at",
    device_class=SensorDeviceClass.TIMESTAMP,
    exists_fn=lambda _: True,
)
ELECTRIC_VEHICLE: tuple[PoderoActivityDescription, ...] = (CHARGE_COMPLETE,)


async def async_add_activity_sensors(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors of each device."""
    texts = await async_get_texts(hass, hass.config.language)
    for device_class, description, entity_class in (
        (Device, ACTIVITY, partial(PoderoActivitySensor, texts=texts)),
        (Device, PAUSED_UNTIL, PoderoPauseEndSensor),
        (ElectricVehicle, CHARGE_COMPLETE, PoderoChargeCompleteSensor),
    ):
        async_add_device_entities(
            entry, async_add_entities, entity_class, {device_class: (description,)}
        )


class PoderoFactsSensor(PoderoEntity[Device], SensorEntity):
    """Base class for sensors whose state follows from all facts of a device."""

    entity_description: PoderoActivityDescription

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the device, its plan, the price, and the time."""
        self._timer = StateTimer(self.hass, self._async_write)
        self.async_on_remove(self._timer.async_cancel)
        await super().async_added_to_hass()
        home = self.coordinator.config_entry.runtime_data
        if isinstance(self.device, ElectricVehicle):
            # Without a context, the plan is not fetched for this sensor alone.
            for coordinator in (home.charging_plans, home.energy_contract):
                self.async_on_remove(coordinator.async_add_listener(self._async_write))
        self._async_update()

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Update the state if the device, or whether it is available, changed."""
        if self._device.id in self.coordinator.changed_ids:
            self._async_write()

    @callback
    def _async_write(self) -> None:
        self._async_update()
        self.async_write_ha_state()

    @callback
    def _async_update(self) -> None:
        facts = self.coordinator.config_entry.runtime_data.facts(self.device)
        self._async_set_value(facts)
        # Times of today are named without their day.
        midnight = dt_util.start_of_local_day() + timedelta(days=1)
        times = facts.values.values()
        self._timer.async_track(
            [midnight, *(time for time in times if isinstance(time, datetime))]
        )

    @abstractmethod
    def _async_set_value(self, facts: Facts[Device]) -> None:
        """Set the state."""


class PoderoActivitySensor(PoderoFactsSensor):
    """What a device does; the sentence that explains it is an attribute."""

    _unrecorded_attributes = frozenset({"sentence", "until", "next"})

    def __init__(self, *args: Any, texts: Mapping[str, str]) -> None:
        """Initialize the sensor with the texts of the sentences."""
        super().__init__(*args)
        self._texts = texts

    @override
    def _async_set_value(self, facts: Facts[Device]) -> None:
        unit = self.hass.config.units.temperature_unit
        explanation = explain(facts)
        self._attr_native_value = explanation.activity
        self._attr_extra_state_attributes = {
            "sentence": sentence(explanation, self._texts, unit),
            "until": explanation.until and explanation.until.isoformat(),
            "next": explanation.next and explanation.next.isoformat(),
        }


class PoderoChargeCompleteSensor(PoderoFactsSensor):
    """The time at which an electric vehicle has its level."""

    @override
    def _async_set_value(self, facts: Facts[Device]) -> None:
        self._attr_native_value = charge_complete_at(facts)


class PoderoPauseEndSensor(PoderoEntity[Device], SensorEntity):
    """The time at which the optimization of a device returns."""

    entity_description: PoderoActivityDescription

    @property
    @override
    def native_value(self) -> datetime | None:
        pauses = self.coordinator.config_entry.runtime_data.optimization_pauses
        end: datetime | None = pauses.end(self.device)
        return end if end and end > dt_util.utcnow() else None
