"""What a maintainer needs to know, and nothing about whose home it is."""

from dataclasses import fields
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceEntry

from .api import Device
from .const import CONF_ENVIRONMENT, DOMAIN
from .coordinator import PoderoConfigEntry, PoderoCoordinator

# Of a device everything is named that is shown, so that nothing slips in by accident;
# these two could tell whose it is.
PRIVATE = {"id", "building"}


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: PoderoConfigEntry
) -> dict[str, Any]:
    """Return how the home is polled, and its devices without their ids."""
    home = entry.runtime_data
    return {
        "environment": entry.data[CONF_ENVIRONMENT],
        "kinds": {
            kind.kind.path: {
                **_polling(kind),
                "devices": [_device(device) for device in kind.data.values()],
            }
            for kind in home.coordinators
        },
    }


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: PoderoConfigEntry, device: DeviceEntry
) -> dict[str, Any]:
    """Return how one device is polled and what it reports."""
    device_id = dict(device.identifiers)[DOMAIN]
    for kind in entry.runtime_data.coordinators:
        if device_id in kind.data:
            return {
                "kind": kind.kind.path,
                **_polling(kind),
                "device": _device(kind.data[device_id]),
            }
    return {"device": None}


def _polling(kind: PoderoCoordinator[Any]) -> dict[str, Any]:
    error = kind.last_exception
    return {
        "last_update_success": kind.last_update_success,
        "last_error": None if error is None else str(error),
        "update_interval": str(kind.update_interval),
    }


def _device(device: Device) -> dict[str, Any]:
    """Return what is read of a device, and what the cloud does not even name."""
    read = [field.name for field in fields(device) if field.name not in PRIVATE]
    values = {name: getattr(device, name) for name in read if name != "sent"}
    missing = values.keys() - device.sent - {"manufacturer", "model"}
    return {**values, "not_sent": sorted(missing)}
