"""Devices that are exposed to an assistant."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import count
from typing import Any

from homeassistant.components.homeassistant.const import DATA_EXPOSED_ENTITIES
from homeassistant.components.homeassistant.exposed_entities import (
    async_expose_entity,
    async_should_expose,
)
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)

from ..activity import Explanation, explain
from ..api import Device
from ..const import DOMAIN
from ..coordinator import PoderoConfigEntry, PoderoDeviceCoordinator
from ..registry import async_get_devices, device_name, sanitize_name


@dataclass(frozen=True, slots=True)
class ExposedDevice:
    """A device with exposed entities.

    ``name`` is unique. ``device_coordinator`` lists the device by its ``device_id``;
    it is None while the home is not loaded, and for an energy contract.
    """

    device_id: str
    name: str
    area: str | None
    device_coordinator: PoderoDeviceCoordinator[Any] | None
    entities: tuple[tuple[er.RegistryEntry, State], ...]

    @property
    def device(self) -> Device | None:
        """The device as Podero last sent it."""
        if self.device_coordinator is None:
            return None
        return self.device_coordinator.data.get(self.device_id)

    @property
    def explanation(self) -> Explanation:
        """What the device does and why; empty if that is not known."""
        coordinator, device = self.device_coordinator, self.device
        if coordinator is None or device is None:
            return Explanation(None)
        return explain(coordinator.config_entry.runtime_data.facts(device))

    @property
    def is_out_of_reach(self) -> bool:
        """Whether Podero does not respond at the moment."""
        return (
            self.device_coordinator is None
            or not self.device_coordinator.last_update_success
        )

    def state_of(self, domain: str, key: str) -> State | None:
        """Return the state of an entity; None if it is not exposed."""
        for entity, state in self.entities:
            if (entity.domain, entity.translation_key) == (domain, key):
                return state
        return None


@callback
def async_exposed_devices(hass: HomeAssistant, assistant: str) -> list[ExposedDevice]:
    """Return the devices with entities that are exposed to an assistant."""
    devices = [
        (entry, device_id, device, entities)
        for entry in hass.config_entries.async_entries(DOMAIN)
        for device_id, device in async_get_devices(hass, entry.entry_id).items()
        if (entities := _exposed_entities(hass, assistant, device))
    ]
    names = _unique_names([device for _, _, device, _ in devices])
    return [
        ExposedDevice(
            device_id,
            name,
            _area(hass, device),
            _device_coordinator(entry, device_id),
            entities,
        )
        for name, (entry, device_id, device, entities) in zip(
            names, devices, strict=True
        )
    ]


@callback
def async_expose_once(
    hass: HomeAssistant,
    assistant: str,
    entry_id: str,
    keys: Collection[tuple[str, str]],
) -> None:
    """Expose entities of a home that Home Assistant does not expose by itself.

    It does so only if new entities are exposed to the assistant at all, and only once
    for each entity: what the user stops exposing stays so.
    """
    if not hass.data[DATA_EXPOSED_ENTITIES].async_get_expose_new_entities(assistant):
        return
    registry = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(registry, entry_id):
        if (entity.domain, entity.translation_key) in keys and (
            assistant not in entity.options.get(DOMAIN, {})
        ):
            registry.async_update_entity_options(
                entity.entity_id, DOMAIN, {assistant: True}
            )
            async_expose_entity(hass, assistant, entity.entity_id, should_expose=True)


def _exposed_entities(
    hass: HomeAssistant, assistant: str, device: dr.DeviceEntry
) -> tuple[tuple[er.RegistryEntry, State], ...]:
    return tuple(
        (entity, state)
        for entity in er.async_entries_for_device(er.async_get(hass), device.id)
        if entity.platform == DOMAIN
        and (state := hass.states.get(entity.entity_id)) is not None
        and async_should_expose(hass, assistant, entity.entity_id)
    )


def _unique_names(devices: list[dr.DeviceEntry]) -> list[str]:
    """Return the names of devices, with numbers where several have the same."""
    names = [sanitize_name(device_name(device)) for device in devices]
    counts = Counter(names)
    for index, name in enumerate(names):
        if counts[name] > 1:
            numbered = (f"{name} ({number})" for number in count(1))
            names[index] = next(new for new in numbered if new not in counts)
            counts[names[index]] = 1
    return names


def _area(hass: HomeAssistant, device: dr.DeviceEntry) -> str | None:
    area_id = dr.async_get_effective_area_id(hass, device)
    area = ar.async_get(hass).async_get_area(area_id or "")
    return None if area is None else sanitize_name(area.name)


def _device_coordinator(
    entry: PoderoConfigEntry, device_id: str
) -> PoderoDeviceCoordinator[Any] | None:
    if entry.state is not ConfigEntryState.LOADED:
        return None
    return entry.runtime_data.coordinator_of(device_id)
