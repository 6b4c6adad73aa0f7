"""What the tests share: an automation made from a blueprint, and an assistant."""

from http import HTTPStatus
from pathlib import Path
from typing import Any

from homeassistant.components.automation import DOMAIN as AUTOMATION_DOMAIN
from homeassistant.components.conversation import async_converse
from homeassistant.const import STATE_ON
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

from custom_components.podero.const import DOMAIN
from tests.automations import device
from tests.cloud import Device
from tests.conftest import Home

BLUEPRINTS = Path(__file__).parents[2] / "blueprints"
FILES = sorted(BLUEPRINTS.rglob("*.yaml"))
ENGLISH = "en"
GERMAN = "de"


async def automate(hass: HomeAssistant, name: str, **inputs: Any) -> None:
    """Make an automation from a blueprint."""
    config = {
        "alias": "Test",
        "use_blueprint": {"path": f"podero/{name}.yaml", "input": inputs},
    }
    assert await async_setup_component(
        hass, AUTOMATION_DOMAIN, {AUTOMATION_DOMAIN: [config]}
    )
    await hass.async_block_till_done()
    [state] = hass.states.async_all(AUTOMATION_DOMAIN)
    assert state.state == STATE_ON


async def assist(hass: HomeAssistant) -> None:
    """Set up an assistant."""
    for component in ("homeassistant", "conversation"):
        assert await async_setup_component(hass, component, {})


async def say(hass: HomeAssistant, text: str, language: str = ENGLISH) -> str:
    """Say something to the assistant, and return what it answers."""
    result = await async_converse(hass, text, None, Context(), language=language)
    await hass.async_block_till_done()
    speech: str = result.response.speech["plain"]["speech"]
    return speech.strip()


def device_id(home: Home, of: Device) -> str:
    """Return the id that Home Assistant gave a device of the cloud."""
    return device(home, of)["device_id"]


def entity_id(home: Home, of: Device, platform: str, key: str) -> str:
    """Return the entity of a device that has a key."""
    found = er.async_get(home.hass).async_get_entity_id(
        platform, DOMAIN, f"{of.id}_{key}"
    )
    assert found is not None
    return found


def boosts(home: Home) -> int:
    """Return how often the car was asked to charge now, with success."""
    return sum(
        request.method == "POST"
        and request.path.endswith("/boost")
        and request.status == HTTPStatus.NO_CONTENT
        for request in home.cloud.requests
    )
