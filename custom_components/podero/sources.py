"""Which entities tell of the devices that a trigger or condition is aimed at."""

from collections.abc import Collection

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN


@callback
def async_sources(
    hass: HomeAssistant, entity_ids: set[str], domains: Collection[str], keys: set[str]
) -> set[str]:
    """Return the entities with some keys of the devices that entities belong to.

    So an entity stands for its device, as it does in the target of an action: the
    thermostat that people know finds the sensor that they may never have seen. Entities
    of other integrations and disabled ones are passed over.
    """
    registry = er.async_get(hass)
    found = map(registry.async_get, entity_ids)
    device_ids = {
        entry.device_id
        for entry in found
        if entry is not None and entry.platform == DOMAIN and entry.device_id
    }
    return {
        entry.entity_id
        for device_id in device_ids
        for entry in er.async_entries_for_device(registry, device_id)
        if entry.platform == DOMAIN
        and entry.domain in domains
        and entry.translation_key in keys
    }
