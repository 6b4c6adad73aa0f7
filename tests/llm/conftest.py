"""Fixtures for tests of the tools of language models."""

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest


@pytest.fixture(autouse=True)
async def _assistant(hass: HomeAssistant) -> None:
    await hass.config.async_set_time_zone("Europe/Vienna")
    for component in ("homeassistant", "llm"):
        assert await async_setup_component(hass, component, {})
