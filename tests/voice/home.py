"""Helpers that set up a home with Assist as docs/voice.md describes."""

import re
from typing import Any, Final

from homeassistant.components.climate import DOMAIN as CLIMATE_DOMAIN
from homeassistant.components.conversation import ConversationResult, async_converse
from homeassistant.core import Context
from homeassistant.helpers import area_registry as ar, entity_registry as er
from homeassistant.setup import async_setup_component

from tests.blueprints.automation import ENGLISH, GERMAN
from tests.conftest import Home
from tests.voice.page import entities

ASSISTANT: Final = "conversation"
UNKNOWN: Final = "Podero does not know that at the moment."
NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?")
_ROOMS: Final = {ENGLISH: "Living room", GERMAN: "Wohnzimmer"}

type Case = tuple[dict[str, Any], str, str]
"""Fields of a device, a sentence, and its answer."""


async def listen(home: Home, language: str) -> None:
    """Set up the home and Assist in a language."""
    home.hass.config.language = language
    for component in ("homeassistant", ASSISTANT):
        assert await async_setup_component(home.hass, component, {})
    assert await home.set_up()
    await home.wait(2)


async def say(home: Home, language: str, text: str, **where: str) -> ConversationResult:
    result = await async_converse(
        home.hass, text, None, Context(), language=language, **where
    )
    await home.hass.async_block_till_done()
    return result


def answer(result: ConversationResult) -> str:
    speech: str = result.response.speech["plain"]["speech"]
    return speech.strip()


async def ask(home: Home, text: str, language: str = "en") -> str:
    return answer(await say(home, language, text))


def put_thermostat_into_room(home: Home, language: str) -> str:
    thermostat = entities(home)["Heat pump", "Comfort"].entity_id
    area = ar.async_get(home.hass).async_create(_ROOMS[language])
    er.async_get(home.hass).async_update_entity(thermostat, area_id=area.id)
    return area.id


def readings(home: Home) -> list[float]:
    """Return all numeric states of the home."""
    states = [
        state
        for entry in entities(home).values()
        if (state := home.hass.states.get(entry.entity_id)) is not None
    ]
    shown = [state.state for state in states if NUMBER.fullmatch(state.state)]
    rooms = [
        state.attributes["current_temperature"]
        for state in states
        if state.domain == CLIMATE_DOMAIN
    ]
    return [float(state) for state in (*shown, *rooms)]
