"""Fixtures for the calendar of away mode."""

import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from tests.calendar.away.phone import Phone, set_away
from tests.conftest import Home


@pytest.fixture
async def phone(home: Home, hass_ws_client: WebSocketGenerator) -> Phone:
    await set_away(home)
    return Phone(home, await hass_ws_client())
