"""What all entities share: identity, availability, and sending a command."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Protocol, override

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import (
    AddConfigEntryEntitiesCallback,
    async_get_current_platform,
)
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .api import Device, Json, Podero
from .const import DOMAIN
from .coordinator.devices import FOLLOWING, PoderoDeviceCoordinator
from .coordinator.home import PoderoConfigEntry
from .errors import translate_errors


class Thing(Protocol):
    """Something that has entities, such as a device."""

    @property
    def id(self) -> str:
        """What the unique ids of its entities begin with."""


class Things(Protocol):
    """A coordinator of things; ``added`` has the keys of their entities, by id."""

    hass: HomeAssistant
    config_entry: PoderoConfigEntry
    added: defaultdict[str, set[str]]

    @property
    def data(self) -> Mapping[str, Any]:
        """The things, by id."""

    def async_add_listener(
        self, update_callback: CALLBACK_TYPE, context: Any = None
    ) -> CALLBACK_TYPE:
        """Listen for changes."""


@dataclass(frozen=True, kw_only=True)
class PoderoEntityDescription[ThingT: Thing](EntityDescription):
    """An entity that shows a thing's field of the same name, or what is made of it."""

    has_fn: Callable[[ThingT], bool | None] | None = None
    value_fn: Callable[[ThingT], Any] | None = None

    def has(self, thing: ThingT) -> bool | None:
        """Whether the thing has this; None where a value alone can tell."""
        return None if self.has_fn is None else self.has_fn(thing)

    def value(self, thing: ThingT) -> Any:
        """Return the value to show; None where the thing has none."""
        if self.has(thing) is False:
            return None
        if self.value_fn is not None:
            return self.value_fn(thing)
        return getattr(thing, self.key)


class PoderoSettingDescription[DeviceT: Device](PoderoEntityDescription[DeviceT]):
    """A setting: offered as soon as the cloud names it, whether it is set or not."""

    @override
    def has(self, device: DeviceT) -> bool | None:
        """Whether the cloud offers the setting for the device."""
        return self.key in device.reported_fields and super().has(device) is not False


class PoderoEntity[DeviceT: Device](
    CoordinatorEntity[PoderoDeviceCoordinator[DeviceT]]
):
    """An entity of one device."""

    _attr_has_entity_name = True
    entity_description: PoderoEntityDescription[DeviceT]
    _seen: tuple[bool, Any]

    def __init__(
        self,
        coordinator: PoderoDeviceCoordinator[DeviceT],
        description: PoderoEntityDescription[DeviceT],
        device: DeviceT,
    ) -> None:
        """Take the device as it was when it appeared."""
        super().__init__(coordinator)
        self.device = device
        self.entity_description = description
        self._attr_translation_key = description.key
        self._attr_unique_id = f"{device.id}_{description.key}"

    @property
    @override
    def device_info(self) -> DeviceInfo:
        """The device, named after its kind; of several, after its model too."""
        home = self.coordinator.config_entry.runtime_data
        device = self.device
        name = device.device_type
        placeholders: dict[str, str] = {}
        if len(self.coordinator.data) > 1 and device.model is not None:
            name += "_of_several"
            placeholders["model"] = self._model(device.model)
        return DeviceInfo(
            identifiers={(DOMAIN, device.id)},
            manufacturer=device.manufacturer,
            model=device.model,
            suggested_area=home.building_names.get(device.building or ""),
            translation_key=name,
            translation_placeholders=placeholders,
        )

    def _model(self, model: str) -> str:
        """Return what tells the device from others of its kind, and of its model."""
        devices = self.coordinator.data.values()
        before = takewhile(lambda one: one.id != self.device.id, devices)
        number = 1 + sum(one.model == model for one in before)
        return model if number == 1 else f"{model} {number}"

    @property
    @override
    def available(self) -> bool:
        """Whether the cloud answers and still lists the device."""
        return super().available and self.device.id in self.coordinator.data

    @property
    def shown(self) -> Any:
        """What the state is made of, mostly one value; None is unknown."""
        return self.entity_description.value(self.device)

    @override
    async def async_added_to_hass(self) -> None:
        """Listen, and remember what is shown from now on."""
        await super().async_added_to_hass()
        self.device = self.coordinator.data.get(self.device.id, self.device)
        self._seen = (self.available, self.shown)

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Take the device as it is now."""
        if self.device.id in self.coordinator.changed:
            self.device = self.coordinator.data.get(self.device.id, self.device)
            self.async_show()

    @callback
    def async_show(self) -> None:
        """Show what there is now, if that makes a difference."""
        before, self._seen = self._seen, (self.available, self.shown)
        if self._seen != before:
            self.async_write_ha_state()

    async def async_write(self, settings: Mapping[str, Json]) -> None:
        """Write settings of the device.

        Raises:
            HomeAssistantError: the cloud did not take them over.

        """
        with translate_errors(self.hass, self.coordinator.config_entry):
            await self.coordinator.async_write(self.device, settings)

    async def async_write_debounced(self, settings: Mapping[str, Json]) -> None:
        """Write settings of the device that may change again within moments.

        Raises:
            HomeAssistantError: the cloud did not take them over.

        """
        with translate_errors(self.hass, self.coordinator.config_entry):
            await self.coordinator.async_write_debounced(self.device, settings)

    async def async_command(
        self, command: Callable[[Podero, DeviceT], Awaitable[None]]
    ) -> None:
        """Let the cloud do something with the device.

        Raises:
            HomeAssistantError: the cloud did not do it.

        """
        with translate_errors(self.hass, self.coordinator.config_entry):
            await self.coordinator.async_command(self.device, command)


@callback
def add_entities[
    CoordinatorT: Things,
    DescriptionT: PoderoEntityDescription[Any],
    ThingT: Thing,
](
    coordinator: CoordinatorT,
    async_add_entities: AddConfigEntryEntitiesCallback,
    make: Callable[[CoordinatorT, DescriptionT, ThingT], Entity],
    descriptions: tuple[DescriptionT, ...],
) -> None:
    """Add an entity a device and description, once there is something to show.

    It looks again after each change, so that new devices appear while running, and so
    do the readings that a device begins to report. What was there before a restart is
    there again at once, even where the cloud has no value for it yet.
    """
    domain = async_get_current_platform().domain
    registry = er.async_get(coordinator.hass)
    looked_at: Mapping[str, ThingT] = {}

    def is_due(device: ThingT, description: DescriptionT) -> bool:
        if (has := description.has(device)) is not None:
            return has
        return description.value(device) is not None or bool(
            registry.async_get_entity_id(
                domain, DOMAIN, f"{device.id}_{description.key}"
            )
        )

    @callback
    def add_due() -> None:
        nonlocal looked_at
        if coordinator.config_entry.state not in FOLLOWING:
            return
        before, looked_at = looked_at, coordinator.data
        due = [
            (device, description)
            for device in looked_at.values()
            if before.get(device.id) is not device
            for description in descriptions
            if description.key not in coordinator.added[device.id]
            and is_due(device, description)
        ]
        for device, description in due:
            coordinator.added[device.id].add(description.key)
        if due:
            async_add_entities(
                make(coordinator, description, device) for device, description in due
            )

    add_due()
    coordinator.config_entry.async_on_unload(coordinator.async_add_listener(add_due))
