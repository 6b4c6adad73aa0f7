"""Helpers for automations from blueprints and for Assist."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

from homeassistant.components.automation import DOMAIN as AUTOMATION_DOMAIN
from homeassistant.components.button import DOMAIN as BUTTON_DOMAIN, SERVICE_PRESS
from homeassistant.components.conversation import async_converse
from homeassistant.const import ATTR_ENTITY_ID, STATE_ON
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

from custom_components.podero.const import DOMAIN
from simulator import Device, User
from tests.automations import device
from tests.conftest import Home

BLUEPRINTS = Path(__file__).parents[2] / "blueprints"
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


async def assist(hass: HomeAssistant) -> None:
    """Set up Assist."""
    for component in ("homeassistant", "conversation"):
        assert await async_setup_component(hass, component, {})


async def say(hass: HomeAssistant, text: str, language: str = ENGLISH) -> str:
    """Send a sentence to Assist and return the answer."""
    result = await async_converse(hass, text, None, Context(), language=language)
    await hass.async_block_till_done()
    speech: str = result.response.speech["plain"]["speech"]
    return speech.strip()


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


def answering(home: Home) -> dict[str, list[str]]:
    """Return all inputs of the blueprint for answers."""
    heat_pump, car = home.cloud.heat_pump, home.cloud.electric_vehicle
    named: dict[str, tuple[Device | User, str, str]] = {
        "car_battery": (car, "sensor", "battery_level"),
        "car_range": (car, "sensor", "driving_range"),
        "car_status": (car, "sensor", "charge_status"),
        "car_charging": (car, "binary_sensor", "is_charging"),
        "car_plug": (car, "binary_sensor", "is_plugged_in"),
        "rooms": (heat_pump, "climate", "comfort"),
        "water": (heat_pump, "sensor", "dhw_temperature"),
        "away": (heat_pump, "sensor", "away_mode_status"),
        "optimization": (heat_pump, "sensor", "current_mode"),
        "sun": (home.cloud.solar_inverter, "sensor", "current_solar_production_w"),
        "price": (home.cloud.home, "sensor", "energy_price"),
        "savings": (heat_pump, "sensor", "savings_this_month"),
    }
    return {choice: [entity_id(home, *of)] for choice, of in named.items()}


def choices(home: Home) -> dict[str, dict[str, Any]]:
    """Return the inputs of each blueprint with sentences."""
    heat_pump, car = home.cloud.heat_pump, home.cloud.electric_vehicle
    return {
        "answers_by_voice": answering(home),
        "charge_car_now_by_voice": {
            "charge_now": entity_id(home, car, "button", "boost")
        },
        "leaving_until_by_voice": {"heat_pumps": [device_id(home, heat_pump)]},
        "pause_heat_pump_for_an_evening": {
            "pauses": [entity_id(home, heat_pump, "switch", "is_pause_power_active")]
        },
        "warmth_by_voice": {
            "comfort": [entity_id(home, heat_pump, "climate", "comfort")],
            "hot_water": [entity_id(home, heat_pump, "water_heater", "hot_water")],
        },
    }


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
