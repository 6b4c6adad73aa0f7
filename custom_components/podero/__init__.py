"""Podero: the homeowner's heat pump, car and solar inverter, optimised in the cloud."""

import asyncio
from typing import Any

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.typing import ConfigType

from .api import ElectricVehicle, HeatPump, Podero, PoderoError, SolarInverter
from .const import CONF_BASE_URL, CONF_ORG_ID, CONF_USER_ID, DOMAIN, LOGGER, PLATFORMS
from .coordinator.charging_plan import ChargingPlanCoordinator
from .coordinator.devices import PoderoDeviceCoordinator
from .coordinator.home import PoderoConfigEntry, PoderoHome
from .coordinator.savings import MoneyCoordinator
from .issues import async_delete_home_issues, async_update_attention_issues
from .services import async_setup_services
from .statistics.history_import import async_import_history

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up the actions, which are there whether or not a home is."""
    async_setup_services(hass)

    @callback
    def async_follow(_: ConfigEntryChange, entry: ConfigEntry[Any]) -> None:
        if entry.domain == DOMAIN and entry.disabled_by is not None:
            async_delete_home_issues(hass, entry)

    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, async_follow)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: PoderoConfigEntry) -> bool:
    """Set up one home."""
    client = Podero(
        async_get_clientsession(hass),
        base_url=entry.data[CONF_BASE_URL],
        client_id=entry.data[CONF_CLIENT_ID],
        client_secret=entry.data[CONF_CLIENT_SECRET],
        org_id=entry.data[CONF_ORG_ID],
        user_id=entry.data[CONF_USER_ID],
    )
    heat_pumps = PoderoDeviceCoordinator(hass, entry, client, HeatPump)
    cars = PoderoDeviceCoordinator(hass, entry, client, ElectricVehicle)
    inverters = PoderoDeviceCoordinator(hass, entry, client, SolarInverter)
    home = entry.runtime_data = PoderoHome(
        heat_pumps,
        cars,
        inverters,
        ChargingPlanCoordinator(hass, entry, cars),
        MoneyCoordinator(hass, entry, client, (heat_pumps, cars, inverters)),
    )
    await _async_first_refresh(home)
    home.building_names.update(await _async_building_names(home, client))
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    for kind in home.device_coordinators:
        async_update_attention_issues(hass, entry, kind.data.values())
    async_import_history(hass, entry)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: PoderoConfigEntry) -> bool:
    """Unload one home."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: PoderoConfigEntry) -> None:
    """Leave nothing behind of a home that is removed."""
    async_delete_home_issues(hass, entry)


async def async_remove_config_entry_device(
    hass: HomeAssistant, entry: PoderoConfigEntry, device: DeviceEntry
) -> bool:
    """Let the homeowner remove a device or contract that the cloud does not list."""
    if entry.state is not ConfigEntryState.LOADED:
        return False
    device_id = dict(device.identifiers)[DOMAIN]
    home = entry.runtime_data
    money = home.money.data.get(device_id)
    if any(device_id in kind.data for kind in home.device_coordinators) or (
        money is not None and money.contract is not None
    ):
        return False
    for kind in home.device_coordinators:
        kind.forget(device_id)
    return True


async def _async_first_refresh(home: PoderoHome) -> None:
    """Ask for all kinds at once; one that fails does not keep the others waiting."""
    results = await asyncio.gather(
        *(kind.async_config_entry_first_refresh() for kind in home.device_coordinators),
        return_exceptions=True,
    )
    failed: dict[str, BaseException] = {
        kind.name: result
        for kind, result in zip(home.device_coordinators, results, strict=True)
        if isinstance(result, BaseException)
    }
    for failure in failed.values():
        if not isinstance(failure, ConfigEntryNotReady):
            raise failure
    if len(failed) == len(results):
        raise next(iter(failed.values()))
    for name, failure in failed.items():
        LOGGER.error("Error fetching %s data: %s", name, failure)


async def _async_building_names(
    home: PoderoHome, client: Podero
) -> dict[str, str | None]:
    """Return the names of the buildings, if there are several to tell apart."""
    building_ids = {
        device.building
        for kind in home.device_coordinators
        for device in kind.data.values()
        if device.building is not None
    }
    names: dict[str, str | None] = {}
    for building_id in building_ids if len(building_ids) > 1 else ():
        try:
            building = await client.building(building_id)
        except PoderoError as err:
            LOGGER.debug("The name of a building could not be fetched: %s", err)
        else:
            names[building_id] = building.name
    return names
