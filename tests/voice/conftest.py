"""Fixtures with homes that Assist listens for."""

import pytest

from tests.conftest import Home
from tests.voice.home import listen


@pytest.fixture
async def listening(new_home: Home, settled: None) -> Home:
    await listen(new_home, "en")
    return new_home


@pytest.fixture
async def in_vienna(new_home: Home) -> None:
    """Let the home be in another zone than the test."""
    await new_home.hass.config.async_set_time_zone("Europe/Vienna")
