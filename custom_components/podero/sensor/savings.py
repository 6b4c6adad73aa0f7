"""Sensors for the savings of a device."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, override

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
from ..coordinator import (
    PoderoConfigEntry,
    PoderoDeviceCoordinator,
    SavingsCoordinator,
    SavingsKey,
)
from ..entity import PoderoEntity, PoderoEntityDescription
from ..registry import async_get_entity


@dataclass(frozen=True, kw_only=True)
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
    last_reset_fn: Callable[[Savings], datetime | None] = lambda _: None


def _this_month(savings: Savings) -> SavingsPeriod | None:
    return savings.month_at(dt_util.utcnow())


def _saved_this_month(savings: Savings) -> float | None:
    month = _this_month(savings)
    return None if month is None else month.total


def _start_of_month(savings: Savings) -> datetime | None:
    month = _this_month(savings)
    return None if month is None else month.start_period


SAVINGS: tuple[PoderoSavingsDescription, ...] = (
    PoderoSavingsDescription(
        key="savings_this_month",
        savings_fn=_saved_this_month,
        last_reset_fn=_start_of_month,
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
            PoderoSavingsSensor(coordinator, description, device, home.savings)
            for coordinator, device, description in new
        )

    async_add_new()
    entry.async_on_unload(home.savings.async_add_listener(async_add_new))


class PoderoSavingsSensor(PoderoEntity[Device], SensorEntity):
    """Savings of a device; the last value is kept while Podero does not respond."""

    entity_description: PoderoSavingsDescription

    def __init__(
        self,
        coordinator: PoderoDeviceCoordinator[Any],
        description: PoderoSavingsDescription,
        device: Device,
        savings: SavingsCoordinator,
    ) -> None:
        """Initialize the sensor."""
        super().__init__(coordinator, description, device)
        self._savings_coordinator = savings

    @override
    async def async_added_to_hass(self) -> None:
        """Listen for the savings of the device."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self._savings_coordinator.async_add_listener(
                self.async_write_ha_state, SavingsKey(self.device.id, "savings")
            )
        )

    @override
    async def async_update(self) -> None:
        """Fetch the device and its savings now."""
        await super().async_update()
        await self._savings_coordinator.async_refresh_keys(
            [SavingsKey(self.device.id, "savings")]
        )

    @property
    def _savings(self) -> Savings:
        data = self._savings_coordinator.data.get(self.device.id)
        return data.savings if data and data.savings else Savings()

    @property
    @override
    def native_value(self) -> float | None:
        """The saved amount."""
        return self.entity_description.savings_fn(self._savings)

    @property
    @override
    def native_unit_of_measurement(self) -> str:
        """The currency."""
        return self._savings.currency or self.hass.config.currency

    @property
    @override
    def last_reset(self) -> datetime | None:
        """The start of the period, if it is not the whole time."""
        return self.entity_description.last_reset_fn(self._savings)
