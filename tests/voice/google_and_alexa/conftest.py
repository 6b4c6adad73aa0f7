"""A home with Google Assistant and Alexa."""

import sys
from unittest.mock import Mock

from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from tests.conftest import Home
from tests.voice.elsewhere import Alexa, Google


@pytest.fixture(autouse=True)
async def _home(new_home: Home, settled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mock the camera library, which both assistants import."""
    monkeypatch.setitem(sys.modules, "turbojpeg", Mock())
    assert await async_setup_component(new_home.hass, "homeassistant", {})


@pytest.fixture
async def home(new_home: Home) -> Home:
    assert await new_home.set_up()
    await new_home.wait(2)
    return new_home


@pytest.fixture
def google(home: Home, hass_client: ClientSessionGenerator) -> Google:
    return Google(home, hass_client)


@pytest.fixture
def alexa(home: Home, hass_client: ClientSessionGenerator) -> Alexa:
    return Alexa(home, hass_client)
