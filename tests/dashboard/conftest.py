"""Fixtures for tests of dashboards."""

from collections.abc import Iterator
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from custom_components.podero.const import CONF_DASHBOARD
from tests.conftest import Home

type Config = dict[str, Any]

PATH = "podero-sample-home"


@pytest.fixture
async def frontend(hass: HomeAssistant) -> None:
    """Set up what shows dashboards."""
    assert await async_setup_component(hass, "frontend", {})
    await hass.async_block_till_done()


@pytest.fixture
async def shown(frontend: None, home: Home) -> Home:
    """Give a home whose dashboard is in the sidebar."""
    select(home, is_on=True)
    return home


@pytest.fixture
async def client(
    shown: Home, hass_ws_client: WebSocketGenerator
) -> MockHAClientWebSocket:
    """Give a connection of an administrator to the home with a dashboard."""
    return await hass_ws_client()


def select(home: Home, *, is_on: bool) -> None:
    """Change the option."""
    options = {**home.entry.options, CONF_DASHBOARD: is_on}
    home.hass.config_entries.async_update_entry(home.entry, options=options)


async def ask(client: MockHAClientWebSocket, command: str, **message: Any) -> Any:
    """Send a command, and return its result."""
    await client.send_json_auto_id({"type": command, **message})
    response = await client.receive_json()
    assert response["success"], response
    return response["result"]


async def load(client: MockHAClientWebSocket, path: str = PATH) -> Config:
    """Return what a dashboard shows."""
    config: Config = await ask(client, "lovelace/config", url_path=path)
    return config


def sections(config: Config) -> Iterator[Config]:
    """Return the sections of all views."""
    for view in config["views"]:
        yield from view["sections"]


def title(section: Config) -> str:
    """Return the title of a section."""
    return str(section["cards"][0]["heading"])


def titles(config: Config) -> list[str]:
    """Return the titles of all sections."""
    return [title(section) for section in sections(config)]


def cards(config: Config, name: str | None = None) -> list[Config]:
    """Return the cards of all sections, or of those with a title."""
    return [
        card
        for section in sections(config)
        if name in (None, title(section))
        for card in section["cards"]
    ]


def values(node: object, key: str) -> Iterator[Any]:
    """Return all values of a key."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name == key:
                yield value
            yield from values(value, key)
    elif isinstance(node, list):
        for item in node:
            yield from values(item, key)


def entity_ids(config: Config) -> set[str]:
    """Return all entities that a dashboard depends on."""
    found = set(values(config, "entity"))
    for entities in values(config, "entities"):
        found |= {entity for entity in entities if isinstance(entity, str)}
    return found
