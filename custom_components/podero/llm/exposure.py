"""What of a home's devices an assistant may know and steer."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import count
from typing import Any

from homeassistant.components.homeassistant import async_should_expose
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)

from ..api import Device
from ..const import DOMAIN
from ..coordinator.devices import PoderoDeviceCoordinator
from ..coordinator.home import PoderoConfigEntry


@dataclass(frozen=True, slots=True)
class ExposedDevice:
    """A device, with those of its entities that are exposed to an assistant.

    ``name`` is unlike that of any other. ``kind`` has the device by the ``id`` that
    Podero gave it; it is None while the home is not connected, and for a contract.
    """

    id: str
    name: str
    area: str | None
    kind: PoderoDeviceCoordinator[Any] | None
    entities: tuple[tuple[er.RegistryEntry, State], ...]

    @property
    def record(self) -> Device | None:
        """The device as Podero sent it last."""
        return None if self.kind is None else self.kind.data.get(self.id)

    @property
    def is_out_of_reach(self) -> bool:
        """Whether Podero does not answer at the moment."""
        return self.kind is None or not self.kind.last_update_success

    def entity(self, domain: str, key: str) -> State | None:
        """Return what an entity shows; None where it is not exposed."""
        for entry, state in self.entities:
            if (entry.domain, entry.translation_key) == (domain, key):
                return state
        return None


@callback
def async_exposed_devices(hass: HomeAssistant, assistant: str) -> list[ExposedDevice]:
    """Return the devices of which something is exposed to an assistant."""
    registry = er.async_get(hass)
    exposed: defaultdict[str, list[tuple[er.RegistryEntry, State]]] = defaultdict(list)
    for home in hass.config_entries.async_entries(DOMAIN):
        for entry in er.async_entries_for_config_entry(registry, home.entry_id):
            state = hass.states.get(entry.entity_id)
            if (
                entry.device_id is not None
                and state is not None
                and async_should_expose(hass, assistant, entry.entity_id)
            ):
                exposed[entry.device_id].append((entry, state))
    known = {
        registry_id: device
        for registry_id in exposed
        if (device := dr.async_get(hass).async_get(registry_id)) is not None
    }
    names = Counter(map(_name, known.values()))
    devices: list[ExposedDevice] = []
    for registry_id, device in known.items():
        name = _name(device)
        if names[name] > 1:
            numbered = (f"{name} ({number})" for number in count(1))
            name = next(one for one in numbered if one not in names)
            names[name] = 1
        podero_id = dict(device.identifiers)[DOMAIN]
        devices.append(
            ExposedDevice(
                podero_id,
                name,
                _area(hass, device),
                _kind(hass, device.config_entry_id, podero_id),
                tuple(exposed[registry_id]),
            )
        )
    return devices


def _name(device: dr.AnyDeviceEntry) -> str:
    return device.name_by_user or device.name or ""


def _area(hass: HomeAssistant, device: dr.AnyDeviceEntry) -> str | None:
    area_id = dr.async_get_effective_area_id(hass, device)
    area = ar.async_get(hass).async_get_area(area_id or "")
    return None if area is None else area.name


def _kind(
    hass: HomeAssistant, entry_id: str, podero_id: str
) -> PoderoDeviceCoordinator[Any] | None:
    home: PoderoConfigEntry | None = hass.config_entries.async_get_entry(entry_id)
    if home is None or home.state is not ConfigEntryState.LOADED:
        return None
    kinds = home.runtime_data.device_coordinators
    return next((kind for kind in kinds if podero_id in kind.data), None)
