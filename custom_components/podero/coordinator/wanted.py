"""What somebody wants to see: nothing else need be asked for."""

from typing import Final

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..const import DOMAIN

# What is asked for, which sensors show it, and whether they are enabled at first.
SHOWN_BY: Final = {
    "savings": {"savings_this_month": True, "savings_total": False},
    "last_session": {"last_session_cost": False, "last_session_savings": False},
    "contract": {"energy_price": True},
}


@callback
def is_wanted(hass: HomeAssistant, about: str, thing_id: str) -> bool:
    """Whether a sensor that shows it is enabled, or would be if there was a value."""
    return any(
        is_enabled(hass, thing_id, key, by_default=by_default)
        for key, by_default in SHOWN_BY[about].items()
    )


@callback
def is_enabled(
    hass: HomeAssistant, thing_id: str, key: str, *, by_default: bool
) -> bool:
    """Whether a sensor of a device, or of the home, is enabled."""
    registry = er.async_get(hass)
    entity_id = registry.async_get_entity_id(
        Platform.SENSOR, DOMAIN, f"{thing_id}_{key}"
    )
    entity = registry.async_get(entity_id or "")
    return by_default if entity is None else not entity.disabled
