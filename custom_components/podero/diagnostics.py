"""Diagnostics support for Podero."""

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

# Allowlist: values of fields that are neither listed here nor read by a model are
# replaced by their type, so that new API fields cannot leak personal data.
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
JSON_TYPES = {
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
    """Return diagnostics for a config entry."""
    home = entry.runtime_data
    return {
        "environment": entry.data[CONF_ENVIRONMENT],
        "traffic": _traffic(home.heat_pumps.client.request_log),
        "kinds": {
            coordinator.device_class.path: {
                **_polling(coordinator),
                "devices": [
                    _device(device, home.meters) for device in coordinator.data.values()
                ],
            }
            for coordinator in home.device_coordinators
        },
        "charging_plans": _polling(home.charging_plans),
        "savings": _polling(home.savings),
        "energy_contract": _polling(home.energy_contract),
    }


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: PoderoConfigEntry, device: DeviceEntry
) -> dict[str, Any]:
    """Return diagnostics for a device."""
    home = entry.runtime_data
    device_id = dict(device.identifiers)[DOMAIN]
    for coordinator in home.device_coordinators:
        if device_id in coordinator.data:
            return {
                "environment": entry.data[CONF_ENVIRONMENT],
                "traffic": _traffic(coordinator.client.request_log),
                "kind": coordinator.device_class.path,
                **_polling(coordinator),
                "device": _device(coordinator.data[device_id], home.meters),
            }
    return {"device": None}


def _traffic(traffic: RequestLog) -> dict[str, Any]:
    return {
        "requests": dict(sorted(traffic.requests.items())),
        "failures": [failure._asdict() for failure in traffic.failures],
        "last_success": traffic.last_success,
    }


def _polling(coordinator: DataUpdateCoordinator[Any]) -> dict[str, Any]:
    error = coordinator.last_exception
    return {
        "last_update_success": coordinator.last_update_success,
        "last_error": None if error is None else str(error),
        "update_interval": str(coordinator.update_interval),
    }


def _device(
    device: Device, meters: Mapping[str, Mapping[str, EnergyMeter]]
) -> dict[str, Any]:
    """Return the parsed fields, the raw fields, and the fields that were not sent."""
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


def _harmless(sent: Mapping[str, Any], allowed: set[str]) -> dict[str, Any]:
    """Return the raw data with values that are not allowed replaced by their type."""
    harmless: dict[str, Any] = {}
    for name, value in sorted(sent.items()):
        if name in allowed and isinstance(value, Mapping):
            harmless[name] = _harmless(value, allowed)
        elif value is None or (name in allowed and not isinstance(value, list)):
            harmless[name] = value
        else:
            harmless[name] = f"<{JSON_TYPES[type(value)]}>"
    return harmless
