"""What the tests of blueprints share."""

from collections.abc import AsyncIterator
from pathlib import Path

from homeassistant.components.automation import DOMAIN as AUTOMATION_DOMAIN
from homeassistant.const import SERVICE_TURN_OFF
from homeassistant.core import HomeAssistant
import pytest

from tests.automations import turn_off
from tests.blueprints.automation import BLUEPRINTS


@pytest.fixture(autouse=True)
async def _with_blueprints(hass: HomeAssistant, tmp_path: Path) -> AsyncIterator[None]:
    """Let Home Assistant find the blueprints, in a house in Vienna."""
    (tmp_path / "blueprints").symlink_to(BLUEPRINTS)
    hass.config.config_dir = str(tmp_path)
    await hass.config.async_set_time_zone("Europe/Vienna")
    yield
    if hass.services.has_service(AUTOMATION_DOMAIN, SERVICE_TURN_OFF):
        await turn_off(hass)
