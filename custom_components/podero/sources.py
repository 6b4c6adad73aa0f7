"""Which entities tell of the devices that a trigger or condition is aimed at."""

from collections.abc import Collection

from homeassistant.const import CONF_EXCLUDE
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)
from homeassistant.helpers.typing import ConfigType

from .const import DOMAIN


@callback
def async_entities_of_targeted_devices(
    hass: HomeAssistant,
    target: ConfigType,
    entity_ids: set[str],
    domains: Collection[str],
    keys: set[str],
) -> set[str]:
    """Return the entities with some keys of the devices that entities belong to.

    So an entity stands for its device, as it does in the target of an action: the
    thermostat that people know finds the sensor that they may never have seen. So it
    does where the target excludes it (from Home Assistant 2026.11 on). Entities of
    other integrations and disabled ones are passed over.
    """
    excluded = async_extract_referenced_entity_ids(
        hass,
        TargetSelection(target.get(CONF_EXCLUDE, {})),
        primary_entities_only=False,
    )
    device_ids = _devices_of(hass, entity_ids) - _devices_of(
        hass, excluded.referenced | excluded.indirectly_referenced
    )
    return {
        entry.entity_id
        for device_id in device_ids
        for entry in er.async_entries_for_device(er.async_get(hass), device_id)
        if entry.platform == DOMAIN
        and entry.domain in domains
        and entry.translation_key in keys
    }


def _devices_of(hass: HomeAssistant, entity_ids: set[str]) -> set[str]:
    found = map(er.async_get(hass).async_get, entity_ids)
    return {
        entry.device_id
        for entry in found
        if entry is not None and entry.platform == DOMAIN and entry.device_id
    }
