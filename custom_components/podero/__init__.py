"""The Podero integration."""

from typing import Any

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.typing import ConfigType

from .const import DOMAIN, PLATFORMS
from .coordinator import PoderoConfigEntry, PoderoHome
from .issues import async_delete_home_issues
from .registry import podero_id
from .services import async_setup_services
from .settings.client import async_create_client
from .statistics.history_import import async_import_history

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up the actions."""
    async_setup_services(hass)

    @callback
    def async_handle_entry_change(
        _: ConfigEntryChange, entry: ConfigEntry[Any]
    ) -> None:
        if entry.domain == DOMAIN and entry.disabled_by is not None:
            async_delete_home_issues(hass, entry)

    async_dispatcher_connect(
        hass, SIGNAL_CONFIG_ENTRY_CHANGED, async_handle_entry_change
    )
    return True


async def async_setup_entry(hass: HomeAssistant, entry: PoderoConfigEntry) -> bool:
    """Set up a home."""
    client = async_create_client(hass, entry.data)
    home = entry.runtime_data = PoderoHome(hass, entry, client)
    await home.async_first_refresh()
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    home.async_update_issues()
    async_import_history(hass, entry)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: PoderoConfigEntry) -> bool:
    """Unload a home."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: PoderoConfigEntry) -> None:
    """Delete the issues of a home that is removed."""
    async_delete_home_issues(hass, entry)


async def async_remove_config_entry_device(
    hass: HomeAssistant, entry: PoderoConfigEntry, device: DeviceEntry
) -> bool:
    """Allow to remove a device or contract that Podero does not list."""
    device_id = podero_id(device)
    if entry.state is not ConfigEntryState.LOADED or device_id is None:
        return False
    home = entry.runtime_data
    contract = home.energy_contract
    if home.coordinator_of(device_id) is not None or (
        device_id == contract.device_id and contract.data is not None
    ):
        return False
    home.forget(device_id)
    return True
