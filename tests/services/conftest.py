"""Fixtures for the tests of the actions."""

from homeassistant.core import HomeAssistant
import pytest


@pytest.fixture(autouse=True)
async def _in_vienna(hass: HomeAssistant) -> None:
    await hass.config.async_set_time_zone("Europe/Vienna")
