"""Parts of the Energy dashboard: what a home contributes to it.

A part is a source or a device, as Home Assistant stores it in its energy preferences.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from homeassistant.components.energy import data as energy
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback

from ..const import DOMAIN
from ..coordinator import PoderoConfigEntry
from ..registry import async_get_devices, async_get_entity, device_name

type Part = dict[str, Any]
type Parts = dict[str, Part]
"""Parts by the ID of their device and their type, separated by a space."""

BATTERY: Final = "battery"
DEVICE: Final = "device"
GRID: Final = "grid"
HOME: Final = "home"
TEXTS: Final = f"component.{DOMAIN}.selector.energy_dashboard.options"
METERS: Final = ("stat_energy_from", "stat_energy_to", "stat_consumption")


@dataclass(frozen=True, kw_only=True)
class PartDescription:
    """Describes a part of a device that has all of the meters.

    The fields are given with the keys of their sensors; ``empty_fields`` are those
    that the dialogs of the Energy dashboard store without a value.
    """

    part_type: str
    meters: Mapping[str, str]
    sensors: Mapping[str, str] = field(default_factory=dict)
    power_config: Mapping[str, str] = field(default_factory=dict)
    empty_fields: Mapping[str, Any] = field(default_factory=dict)


PARTS: Final = (
    PartDescription(
        part_type="solar",
        meters={"stat_energy_from": "energy_solar"},
        sensors={"stat_rate": "current_solar_production_w"},
        empty_fields={"config_entry_solar_forecast": None},
    ),
    PartDescription(
        part_type=GRID,
        meters={
            "stat_energy_from": "energy_grid_import",
            "stat_energy_to": "energy_grid_export",
        },
        power_config={
            "stat_rate_from": "grid_import_w",
            "stat_rate_to": "grid_export_w",
        },
        empty_fields={
            "stat_cost": None,
            "entity_energy_price": None,
            "number_energy_price": None,
            "stat_compensation": None,
            "entity_energy_price_export": None,
            "number_energy_price_export": None,
            "cost_adjustment_day": 0,
        },
    ),
    PartDescription(
        part_type=BATTERY,
        meters={
            "stat_energy_from": "energy_battery_discharge",
            "stat_energy_to": "energy_battery_charge",
        },
        sensors={"stat_soc": "battery_charge_level_percent"},
        power_config={"stat_rate": "battery_charge_discharge_power_w"},
    ),
    PartDescription(
        part_type=HOME,
        meters={"stat_energy_to": "energy_household"},
        sensors={"stat_rate": "household_consumption_w"},
    ),
    PartDescription(
        part_type=DEVICE,
        meters={"stat_consumption": "energy_consumption"},
        sensors={"stat_rate": "current_power_consumption_w"},
    ),
    PartDescription(
        part_type=DEVICE,
        meters={"stat_consumption": "energy_charged"},
        sensors={"stat_rate": "charge_rate_w"},
    ),
)


def meters_of(part: Part) -> set[str]:
    """Return the statistics of energy of a part, whoever added it."""
    return {part[name] for name in METERS if part.get(name) is not None}


def merge_part(current: Part, before: Part, part: Part) -> Part:
    """Return a part with what is new, except where it was changed by hand."""
    merged = {**current}
    for name in before.keys() | part.keys():
        if current.get(name) == before.get(name) != part.get(name):
            merged.pop(name, None)
            if name in part:
                merged[name] = part[name]
            elif name == "power_config":
                # Home Assistant derived it from the configuration.
                merged.pop("stat_rate", None)
    return merged


@callback
def async_energy_parts(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    written: Parts,
    texts: Mapping[str, str],
) -> Parts:
    """Return the parts of a home, with sensors that are registered and enabled.

    ``written`` has the parts as they were written last, ``texts`` the translations.
    """
    parts: Parts = {}
    devices = async_get_devices(hass, entry.entry_id)
    for description in PARTS:
        part_type = description.part_type
        found = {
            device_id: part
            for device_id in devices
            if (part := _async_part(hass, device_id, description)) is not None
        }
        # One of several inverters does not measure the whole house, and Home Assistant
        # 2026.10 does not know this type.
        is_known = part_type != HOME or hasattr(energy, "HomeSourceType")
        if not is_known or (part_type == HOME and len(found) > 1):
            continue
        for device_id, part in found.items():
            key = f"{device_id} {part_type}"
            name = device_name(devices[device_id])
            if text := texts.get(f"{TEXTS}.{part_type}"):
                name = f"{text} ({name})" if len(found) > 1 else text
            if part_type != HOME:
                part["name"] = name
            before = written.get(key, {})
            parts[key] = part | _async_details(hass, entry, key, before)
    return parts


@callback
def _async_details(
    hass: HomeAssistant, entry: PoderoConfigEntry, key: str, before: Part
) -> Part:
    """Return the price of a grid, and the capacity of a battery."""
    device_id, part_type = key.split(" ")
    if part_type == GRID:
        contract_id = entry.runtime_data.energy_contract.device_id
        price = async_get_entity(hass, Platform.SENSOR, contract_id, "energy_price")
        if price is not None and price.translation_key == "wholesale_price":
            # It is not what the owner pays.
            return {}
        return _async_sensors(
            hass, contract_id, {"entity_energy_price": "energy_price"}
        )
    if part_type != BATTERY:
        return {}
    inverter = entry.runtime_data.solar_inverters.data.get(device_id)
    known = before.get("capacity")
    capacity = known if inverter is None else inverter.battery_capacity_kwh
    return {"capacity": capacity} if capacity else {}


@callback
def _async_part(
    hass: HomeAssistant, device_id: str, description: PartDescription
) -> Part | None:
    """Return the part of a device; None if it lacks a meter."""
    meters = _async_sensors(hass, device_id, description.meters)
    if meters.keys() != description.meters.keys():
        return None
    part: Part = {**description.empty_fields, **meters}
    if description.part_type != DEVICE:
        part["type"] = description.part_type
    part |= _async_sensors(hass, device_id, description.sensors)
    power = _async_sensors(hass, device_id, description.power_config)
    if power and power.keys() == description.power_config.keys():
        part["power_config"] = power
    return part


@callback
def _async_sensors(
    hass: HomeAssistant, device_id: str, keys: Mapping[str, str]
) -> dict[str, str]:
    """Return the enabled sensors of a device by field."""
    found = {
        name: async_get_entity(hass, Platform.SENSOR, device_id, key)
        for name, key in keys.items()
    }
    return {
        name: entity.entity_id
        for name, entity in found.items()
        if entity is not None and not entity.disabled
    }
