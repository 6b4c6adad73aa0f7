"""Fixtures for all tests: a simulated cloud and a home that uses it."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
import logging
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch

from aiohttp import ClientResponse, ClientSession
from aioresponses import aioresponses, core as aioresponses_core
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import aiohttp_client, entity_registry as er, translation
from homeassistant.util import executor
from hypothesis import HealthCheck, settings
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

# Imported here, because the test package brings a custom_components package of its own,
# which would be found first.
from custom_components.podero.const import (
    CONF_BASE_URL,
    CONF_ENVIRONMENT,
    CONF_ORG_ID,
    CONF_USER_ID,
    DOMAIN,
)
from simulator import Clock, Cloud
from tests.skipped import pytest_terminal_summary  # noqa: F401

# Home Assistant's test package logs each SQL statement, which takes a third of the time
# of tests with a recorder, and each new entity, which takes a tenth of the others.
for _name in ("sqlalchemy.engine", "homeassistant.helpers.entity_registry"):
    logging.getLogger(_name).setLevel(logging.WARNING)

# How fast a machine draws examples says nothing about the code.
settings.register_profile(
    "podero", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("podero")

# Home Assistant kills threads that take long to end, and one killed at the wrong moment
# leaves the others waiting for ever. On a busy machine all of them take long.
executor.EXECUTOR_SHUTDOWN_TIMEOUT = 120

# A sunny morning of early spring: the house heats, and the sun shines on its roof.
MORNING = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)


class _Response(ClientResponse):
    """The response of this aiohttp, made as aioresponses knew it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("stream_writer", Mock(output_size=0))
        super().__init__(*args, **kwargs)


@pytest.fixture
def responses(monkeypatch: pytest.MonkeyPatch) -> Iterator[aioresponses]:
    """Answer requests without a server."""
    monkeypatch.setattr(aioresponses_core, "ClientResponse", _Response)
    with aioresponses() as mocked:
        yield mocked


@pytest.fixture
async def session(socket_enabled: None) -> AsyncIterator[ClientSession]:
    """Give a session like the one that Home Assistant shares."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Write snapshots as Home Assistant does."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture(autouse=True)
async def enable_event_loop_debug() -> None:
    """Leave asyncio's debug mode, which takes long, to PYTHONASYNCIODEBUG."""


@pytest.fixture(autouse=True)
def _custom_integrations(enable_custom_integrations: None) -> None:
    """Let Home Assistant find the integration."""


@pytest.fixture(autouse=True)
def _calls_are_forgotten() -> Iterator[None]:
    """Forget calls, each of which keeps a Home Assistant of several megabytes.

    These mocks of Home Assistant's test package last longer than a test.
    """
    yield
    for mock in (
        aiohttp_client._async_make_resolver,
        translation._async_get_component_strings,
    ):
        assert isinstance(mock, Mock)
        mock.reset_mock()


@pytest.fixture(autouse=True)
def _no_rest_between_tries() -> Iterator[None]:
    """Send again at once what failed: the time of most tests stands still."""
    with patch("custom_components.podero.api.http.connection.RETRY_PAUSES", (0, 0)):
        yield


@pytest.fixture
def morning(freezer: FrozenDateTimeFactory) -> FrozenDateTimeFactory:
    """Stop the time at a morning of early spring."""
    freezer.move_to(MORNING)
    return freezer


@pytest.fixture
def cloud(morning: FrozenDateTimeFactory) -> Cloud:
    """Give a simulated cloud whose time is that of the test."""
    return Cloud(clock=Clock(now=lambda: datetime.now(UTC)), seed=1)


@pytest.fixture
async def base_url(cloud: Cloud, socket_enabled: None) -> AsyncIterator[str]:
    """Serve the simulated cloud."""
    async with cloud.serve() as base_url:
        yield base_url


