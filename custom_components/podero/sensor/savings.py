"""Sensors for the savings of a device."""

from collections.abc import Callable
from datetime import datetime
from typing import override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import Platform
from homeassistant.core import callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from ..api import Device, Savings, SavingsPeriod
from ..coordinator import DeviceSavings, PoderoConfigEntry, SavingsKey
from ..entity import PoderoDataEntity, PoderoEntityDescription
from ..registry import async_get_entity


class PoderoSavingsDescription(
    PoderoEntityDescription[Device], SensorEntityDescription
):
    """Describes a savings sensor.

    The currency is Podero's, or that of Home Assistant if Podero sends none.
    """

    device_class: SensorDeviceClass | None = SensorDeviceClass.MONETARY
    state_class: SensorStateClass | None = SensorStateClass.TOTAL
    suggested_display_precision: int | None = 2
    savings_fn: Callable[[Savings], float | None]
    last_reset_fn: Callable[[Savings], datetime | None] = staticmethod(lambda _: None)


def _this_month(savings: Savings) -> SavingsPeriod:
    return savings.month_at(dt_util.utcnow()) or SavingsPeriod()


SAVINGS: tuple[PoderoSavingsDescription, ...] = (
    PoderoSavingsDescription(
        key="savings_this_month",
        savings_fn=lambda savings: _this_month(savings).total,
        last_reset_fn=lambda savings: _this_month(savings).start_period,
    ),
    PoderoSavingsDescription(
        key="savings_total",
        entity_registry_enabled_default=False,
        savings_fn=lambda savings: savings.total,
    ),
)


@callback
def async_add_savings_sensors(
    entry: PoderoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the savings sensors of each device once it has savings."""
    home = entry.runtime_data

    def exists(device: Device, description: PoderoSavingsDescription) -> bool:
        data = home.savings.data.get(device.id)
        if data and data.savings and description.savings_fn(data.savings) is not None:
            return True
        return bool(
            async_get_entity(
                home.savings.hass, Platform.SENSOR, device.id, description.key
            )
        )

    @callback
    def async_add_new() -> None:
        new = [
            (coordinator, device, description)
            for coordinator in home.device_coordinators
            for device in coordinator.data.values()
            for description in SAVINGS
            if coordinator.is_active
            and description.key not in coordinator.known_entities[device.id]
            and exists(device, description)
        ]
        for coordinator, device, description in new:
            coordinator.known_entities[device.id].add(description.key)
        async_add_entities(
            PoderoSavingsSensor(coordinator, description, device, source=home.savings)
            for coordinator, device, description in new
        )

    async_add_new()
    entry.async_on_unload(home.savings.async_add_listener(async_add_new))


class PoderoSavingsSensor(PoderoDataEntity[Device, DeviceSavings], SensorEntity):
    """Savings of a device; the last value is kept while Podero does not respond."""

    entity_description: PoderoSavingsDescription

    @property
    @override
    def _source_key(self) -> SavingsKey:
        return SavingsKey(self.device.id, "savings")

    @property
    def _savings(self) -> Savings:
        return (self.data and self.data.savings) or Savings()

    @property
    @override
    def native_value(self) -> float | None:
        return self.entity_description.savings_fn(self._savings)

    @property
    @override
    def native_unit_of_measurement(self) -> str:
        return self._savings.currency or self.hass.config.currency

    @property
    @override
    def last_reset(self) -> datetime | None:
        """The start of the period, if it is not the whole time."""
        return self.entity_description.last_reset_fn(self._savings)
