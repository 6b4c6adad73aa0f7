"""A Home Assistant that stores nothing, with a home."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final
from unittest.mock import patch

from aiohttp import BaseConnector, ThreadedResolver
from homeassistant.components.http import HomeAssistantHTTP
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.aiohttp_client import (
    DATA_CONNECTOR,
    HomeAssistantTCPConnector,
    _make_key,
)
from homeassistant.helpers.storage import Store
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_test_home_assistant,
)

from bench.performance.cloud import USER_ID, CloudProcess, entry_data
from custom_components.podero.const import DOMAIN, PLATFORMS
from custom_components.podero.coordinator.home import PoderoHome

ENABLED: Final = "homeassistant.helpers.entity.Entity.entity_registry_enabled_default"
# In seconds. Requests that follow the set-up have started by then.
SETTLED: Final = 1.2


@asynccontextmanager
async def instance(
    connector: BaseConnector | None = None,
) -> AsyncIterator[HomeAssistant]:
    """Start Home Assistant with the platforms loaded.

    Integrations use the connector for their requests, by default a real one.
    """
    async with async_test_home_assistant() as hass:
        del hass.data[DATA_CUSTOM_COMPONENTS]
        if connector is None:
            connector = HomeAssistantTCPConnector(resolver=ThreadedResolver())
        hass.data.setdefault(DATA_CONNECTOR, {})[_make_key()] = connector
        with (
            patch.object(Store, "async_delay_save", _plan_nothing),
            patch.object(Store, "_async_write_data", _keep_nothing),
            # The calendar platform requires the HTTP server, which is not used.
            patch.object(HomeAssistantHTTP, "async_bind"),
            patch.object(HomeAssistantHTTP, "start"),
        ):
            for platform in PLATFORMS:
                assert await async_setup_component(hass, platform, {})
            await hass.async_block_till_done()
            yield hass
            await hass.async_stop(force=True)
            await connector.close()


def _plan_nothing(
    _store: Store[Any], _data: Callable[[], Any], _delay: float = 0
) -> None:
    """Schedule no write."""


async def _keep_nothing(_store: Store[Any], _data: object) -> None:
    """Write nothing to the disk."""


def add_home(hass: HomeAssistant, base_url: str) -> MockConfigEntry:
    """Add the entry of a home without setting it up."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Sample Home",
        unique_id=USER_ID,
        data=entry_data(base_url),
    )
    entry.add_to_hass(hass)
    return entry


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set up an entry and wait for its entities."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


@asynccontextmanager
async def living(
    cloud: CloudProcess, *, enabled: bool | None = None
) -> AsyncIterator[tuple[HomeAssistant, MockConfigEntry]]:
    """Yield a home that is set up and has completed its first requests.

    All entities are enabled, none, or those that are by default.
    """
    async with instance() as hass:
        entry = add_home(hass, cloud.base_url)
        if enabled is None:
            await set_up(hass, entry)
        else:
            with patch(ENABLED, new=enabled):
                await set_up(hass, entry)
        await _settle(cloud)
        yield hass, entry
        assert await hass.config_entries.async_unload(entry.entry_id)
        await hass.async_block_till_done()


async def _settle(cloud: CloudProcess) -> None:
    """Wait until no request follows."""
    before = -1
    while (now := cloud.asked()) != before:
        before = now
        await asyncio.sleep(SETTLED)


def entities(hass: HomeAssistant, entry: MockConfigEntry) -> int:
    """Return the number of enabled entities of an entry."""
    listed = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return sum(not entity.disabled for entity in listed)


def runtime_data(entry: MockConfigEntry) -> PoderoHome:
    """Return the runtime data of an entry."""
    home: PoderoHome = entry.runtime_data
    return home


async def poll(entry: MockConfigEntry) -> None:
    """Poll all types of devices."""
    await asyncio.gather(
        *(
            coordinator.async_refresh()
            for coordinator in runtime_data(entry).device_coordinators
        )
    )
