"""What a maintainer needs to know, and nothing about whose home it is."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .api import Device, RequestLog
from .const import CONF_ENVIRONMENT, DOMAIN
from .coordinator import PoderoConfigEntry
from .energy_meter import EnergyMeter

# Of what the cloud sent, only what is named here or read by a model is told; of all
# else, no more than that it was there. So nothing slips in by accident.
HARMLESS = {
    "actual_steering_state",
    "created_at",
    "device_model",
    "is_forecasting_enabled",
    "last_monitoring_executed_at",
    "lifecycle_state",
    "manufacturer",
    "model",
    "updated_at",
    "year",
}
PRIVATE = {"id", "building"}
NOT_READ = {"raw", "reported_fields"}
KINDS_OF_JSON = {
    bool: "true or false",
    dict: "object",
    float: "number",
    int: "number",
    list: "list",
    str: "text",
}


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: PoderoConfigEntry
) -> dict[str, Any]:
    """Return how the home is polled, and its devices without their ids."""
    home = entry.runtime_data
    return {
        "environment": entry.data[CONF_ENVIRONMENT],
        "traffic": _traffic(home.heat_pumps.client.request_log),
        "kinds": {
            kind.device_class.path: {
                **_polling(kind),
                "devices": [
                    _device(device, home.meters) for device in kind.data.values()
                ],
            }
            for kind in home.device_coordinators
        },
        "charging_plans": _polling(home.charging_plans),
        "savings": _polling(home.savings),
        "energy_contract": _polling(home.energy_contract),
    }


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: PoderoConfigEntry, device: DeviceEntry
) -> dict[str, Any]:
    """Return how one device is polled and what it reports."""
    home = entry.runtime_data
    device_id = dict(device.identifiers)[DOMAIN]
    for kind in home.device_coordinators:
        if device_id in kind.data:
            return {
                "environment": entry.data[CONF_ENVIRONMENT],
                "traffic": _traffic(kind.client.request_log),
                "kind": kind.device_class.path,
                **_polling(kind),
                "device": _device(kind.data[device_id], home.meters),
            }
    return {"device": None}


def _traffic(traffic: RequestLog) -> dict[str, Any]:
    return {
        "requests": dict(sorted(traffic.requests.items())),
        "failures": [failure._asdict() for failure in traffic.failures],
        "last_success": traffic.last_success,
    }


def _polling(kind: DataUpdateCoordinator[Any]) -> dict[str, Any]:
    error = kind.last_exception
    return {
        "last_update_success": kind.last_update_success,
        "last_error": None if error is None else str(error),
        "update_interval": str(kind.update_interval),
    }


def _device(
    device: Device, meters: Mapping[str, Mapping[str, EnergyMeter]]
) -> dict[str, Any]:
    """Return what is read of a device, what was sent, and what was not."""
    read = {field.name for field in fields(device)} - PRIVATE - NOT_READ
    return {
        "read": {name: getattr(device, name) for name in sorted(read)},
        "sent": _harmless(device.raw, read | HARMLESS),
        "meters": {
            key: {"gaps": meter.gaps, "left_out_s": meter.left_out_s}
            for key, meter in sorted(meters.get(device.id, {}).items())
        },
        "not_sent": sorted(read - device.reported_fields - {"manufacturer", "model"}),
    }


def _harmless(sent: Mapping[str, Any], told: set[str]) -> dict[str, Any]:
    """Return what was sent, where it is not told as no more than what it is."""
    harmless: dict[str, Any] = {}
    for name, value in sorted(sent.items()):
        if name in told and isinstance(value, Mapping):
            harmless[name] = _harmless(value, told)
        elif value is None or (name in told and not isinstance(value, list)):
            harmless[name] = value
        else:
            harmless[name] = f"<{KINDS_OF_JSON[type(value)]}>"
    return harmless
