"""Podero devices and their entities in Home Assistant's registries, and safe names.

``device_id`` is the ID that Podero gives a device, ``registry_id`` the one that Home
Assistant gives it. No other module maps one to the other.
"""

from collections.abc import Collection
from itertools import count
from math import inf
import re
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .const import DOMAIN

MAX_NAME_LENGTH: Final = 80

_WITHOUT_MARKUP = str.maketrans("`[]<>", "'()()")


def podero_id(device: dr.AnyDeviceEntry) -> str | None:
    """Return Podero's ID of a device; None for a device of another integration."""
    return next(
        (identifier for domain, identifier in device.identifiers if domain == DOMAIN),
        None,
    )


def device_name(device: dr.AnyDeviceEntry) -> str:
    """Return the name that the user gave a device, else the one it came with."""
    return device.name_by_user or device.name or ""


def unique_id(device_id: str, key: str) -> str:
    """Return the unique ID of a device's entity."""
    return f"{device_id}_{key}"


@callback
def async_get_device(
    hass: HomeAssistant, entry_id: str, device_id: str
) -> dr.DeviceEntry | None:
    """Return a home's device; None while it is not registered."""
    return dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, device_id), entry_id
    )


@callback
def async_get_devices(hass: HomeAssistant, entry_id: str) -> dict[str, dr.DeviceEntry]:
    """Return a home's registered devices by Podero's ID, its contract included."""
    return {
        device_id: device
        for device in dr.async_entries_for_config_entry(dr.async_get(hass), entry_id)
        if (device_id := podero_id(device)) is not None
    }


@callback
def async_model_numbers(
    hass: HomeAssistant, entry_id: str, model: str, device_ids: Collection[str]
) -> dict[str, int]:
    """Return numbers, from 1, that distinguish the devices of one model.

    A device keeps the number that its registered name ends with. The others get free
    numbers in the order in which they were registered, new ones last.
    """
    registered = async_get_devices(hass, entry_id)
    named_number = re.compile(rf"{re.escape(model)}(?: (\d+))?$")
    numbers: dict[int, str] = {}
    unnumbered: list[str] = []

    def registration_order(device_id: str) -> tuple[float, str]:
        device = registered.get(device_id)
        return (inf if device is None else device.created_at.timestamp(), device_id)

    same_model = {key for key, device in registered.items() if device.model == model}
    for device_id in sorted(same_model.union(device_ids), key=registration_order):
        device = registered.get(device_id)
        match = named_number.search(device.name or "") if device else None
        number = int(match[1] or 1) if match else None
        if number is None or number in numbers:
            unnumbered.append(device_id)
        else:
            numbers[number] = device_id
    free = (number for number in count(1) if number not in numbers)
    numbers |= dict(zip(free, unnumbered, strict=False))
    return {device_id: number for number, device_id in numbers.items()}


@callback
def async_is_in_other_home(hass: HomeAssistant, entry_id: str, device_id: str) -> bool:
    """Return whether a device is registered with another home that is loaded."""
    return any(
        async_get_device(hass, home.entry_id, device_id) is not None
        for home in hass.config_entries.async_loaded_entries(DOMAIN)
        if home.entry_id != entry_id
    )


@callback
def async_registry_id(hass: HomeAssistant, entity_id: str) -> str | None:
    """Return the device that an entity belongs to; None if there is none."""
    entity = er.async_get(hass).async_get(entity_id)
    return None if entity is None else entity.device_id


@callback
def async_get_entity(
    hass: HomeAssistant, domain: str, device_id: str, key: str
) -> er.RegistryEntry | None:
    """Return a device's entity; None while it is not registered."""
    registry = er.async_get(hass)
    entity_id = registry.async_get_entity_id(domain, DOMAIN, unique_id(device_id, key))
    return None if entity_id is None else registry.async_get(entity_id)


@callback
def async_is_enabled(
    hass: HomeAssistant, domain: str, device_id: str, key: str, *, default: bool
) -> bool:
    """Return whether a device's entity is enabled; ``default`` if not registered."""
    entity = async_get_entity(hass, domain, device_id, key)
    return default if entity is None else not entity.disabled


def sanitize_name(name: str, max_length: int = MAX_NAME_LENGTH) -> str:
    """Return a name as one line of printable characters, shortened if it is long."""
    line = " ".join(name.split())
    line = "".join(character for character in line if character.isprintable())
    return line if len(line) <= max_length else f"{line[: max_length - 1].rstrip()}…"


def sanitize_markdown(name: str) -> str:
    """Return a name that is neither code, a link, an image nor HTML in Markdown."""
    return sanitize_name(name).translate(_WITHOUT_MARKUP)


def code_span(name: str) -> str:
    """Return a name as code in Markdown: an e-mail address does not become a link."""
    return f"`{sanitize_markdown(name)}`"
