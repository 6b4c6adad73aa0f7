"""The Podero integration."""

from types import ModuleType
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
from homeassistant.helpers.importlib import async_import_module
from homeassistant.helpers.typing import ConfigType

from .const import DOMAIN, PLATFORMS
from .coordinator import PoderoConfigEntry, PoderoHome, pause_store
from .issues import async_delete_home_issues
from .registry import podero_id
from .services import async_setup_services
from .settings.client import async_create_client
from .voice import async_set_up_voice

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up the actions and the dashboards."""
    async_setup_services(hass)
    if "frontend" in hass.config.components:
        dashboard = await _async_import(hass, "dashboard")
        await dashboard.async_setup_dashboards(hass)

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
    await async_set_up_voice(hass, entry)
    extras = entry.async_create_task(hass, _async_set_up_extras(hass, entry))

    @callback
    def async_cancel() -> None:
        extras.cancel()

    entry.async_on_unload(async_cancel)
    return True


async def _async_import(hass: HomeAssistant, name: str) -> ModuleType:
    """Import a module of this package that the entities do not need."""
    return await async_import_module(hass, f"{__package__}.{name}")


async def _async_set_up_extras(hass: HomeAssistant, entry: PoderoConfigEntry) -> None:
    """Set up what the entities of a home need not wait for."""
    energy = await _async_import(hass, "energy_preferences")
    energy.async_follow_energy_sensors(hass, entry)
    await energy.async_update_energy_dashboard(hass, entry)
    blueprints = await _async_import(hass, "blueprint_files")
    await blueprints.async_install_blueprints(hass)
    history = await _async_import(hass, "statistics.history_import")
    await history.async_import_history(hass, entry)
    savings = await _async_import(hass, "statistics.monthly_savings")
    savings.async_record_savings(hass, entry)
    charging_log = await _async_import(hass, "statistics.charging_log")
    charging_log.async_record_charging_log(hass, entry)


async def async_unload_entry(hass: HomeAssistant, entry: PoderoConfigEntry) -> bool:
    """Unload a home."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: PoderoConfigEntry) -> None:
    """Delete what is left of a home that is removed."""
    energy = await _async_import(hass, "energy_preferences")
    await energy.async_update_energy_dashboard(hass, entry, is_wanted=False)
    if not hass.config_entries.async_entries(DOMAIN):
        blueprints = await _async_import(hass, "blueprint_files")
        await blueprints.async_remove_blueprints(hass)
    async_delete_home_issues(hass, entry)
    await pause_store(hass, entry.entry_id).async_remove()
    history = await _async_import(hass, "statistics.history_import")
    await history.async_remove_import(hass, entry)


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
        device_id == contract.device_id
        and (contract.data is not None or contract.has_price_entity)
    ):
        return False
    home.forget(device_id)
    return True