@pytest.fixture
def entry(
    hass: HomeAssistant, cloud: Cloud, base_url: str, tmp_path: Path
) -> MockConfigEntry:
    """Give the entry of the simulated cloud's main home, not yet set up."""
    # Blueprints are installed there.
    hass.config.config_dir = str(tmp_path)
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Sample Home",
        unique_id=cloud.home.id,
        data={
            CONF_ENVIRONMENT: "custom",
            CONF_BASE_URL: base_url,
            CONF_CLIENT_ID: cloud.client_id,
            CONF_CLIENT_SECRET: cloud.client_secret,
            CONF_ORG_ID: cloud.org_id,
            CONF_USER_ID: cloud.home.id,
        },
    )
    entry.add_to_hass(hass)
    return entry


class Home:
    """A home in Home Assistant, and the means to watch it."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        cloud: Cloud,
        time: FrozenDateTimeFactory,
    ) -> None:
        self.hass = hass
        self.entry = entry
        self.cloud = cloud
        self._time = time

    def state(self) -> ConfigEntryState:
        """Return the state of the entry as it is now."""
        return self.entry.state

    def value(self, entity_id: str) -> str:
        """Return what an entity shows."""
        state = self.hass.states.get(entity_id)
        assert state is not None, entity_id
        return state.state

    def written(self) -> list[Any]:
        """Return what was written to the cloud."""
        return [
            request.body for request in self.cloud.requests if request.method == "PUT"
        ]

    async def set_up(self) -> bool:
        """Set the entry up."""
        done = await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.hass.async_block_till_done()
        return done

    async def unload(self) -> bool:
        """Unload the entry."""
        done = await self.hass.config_entries.async_unload(self.entry.entry_id)
        await self.hass.async_block_till_done()
        return done

    async def wait(self, seconds: float) -> None:
        """Let time pass, and all that is due happen."""
        self._time.tick(timedelta(seconds=seconds))
        async_fire_time_changed(self.hass)
        await self.hass.async_block_till_done(wait_background_tasks=True)

    async def poll(self) -> None:
        """Let time pass until every kind has been polled: a round may take 31 s."""
        await self.wait(32)


@pytest.fixture
async def new_home(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: Cloud,
    morning: FrozenDateTimeFactory,
) -> AsyncIterator[Home]:
    """Give a home that is not set up yet, and unload it at the end."""
    home = Home(hass, entry, cloud, morning)
    yield home
    if entry.state is ConfigEntryState.LOADED:
        await home.unload()


@pytest.fixture
async def home(new_home: Home) -> Home:
    """Give a home that is set up."""
    assert await new_home.set_up()
    return new_home


@pytest.fixture
async def neighbor(home: Home, morning: FrozenDateTimeFactory) -> AsyncIterator[Home]:
    """Give another home of the same organization, set up as well."""
    user = home.cloud.organization.large_home
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Large Home",
        unique_id=user.id,
        data={**home.entry.data, CONF_USER_ID: user.id},
    )
    entry.add_to_hass(home.hass)
    neighbor = Home(home.hass, entry, home.cloud, morning)
    assert await neighbor.set_up()
    yield neighbor
    if neighbor.state() is ConfigEntryState.LOADED:
        await neighbor.unload()


@pytest.fixture
def entity_registry_enabled_by_default() -> Iterator[None]:
    """Enable what is disabled until somebody wants it."""
    with patch(
        "homeassistant.helpers.entity.Entity.entity_registry_enabled_default",
        return_value=True,
    ):
        yield


@pytest.fixture
def no_event(hass: HomeAssistant, entry: MockConfigEntry, cloud: Cloud) -> None:
    """Disable the event of the car, for which its sessions are requested."""
    er.async_get(hass).async_get_or_create(
        Platform.EVENT,
        DOMAIN,
        f"{cloud.electric_vehicle.id}_charging_session",
        config_entry=entry,
        disabled_by=er.RegistryEntryDisabler.USER,
    )


@pytest.fixture
def settled() -> Iterator[None]:
    """Let sliders rest for no more than a moment."""
    with patch("custom_components.podero.settings.debounced_writes.WRITE_DEBOUNCE", 0):
        yield
