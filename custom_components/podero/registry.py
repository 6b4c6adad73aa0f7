"""Podero devices and their entities in Home Assistant's registries.

``device_id`` is the ID that Podero gives a device, ``registry_id`` the one that Home
Assistant gives it. No other module maps one to the other.
"""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .const import DOMAIN


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
