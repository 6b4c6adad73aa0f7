"""A home where trouble can be made."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
import logging
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Cloud

from .network import Network, another_host
from .site import Site
from .trouble import Scene


@pytest.fixture(autouse=True)
def _late() -> Iterator[None]:
    """Let what is left to chance take as long as it can."""
    with patch("custom_components.podero.coordinator.backoff.uniform", side_effect=max):
        yield


@pytest.fixture
async def scene(
    cloud: Cloud, socket_enabled: None, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Scene]:
    """Give the places where trouble can be made."""
    with ExitStack() as stack:
        async with another_host() as elsewhere:
            yield Scene(cloud, Network(monkeypatch), elsewhere, stack)


@pytest.fixture
async def site(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    morning: FrozenDateTimeFactory,
    scene: Scene,
    caplog: pytest.LogCaptureFixture,
) -> AsyncIterator[Site]:
    """Give a home that is not set up yet, and unload it at the end."""
    caplog.set_level(logging.INFO)
    site = Site(hass, entry, morning, scene, caplog)
    yield site
    if entry.state is ConfigEntryState.LOADED:
        await site.unload()
