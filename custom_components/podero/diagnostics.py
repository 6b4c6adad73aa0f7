"""Diagnostics support for Podero."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .api import Device, RequestLog
from .const import CONF_ENVIRONMENT
from .coordinator import PoderoConfigEntry
from .energy_meter import EnergyMeter
from .registry import podero_id

# Allowlist: values of fields that are neither listed here nor read by a model are
# replaced by their type, so that new API fields cannot leak personal data.
ALLOWED_FIELDS: Final = {
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
HIDDEN_FIELDS: Final = {"id", "building", "raw"}
JSON_TYPES: Final = {
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
        "requests": _requests(home.client.request_log),
        "device_types": {
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
    device_id = podero_id(device) or ""
    if (coordinator := home.coordinator_of(device_id)) is None:
        return {"device": None}
    return {
        "environment": entry.data[CONF_ENVIRONMENT],
        "requests": _requests(home.client.request_log),
        "device_type": coordinator.device_class.path,
        **_polling(coordinator),
        "device": _device(coordinator.data[device_id], home.meters),
    }


def _requests(log: RequestLog) -> dict[str, Any]:
    return {
        "count": dict(sorted(log.requests.items())),
        "failures": [failure._asdict() for failure in log.failures],
        "last_success": log.last_success,
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
    """Return the values, the raw fields and the missing fields of a device."""
    names = {field.name for field in fields(device)} - HIDDEN_FIELDS
    return {
        "values": {name: getattr(device, name) for name in sorted(names)},
        "raw": _allowed(device.raw, names | ALLOWED_FIELDS),
        "missing": sorted(names - device.reported_fields - {"manufacturer", "model"}),
        "meters": {
            key: {"gaps": meter.gaps, "left_out_s": meter.left_out_s}
            for key, meter in sorted(meters.get(device.id, {}).items())
        },
    }


def _allowed(raw: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    """Return raw data with the values that are not allowed replaced by their type."""
    allowed: dict[str, Any] = {}
    for name, value in sorted(raw.items()):
        if name in names and isinstance(value, Mapping):
            # However deep an object is nested, it contains no name twice.
            allowed[name] = _allowed(value, names - {name})
        elif value is None or (name in names and not isinstance(value, list)):
            allowed[name] = value
        else:
            allowed[name] = f"<{JSON_TYPES[type(value)]}>"
    return allowed
