"""Fixtures for the tests of the repairs."""

from collections.abc import AsyncIterator, Iterator
from unittest.mock import patch

from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from simulator import Cloud
from tests.conftest import Home
from tests.repairs import Repairs


@pytest.fixture
async def repairs(new_home: Home, hass_client: ClientSessionGenerator) -> Repairs:
    """Open the page with the repairs."""
    assert await async_setup_component(new_home.hass, "repairs", {})
    await new_home.hass.async_block_till_done()
    return Repairs(new_home.hass, await hass_client())


@pytest.fixture
async def stranger(socket_enabled: None) -> AsyncIterator[tuple[Cloud, str]]:
    """Serve another cloud, and give it with its base URL."""
    cloud = Cloud()
    async with cloud.serve() as base_url:
        yield cloud, base_url


@pytest.fixture
def _quickly() -> Iterator[None]:
    """Let a poll that failed be tried again without chance."""
    with patch(
        "custom_components.podero.coordinator.backoff.uniform",
        side_effect=lambda a, _: a,
    ):
        yield
