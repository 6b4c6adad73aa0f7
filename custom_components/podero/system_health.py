"""System health for Podero."""

from typing import Any

from homeassistant.components.system_health import (
    SystemHealthRegistration,
    async_check_can_reach_url,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from .const import BASE_URLS, CONF_BASE_URL, DOMAIN
from .coordinator import PoderoConfigEntry


@callback
def async_register(hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Register the system health information."""
    register.async_register_info(_async_info)


async def _async_info(hass: HomeAssistant) -> dict[str, Any]:
    entries: list[PoderoConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    logs = [entry.runtime_data.client.request_log for entry in entries]
    addresses = {entry.data[CONF_BASE_URL] for entry in entries}
    today = dt_util.start_of_local_day()
    return {
        "can_reach_server": _async_can_reach(
            hass, addresses or {BASE_URLS["production"]}
        ),
        "last_success": max(
            (time for log in logs if (time := log.last_success)), default=None
        ),
        "requests_today": sum(log.since(today) for log in logs),
    }


async def _async_can_reach(
    hass: HomeAssistant, addresses: set[str]
) -> str | dict[str, str]:
    """Return the error of the first address that cannot be reached, else ok."""
    for address in sorted(addresses):
        result = await async_check_can_reach_url(hass, address)
        if result != "ok":
            return result
    return "ok"
