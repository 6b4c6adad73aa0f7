"""Helpers for automations from blueprints."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

from homeassistant.components.automation import DOMAIN as AUTOMATION_DOMAIN
from homeassistant.components.button import DOMAIN as BUTTON_DOMAIN, SERVICE_PRESS
from homeassistant.const import ATTR_ENTITY_ID, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

from custom_components.podero.const import DOMAIN
from simulator import Device, User
from tests.automations import device
from tests.conftest import Home

BLUEPRINTS = Path(__file__).parents[2] / "custom_components" / "podero" / "blueprints"
FILES = sorted(BLUEPRINTS.rglob("*.yaml"))
ENGLISH = "en"
GERMAN = "de"


async def automate(hass: HomeAssistant, name: str, **inputs: Any) -> None:
    """Create an automation from a blueprint."""
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


def device_id(home: Home, of: Device) -> str:
    """Return the device registry ID of a device of the cloud."""
    return device(home, of)["device_id"]


def entity_id(home: Home, of: Device | User, platform: str, key: str) -> str:
    """Return the entity ID for a key of a device or of the home."""
    found = er.async_get(home.hass).async_get_entity_id(
        platform, DOMAIN, f"{of.id}_{key}"
    )
    assert found is not None
    return found


def boosts(home: Home) -> int:
    """Return the number of successful boost requests."""
    return sum(
        request.method == "POST"
        and request.path.endswith("/boost")
        and request.status == HTTPStatus.NO_CONTENT
        for request in home.cloud.requests
    )


@asynccontextmanager
async def afresh(home: Home) -> AsyncIterator[None]:
    """Clear the recorded requests, and afterwards revert all changes."""
    cloud = home.cloud
    cloud.requests.clear()
    before = {device.id: device.fields for device in cloud.organization.devices}
    try:
        yield
    finally:
        written = [request for request in cloud.requests if request.method == "PUT"]
        for request in written:
            device_id = request.path.strip("/").rpartition("/")[2]
            assert isinstance(request.body, dict)
            cloud.controls.set_fields(
                device_id, **{key: before[device_id][key] for key in request.body}
            )
        if boosts(home):
            button = entity_id(
                home, cloud.electric_vehicle, BUTTON_DOMAIN, "cancel_boost"
            )
            await home.hass.services.async_call(
                BUTTON_DOMAIN, SERVICE_PRESS, {ATTR_ENTITY_ID: button}, blocking=True
            )
        if written:
            # A written value is shown for half a minute, even if a poll differs.
            await home.poll()
