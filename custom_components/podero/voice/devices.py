"""The devices that a sentence is about."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
import re
from typing import Final

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.core import Context, HomeAssistant, State, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)

from ..api import Device, ElectricVehicle, HeatPump
from ..coordinator import PoderoConfigEntry
from ..llm.exposure import ExposedDevice, async_exposed_devices
from ..registry import async_get_devices, device_name
from .speech import Speech

ASSISTANT: Final = "conversation"
ENERGY_CONTRACT: Final = "energy_contract"
# The names of device types in the rules of the templates.
_RULES: Final = {ElectricVehicle.device_type: "car", HeatPump.device_type: "heat_pump"}


class NoAnswerError(Exception):
    """The reason, in words, for which a sentence has neither answer nor effect."""


class NotExposedError(NoAnswerError):
    """Nothing that could answer is exposed to the assistant."""


@dataclass(frozen=True, slots=True)
class Request:
    """A sentence that somebody said, and the devices that they may read."""

    hass: HomeAssistant
    context: Context
    speech: Speech
    text: str
    slots: dict[str, str]
    area: str | None
    devices: list[ExposedDevice]

    def find(
        self, domain: str, key: str, device_type: str | None = None
    ) -> list[tuple[ExposedDevice, State]]:
        """Return the devices with an entity that the sentence names, else all.

        Raises:
            NotExposedError: There is none.

        """
        found = {
            device.device_id: (device, state)
            for device in self.devices
            if (state := device.state_of(domain, key)) is not None
            and device_type in (None, self.type_of(device))
        }
        if not found:
            raise NotExposedError(self.speech.say("not_exposed"))
        named = self._named([device for device, _ in found.values()])
        return [found[device.device_id] for device in named]

    def one(self, found: list[tuple[ExposedDevice, State]]) -> None:
        """Ask which device is meant if there are several.

        Raises:
            NoAnswerError: There are several.

        """
        if len(found) > 1:
            devices = [device for device, _ in found]
            areas = len({device.area for device in devices}) > 1
            names = [
                f"{device.name} ({device.area})"
                if areas and device.area
                else device.name
                for device in devices
            ]
            said = self.speech.join(names, "or")
            raise NoAnswerError(self.speech.say("which", names=said))

    def name_of(self, device: ExposedDevice, *, is_object: bool = False) -> str:
        """Return the name if there are several such devices, else "the car"."""
        device_type = self.type_of(device)
        if sum(self.type_of(other) == device_type for other in self.devices) > 1:
            return device.name
        return self.speech.the(device_type, is_object=is_object)

    def device[DeviceT: Device](
        self, exposed: ExposedDevice, model: type[DeviceT]
    ) -> DeviceT:
        """Return a device as Podero last sent it.

        Raises:
            NoAnswerError: It is not available.

        """
        device = exposed.device
        if not isinstance(device, model) or exposed.is_out_of_reach:
            name = self.name_of(exposed)
            raise NoAnswerError(self.speech.say("unavailable", device=name))
        return device

    @staticmethod
    def type_of(device: ExposedDevice) -> str:
        """Return the type of a device."""
        coordinator = device.device_coordinator
        return ENERGY_CONTRACT if coordinator is None else coordinator.device_type

    def _named(self, devices: list[ExposedDevice]) -> list[ExposedDevice]:
        """Return the devices with the longest name, else those in an area."""
        text = _words(self.text)
        for candidates in (
            {device.device_id: _names(self.hass, device) for device in devices},
            {device.device_id: [device.area or ""] for device in devices},
        ):
            said = {
                device_id: max(_mention(text, name) for name in names)
                for device_id, names in candidates.items()
            }
            longest = max(said.values())
            if longest:
                devices = [item for item in devices if said[item.device_id] == longest]
        here = [device for device in devices if device.area == self.area]
        return here if self.area is not None and here else devices


@callback
def async_template_names(
    hass: HomeAssistant, entries: Iterable[PoderoConfigEntry]
) -> dict[str, list[str]]:
    """Return the names and areas for templates, and the types of devices as keys."""
    names: dict[str, list[str]] = {}
    for entry in entries:
        registered = async_get_devices(hass, entry.entry_id)
        home = entry.runtime_data
        if home.energy_contract.device_id in registered:
            names[ENERGY_CONTRACT] = []
        for coordinator in home.device_coordinators:
            rule = _RULES.get(coordinator.device_type, "")
            for device_id in coordinator.data.keys() & registered.keys():
                device = registered[device_id]
                names[coordinator.device_type] = []
                names.setdefault(f"{rule}_names", []).extend(_device_names(device))
                area_id = dr.async_get_effective_area_id(hass, device)
                if area := ar.async_get(hass).async_get_area(area_id or ""):
                    names.setdefault(f"{rule}_areas", []).append(_spoken(area.name))
    return {key: sorted({*filter(None, found)}) for key, found in names.items()}


async def async_readable_devices(
    hass: HomeAssistant, entry_ids: Collection[str], context: Context
) -> list[ExposedDevice]:
    """Return the exposed devices of homes that the user of a context may read."""
    devices = [
        device
        for device in async_exposed_devices(hass, ASSISTANT)
        if device.entities[0][0].config_entry_id in entry_ids
    ]
    if context.user_id is None:
        return devices
    user = await hass.auth.async_get_user(context.user_id)
    may_read = [
        replace(
            device,
            entities=tuple(
                (entity, state)
                for entity, state in device.entities
                if user is not None
                and user.permissions.check_entity(entity.entity_id, POLICY_READ)
            ),
        )
        for device in devices
    ]
    return [device for device in may_read if device.entities]


@callback
def async_area(
    hass: HomeAssistant, satellite_id: str | None, device_id: str | None
) -> str | None:
    """Return the name of the area of a voice assistant."""
    satellite = er.async_get(hass).async_get(satellite_id or "")
    area_id = satellite and satellite.area_id
    device = dr.async_get(hass).async_get(
        (satellite and satellite.device_id) or device_id or ""
    )
    if area_id is None and device is not None:
        area_id = dr.async_get_effective_area_id(hass, device)
    area = ar.async_get(hass).async_get_area(area_id or "")
    return None if area is None else area.name


def _names(hass: HomeAssistant, device: ExposedDevice) -> list[str]:
    registered = dr.async_get(hass).async_get(device.entities[0][0].device_id or "")
    return [device.name, *(_device_names(registered) if registered else ())]


def _device_names(device: dr.AnyDeviceEntry) -> list[str]:
    """Return what a device may be called."""
    names = (device_name(device), getattr(device, "model", None))
    return [_spoken(name) for name in names if name]


def _spoken(name: str) -> str:
    """Return a name without characters that mean something in a template."""
    return " ".join(re.sub(r"[^\w\s'.-]", " ", name).split()).strip(" '.-")


def _words(text: str) -> str:
    return f" {' '.join(re.findall(r'\w+', text.casefold()))} "


def _mention(text: str, name: str) -> int:
    """Return the length of a name if a text has it, else 0."""
    words = _words(name)
    return len(words.strip()) if words in text else 0
