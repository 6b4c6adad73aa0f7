"""Actions that change the Energy dashboard."""

from functools import partial

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.importlib import async_import_module
from homeassistant.helpers.service import (
    async_get_config_entry,
    async_register_admin_service,
)
import voluptuous as vol

from ..const import CONF_ENERGY_DASHBOARD, DOMAIN
from ..coordinator import PoderoConfigEntry

SCHEMA = vol.Schema({vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string})


@callback
def async_setup_energy_actions(hass: HomeAssistant) -> None:
    """Register the actions."""
    for name, is_wanted in (
        ("set_up_energy_dashboard", True),
        ("remove_from_energy_dashboard", False),
    ):
        action = partial(_async_change, is_wanted=is_wanted)
        async_register_admin_service(
            hass, DOMAIN, name, action, SCHEMA, SupportsResponse.OPTIONAL
        )


async def _async_change(call: ServiceCall, *, is_wanted: bool) -> ServiceResponse:
    """Turn the option on or off, and return the parts that were added or removed."""
    entry: PoderoConfigEntry = async_get_config_entry(
        call.hass, DOMAIN, call.data.get(ATTR_CONFIG_ENTRY_ID)
    )
    energy = await async_import_module(
        call.hass, f"custom_components.{DOMAIN}.energy_preferences"
    )
    change = await energy.async_update_energy_dashboard(
        call.hass, entry, is_wanted=is_wanted, again=True
    )
    if change is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="no_energy_dashboard"
        )
    call.hass.config_entries.async_update_entry(
        entry, options={**entry.options, CONF_ENERGY_DASHBOARD: is_wanted}
    )
    return {"added": [*change.added]} if is_wanted else {"removed": [*change.removed]}
