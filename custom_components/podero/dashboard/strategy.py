"""The strategy ``custom:podero``, for dashboards that users create in the settings."""

from pathlib import Path
from typing import Any, Final

from homeassistant.components import frontend, websocket_api
from homeassistant.components.http import StaticPathConfig
from homeassistant.core import HomeAssistant, callback
import voluptuous as vol

from ..const import DOMAIN
from .generator import async_generate

MODULE_URL: Final = f"/{DOMAIN}/dashboard.js"


async def async_setup_strategy(hass: HomeAssistant) -> None:
    """Serve the strategy and the command that it sends."""
    websocket_api.async_register_command(hass, async_handle_dashboard)
    path = str(Path(__file__).with_name("strategy.js"))
    await hass.http.async_register_static_paths(
        [StaticPathConfig(MODULE_URL, path, cache_headers=False)]
    )


@callback
def async_update_strategy(hass: HomeAssistant) -> None:
    """Offer the strategy while there is a home."""
    is_offered = MODULE_URL in hass.data[frontend.DATA_EXTRA_MODULE_URL].urls
    has_homes = bool(hass.config_entries.async_entries(DOMAIN))
    if has_homes and not is_offered:
        frontend.add_extra_js_url(hass, MODULE_URL)
    elif is_offered and not has_homes:
        frontend.remove_extra_js_url(hass, MODULE_URL)


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/dashboard",
        vol.Optional("entry_id"): str,
        vol.Required("language"): vol.Match(r"^[A-Za-z0-9-]{2,15}$"),
    }
)
@websocket_api.async_response
async def async_handle_dashboard(
    hass: HomeAssistant,
    connection: websocket_api.ActiveConnection,
    message: dict[str, Any],
) -> None:
    """Answer with the dashboard of a home, or of all homes."""
    entries = hass.config_entries.async_entries(DOMAIN, include_disabled=False)
    if "entry_id" in message:
        entries = [one for one in entries if one.entry_id == message["entry_id"]]
    if not entries:
        connection.send_error(
            message["id"], websocket_api.ERR_NOT_FOUND, "There is no such home"
        )
        return
    config = await async_generate(hass, entries, message["language"], connection.user)
    connection.send_result(message["id"], config)
