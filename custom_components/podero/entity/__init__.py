"""Base entities for Podero.

Writes are serialized and debounced in the coordinator. Platforms with sliders set
``PARALLEL_UPDATES`` to 0, so that calls that replace each other get there.
"""

from collections.abc import Awaitable, Callable, Collection, Hashable, Iterable, Mapping
from functools import partial
from typing import Any, dataclass_transform, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import (
    AddConfigEntryEntitiesCallback,
    async_get_current_platform,
)
from homeassistant.helpers.update_coordinator import CoordinatorEntity
from homeassistant.util.frozen_dataclass_compat import FrozenOrThawed

from ..api import Device, ElectricVehicle, Json, Podero
from ..const import DOMAIN
from ..coordinator import (
    ChargingPlan,
    PoderoConfigEntry,
    PoderoDeviceCoordinator,
    PoderoDeviceDataCoordinator,
)
from ..errors import translate_errors
from ..registry import async_get_entity, unique_id


@dataclass_transform(frozen_default=True, kw_only_default=True)
class DescriptionType(FrozenOrThawed):
    """Type of descriptions, which are dataclasses only for type checkers.

    Python generates the code of real ones at each start, which takes a millisecond for
    each class.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Generate nothing."""

    @override
    def __call__(self, **values: Any) -> Any:
        """Create a description; its defaults are the attributes of its class."""
        description: Any = object.__new__(self)  # type: ignore[arg-type]
        vars(description).update(values)
        return description


class PoderoEntityDescription[DeviceT: Device](
    EntityDescription, metaclass=DescriptionType
):
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


class PoderoSettingDescription[DeviceT: Device](PoderoEntityDescription[DeviceT]):
    """Describes a setting; it exists once the API reports the field, even as null."""

    @override
    def exists(self, device: DeviceT, *, was_registered: bool) -> bool:
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
            self.async_write_ha_state()

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


class PoderoDataEntity[DeviceT: Device, DataT](PoderoEntity[DeviceT]):
    """Base entity that shows data of a device from another coordinator, ``source``."""

    def __init__(
        self,
        coordinator: PoderoDeviceCoordinator[DeviceT],
        description: PoderoEntityDescription[DeviceT],
        device: DeviceT,
        *,
        source: PoderoDeviceDataCoordinator[Any, DataT],
    ) -> None:
        """Initialize the entity."""
        super().__init__(coordinator, description, device)
        self._source = source

    @property
    def data(self) -> DataT | None:
        """Return the data of the device; None if it is not known."""
        return self._source.data.get(self._device.id)

    @property
    def _source_key(self) -> Hashable:
        """Return the key that makes the source fetch the data."""
        return self._device.id

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(
            self._source.async_add_listener(self.async_write_ha_state, self._source_key)
        )

    @override
    async def async_update(self) -> None:
        await super().async_update()
        await self._source.async_refresh_keys([self._source_key])


class PoderoPlanEntity(PoderoDataEntity[ElectricVehicle, ChargingPlan]):
    """Base entity that shows the charging plan of an electric vehicle."""

    @property
    @override
    def available(self) -> bool:
        return (
            super().available
            and self._source.last_update_success
            and self.data is not None
        )


@callback
def async_add_device_entities(
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    entity_class: Callable[[PoderoDeviceCoordinator[Any], Any, Any], Entity],
    descriptions: Mapping[type[Device], Iterable[PoderoEntityDescription[Any]]],
) -> None:
    """Add the entities of a platform, each as soon as its device has it.

    Descriptions of a class apply to its subclasses, too. New devices and new values are
    noticed after each update. Entities that were registered before a restart are added
    at once, even without a value.
    """
    platform = async_get_current_platform()
    keys = {
        device_class: {description.key for description in described}
        for device_class, described in descriptions.items()
    }

    def is_registered(device: Device, key: str) -> bool:
        return bool(async_get_entity(platform.hass, platform.domain, device.id, key))

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
            for device_class, described in descriptions.items()
            if isinstance(device, device_class)
            and not keys[device_class] <= coordinator.known_entities[device.id]
            for description in described
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
        if issubclass(coordinator.device_class, (*descriptions,)):
            add_new_entities(coordinator, coordinator.data)
            entry.async_on_unload(
                coordinator.async_add_listener(partial(add_new_entities, coordinator))
            )


def device_platform(
    entity_class: Callable[[PoderoDeviceCoordinator[Any], Any, Any], Entity],
    descriptions: Mapping[type[Device], Iterable[PoderoEntityDescription[Any]]],
) -> Callable[
    [HomeAssistant, PoderoConfigEntry, AddConfigEntryEntitiesCallback], Awaitable[None]
]:
    """Return the ``async_setup_entry`` of a platform with entities of one class."""

    async def async_setup_entry(
        hass: HomeAssistant,
        entry: PoderoConfigEntry,
        async_add_entities: AddConfigEntryEntitiesCallback,
    ) -> None:
        async_add_device_entities(entry, async_add_entities, entity_class, descriptions)

    return async_setup_entry
