"""Helpers for tests of triggers and conditions."""

from collections.abc import Mapping
from pathlib import Path
import re
from typing import Any

from homeassistant.components.automation import DOMAIN as AUTOMATION_DOMAIN
from homeassistant.const import (
    ATTR_DEVICE_ID,
    ATTR_ENTITY_ID,
    SERVICE_TURN_OFF,
    STATE_ON,
)
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.podero.const import DOMAIN
from simulator import Device
from tests.conftest import Home

PAGE = Path(__file__).parents[1] / "docs" / "automations.md"
ASKED = "asked"
RAN = "ran"

STATUS = "sensor.car_charging_status"
PLUGGED_IN = {"is_plugged_in": True, "is_charging": False}
CHARGING = {"is_plugged_in": True, "is_charging": True}
AWAY = {
    "is_away_mode_enabled": True,
    "away_mode_start": "2026-03-18T08:00:00Z",
    "away_mode_end": None,
}
PLANNED = {**AWAY, "away_mode_start": "2026-03-19T08:00:00Z"}


class Automation:
    """An automation that is on, and what it did."""

    def __init__(self, events: list[Event[Any]]) -> None:
        self._events = events

    def ran(self) -> list[str]:
        """Return which entities it ran for since it was last asked, "" for none."""
        ran = [event.data["entity_id"] for event in self._events]
        self._events.clear()
        return ran


async def automate(hass: HomeAssistant, config: Mapping[str, Any]) -> Automation:
    """Add an automation; without actions, it tells that it ran."""
    action = {
        "event": RAN,
        "event_data": {"entity_id": "{{ trigger.entity_id | default('') }}"},
    }
    automation = {"alias": "Test", "actions": [action], **config}
    assert await async_setup_component(
        hass, AUTOMATION_DOMAIN, {AUTOMATION_DOMAIN: [automation]}
    )
    await hass.async_block_till_done()
    [state] = hass.states.async_all(AUTOMATION_DOMAIN)
    assert state.state == STATE_ON
    return Automation(async_capture_events(hass, RAN))


async def turn_off(hass: HomeAssistant) -> None:
    """Turn the automation off."""
    await hass.services.async_call(
        AUTOMATION_DOMAIN,
        SERVICE_TURN_OFF,
        {ATTR_ENTITY_ID: hass.states.async_entity_ids(AUTOMATION_DOMAIN)},
        blocking=True,
    )


def device(home: Home, device: Device) -> dict[str, str]:
    """Return the target that a device of the cloud is."""
    found = dr.async_get(home.hass).async_get_device_by_identifier(
        (DOMAIN, device.id), home.entry.entry_id
    )
    assert found is not None
    return {ATTR_DEVICE_ID: found.id}


async def lose(home: Home) -> None:
    """Let the cloud be out of reach."""
    home.cloud.faults.fail("GET", status=500)
    await home.poll()


async def find(home: Home) -> None:
    """Let the cloud be there again."""
    home.cloud.faults.heal()
    await home.wait(301)


def examples(word: str) -> dict[str, Any]:
    """Return the examples of the page that have a word, by the heading above them."""
    sections = re.findall(
        r"^### (.+?)\n(.*?)(?=^#|\Z)", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    return {
        heading: parse_yaml(block)
        for heading, text in sections
        for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
        if word in block
    }
