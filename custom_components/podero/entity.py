"""Base entities for Podero.

Writes are serialized and debounced in the coordinator. Platforms with sliders set
``PARALLEL_UPDATES`` to 0, so that calls that replace each other get there.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, override

from homeassistant.components.climate import ClimateEntity
from homeassistant.core import callback
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import (
    AddConfigEntryEntitiesCallback,
    async_get_current_platform,
)
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .api import Device, ElectricVehicle, Json, Podero
from .const import DOMAIN
from .coordinator import (
    ChargingPlanCoordinator,
    PoderoConfigEntry,
    PoderoDeviceCoordinator,
)
from .errors import translate_errors
from .registry import async_get_entity, unique_id


@dataclass(frozen=True, kw_only=True)
class PoderoEntityDescription[DeviceT: Device](EntityDescription):
    """Describes an entity of a device.

    Its value is the field of the device that is named like the key, unless
    ``value_fn`` computes it. It exists from the first value on, unless ``exists_fn``
    says whether it does.
    """

    exists_fn: Callable[[DeviceT], bool] | None = None
    value_fn: Callable[[DeviceT], Any] | None = None

    def exists(self, device: DeviceT, *, was_registered: bool) -> bool:
        """Return whether the device has the entity."""
        if self.exists_fn is not None:
            return self.exists_fn(device)
        return was_registered or self.value(device) is not None

    def value(self, device: DeviceT) -> Any:
        """Return the value; None if it is unknown or the entity does not exist."""
        if self.exists_fn is not None and not self.exists_fn(device):
            return None
        if self.value_fn is not None:
            return self.value_fn(device)
        return getattr(device, self.key)


@dataclass(frozen=True, kw_only=True)
class PoderoSettingDescription[DeviceT: Device](PoderoEntityDescription[DeviceT]):
    """Describes a setting; it exists once the API reports the field, even as null."""

    @override
    def exists(self, device: DeviceT, *, was_registered: bool) -> bool:
        """Return whether the device has the setting."""
        return self.key in device.reported_fields and super().exists(
            device, was_registered=True
        )


class PoderoEntity[DeviceT: Device, ValueT = None](
    CoordinatorEntity[PoderoDeviceCoordinator[DeviceT]]
):
    """Base entity of a device; ``ValueT`` is the type of its description's value."""

    _attr_has_entity_name = True
    entity_description: PoderoEntityDescription[DeviceT]

    def __init__(
        self,
        coordinator: PoderoDeviceCoordinator[DeviceT],
        description: PoderoEntityDescription[DeviceT],
        device: DeviceT,
    ) -> None:
        """Initialize the entity."""
        super().__init__(coordinator)
        self.entity_description = description
        self._device = device
        self._attr_translation_key = description.key
        self._attr_unique_id = unique_id(device.id, description.key)

    @property
    def device(self) -> DeviceT:
        """Return the device; as it was last if the API no longer lists it."""
        self._device = self.coordinator.data.get(self._device.id, self._device)
        return self._device

    @property
    def device_value(self) -> ValueT | None:
        """Return the value; None if it is unknown."""
        value: ValueT | None = self.entity_description.value(self.device)
        return value

    @property
    @override
    def device_info(self) -> DeviceInfo:
        """Return the device, named after its type, and its model if there are more."""
        home = self.coordinator.config_entry.runtime_data
        device = self.device
        name = device.device_type
        placeholders: dict[str, str] = {}
        if len(self.coordinator.data) > 1 and device.model is not None:
            name += "_of_several"
            number = home.async_model_number(device.id, device.model)
            placeholders["model"] = (
                device.model if number == 1 else f"{device.model} {number}"
            )
        return DeviceInfo(
            identifiers={(DOMAIN, device.id)},
            manufacturer=device.manufacturer,
            model=device.model,
            suggested_area=home.building_names.get(device.building or ""),
            translation_key=name,
            translation_placeholders=placeholders,
        )

    @property
    @override
    def available(self) -> bool:
        """Return whether the API responds and lists the device."""
        return super().available and self._device.id in self.coordinator.data

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write the state if the device, or whether it is available, changed."""
        if self._device.id in self.coordinator.changed_ids:
            super()._handle_coordinator_update()

    async def async_write(self, settings: Mapping[str, Json]) -> None:
        """Write settings; raise a HomeAssistantError if they are not applied."""
        with translate_errors(self.hass, self.coordinator.config_entry):
            await self.coordinator.async_write(self.device, settings)

    async def async_write_debounced(self, settings: Mapping[str, Json]) -> None:
        """Write settings that may change again within moments, the last ones only."""
        with translate_errors(self.hass, self.coordinator.config_entry):
            await self.coordinator.async_write_debounced(self.device, settings)

    async def async_command(
        self, command: Callable[[Podero, DeviceT], Awaitable[None]]
    ) -> None:
        """Send a command and refresh; raise a HomeAssistantError if it fails."""
        with translate_errors(self.hass, self.coordinator.config_entry):
            await self.coordinator.async_command(self.device, command)


class PoderoPlanEntity(PoderoEntity[ElectricVehicle]):
    """Base entity that shows the charging plan of an electric vehicle."""

    def __init__(
        self,
        coordinator: PoderoDeviceCoordinator[ElectricVehicle],
        description: PoderoEntityDescription[ElectricVehicle],
        device: ElectricVehicle,
        *,
        plans: ChargingPlanCoordinator,
    ) -> None:
        """Initialize the entity."""
        super().__init__(coordinator, description, device)
        self._plans = plans

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the charging plan as well."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self._plans.async_add_listener(self.async_write_ha_state, self.device.id)
        )

    @override
    async def async_update(self) -> None:
        """Refresh the electric vehicle and its charging plan."""
        await super().async_update()
        await self._plans.async_refresh_vehicle(self.device.id)

    @property
    @override
    def available(self) -> bool:
        """Return whether the electric vehicle is available and its plan is known."""
        return (
            super().available
            and self._plans.last_update_success
            and self.device.id in self._plans.data
        )


@callback
def async_add_device_entities(
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    entity_class: Callable[[PoderoDeviceCoordinator[Any], Any, Any], Entity],
    descriptions: Mapping[type[Device], Iterable[PoderoEntityDescription[Any]]],
) -> None:
    """Add the entities of a platform, each as soon as its device has it.

    New devices and new values are noticed after each update. Entities that were
    registered before a restart are added at once, even without a value.
    """
    platform = async_get_current_platform()

    def is_registered(device: Device, key: str) -> bool:
        found = async_get_entity(platform.hass, platform.domain, device.id, key)
        return found is not None

    @callback
    def add_new_entities(
        coordinator: PoderoDeviceCoordinator[Any],
        device_ids: Collection[str] | None = None,
    ) -> None:
        if not coordinator.is_active:
            return
        if device_ids is None:
            device_ids = coordinator.changed_ids
        new = [
            (description, device)
            for device in coordinator.data.values()
            if device.id in device_ids
            for description in descriptions[coordinator.device_class]
            if description.key not in coordinator.known_entities[device.id]
            and description.exists(
                device, was_registered=is_registered(device, description.key)
            )
        ]
        for description, device in new:
            coordinator.known_entities[device.id].add(description.key)
        if new:
            async_add_entities(entity_class(coordinator, *item) for item in new)

    for coordinator in entry.runtime_data.device_coordinators:
        if coordinator.device_class in descriptions:
            add_new_entities(coordinator, coordinator.data)
            entry.async_on_unload(
                coordinator.async_add_listener(partial(add_new_entities, coordinator))
            )


def native_temperature[EntityT: Entity](entity_class: type[EntityT]) -> type[EntityT]:
    """Add the names without ``native_``, which Home Assistant 2026.10 reads.

    Remove this decorator when 2026.11 is the oldest release that is supported.
    """
    if not hasattr(ClimateEntity, "native_temperature_unit"):
        for name, value in list(vars(entity_class).items()):
            if name.startswith("native_"):
                setattr(entity_class, name.removeprefix("native_"), value)
    return entity_class
