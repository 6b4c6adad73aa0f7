"""A home in Home Assistant, with the simulated cloud in the same process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any
from unittest.mock import patch

from aiohttp import BaseConnector, ThreadedResolver, web
from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import (
    DATA_CONNECTOR,
    HomeAssistantTCPConnector,
    _make_key,
)
from homeassistant.helpers.storage import Store
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_test_home_assistant,
)

from bench.in_process import InProcessConnector
from bench.write_log import WriteLog
from custom_components.podero.const import (
    CONF_BASE_URL,
    CONF_ENVIRONMENT,
    CONF_ORG_ID,
    CONF_USER_ID,
    CUSTOM,
    DOMAIN,
)
from simulator import Clock, Cloud

ENABLED = "homeassistant.helpers.entity.Entity.entity_registry_enabled_default"


@dataclass(slots=True)
class SimulatedHome:
    """A home that is set up, and its simulated cloud."""

    hass: HomeAssistant
    entry: MockConfigEntry
    cloud: Cloud
    write_log: WriteLog
    server: web.Server


@asynccontextmanager
async def simulated_home(
    seed: int, *, sockets: bool, enabled: bool = True
) -> AsyncIterator[SimulatedHome]:
    """Set up the main home of a simulated cloud.

    With `enabled`, all of its entities are enabled, else those that are by default.
    """
    cloud = Cloud(Clock(now=lambda: datetime.now(UTC)), seed)
    write_log = WriteLog(Random(f"{seed} lost answers"))
    app = cloud.app
    write_log.watch(app)
    runner = web.AppRunner(
        app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
    )
    await runner.setup()
    assert runner.server is not None
    base_url = "http://127.0.0.1:1"
    if sockets:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        async with async_test_home_assistant() as hass:
            del hass.data[DATA_CUSTOM_COMPONENTS]
            await hass.config.async_set_time_zone("Europe/Vienna")
            connector: BaseConnector = (
                HomeAssistantTCPConnector(resolver=ThreadedResolver())
                if sockets
                else InProcessConnector(runner.server)
            )
            hass.data.setdefault(DATA_CONNECTOR, {})[_make_key()] = connector
            entry = _entry(cloud, base_url)
            entry.add_to_hass(hass)
            with (
                patch(ENABLED, new=True) if enabled else nullcontext(),
                patch.object(Store, "_async_write_data", _keep_nothing),
            ):
                assert await hass.config_entries.async_setup(entry.entry_id)
                yield SimulatedHome(hass, entry, cloud, write_log, runner.server)
                assert await hass.config_entries.async_unload(entry.entry_id)
            await hass.async_stop(force=True)
            await connector.close()
    finally:
        await runner.cleanup()


async def _keep_nothing(_store: Store[Any], _data: object) -> None:
    """Write nothing to the disk."""


def _entry(cloud: Cloud, base_url: str) -> MockConfigEntry:
    return MockConfigEntry(
        domain=DOMAIN,
        title="Sample Home",
        unique_id=cloud.home.id,
        data={
            CONF_ENVIRONMENT: CUSTOM,
            CONF_BASE_URL: base_url,
            CONF_CLIENT_ID: cloud.client_id,
            CONF_CLIENT_SECRET: cloud.client_secret,
            CONF_ORG_ID: cloud.org_id,
            CONF_USER_ID: cloud.home.id,
        },
    )
