"""Helpers that set up a home with Assist as docs/voice.md describes."""

import re
from typing import Final

from homeassistant.components.climate import DOMAIN as CLIMATE_DOMAIN
from homeassistant.components.conversation import ConversationResult, async_converse
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context
from homeassistant.helpers import area_registry as ar, entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import slugify
from homeassistant.util.yaml import parse_yaml

from tests import automations
from tests.blueprints.automation import ENGLISH, GERMAN, automate, choices
from tests.conftest import Home
from tests.voice.page import automation, blueprint, entities, names, table

ASSISTANT: Final = "conversation"
NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?")
NOTHING: Final = "Nothing"
EXPOSING: Final = "Exposing"
ALIAS: Final = "Alias"
AREA: Final = "Area"
PRESSING: Final = "Home Assistant 2026.11, exposing"
_LINK: Final = re.compile(r"\[(?:Blueprint|Automation)\]\((.*)\)")
_ROOMS: Final = {ENGLISH: "Living room", GERMAN: "Wohnzimmer"}


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


def expose(home: Home) -> None:
    """Expose the entities that the page recommends."""
    named = entities(home)
    for device, _, worth in table("What to expose"):
        for name in names(worth):
            async_expose_entity(
                home.hass,
                ASSISTANT,
                named[device, name].entity_id,
                should_expose=True,
            )


def give_aliases(home: Home, language: str) -> None:
    """Add the aliases of the page."""
    named = entities(home)
    for device, name, english, german in table("Aliases that help"):
        aliases = names({ENGLISH: english, GERMAN: german}[language])
        er.async_get(home.hass).async_update_entity(
            named[device, name].entity_id, aliases=[er.COMPUTED_NAME, *aliases]
        )


def put_thermostat_into_room(home: Home, language: str) -> str:
    thermostat = entities(home)["Heat pump", "Comfort"].entity_id
    area = ar.async_get(home.hass).async_create(_ROOMS[language])
    er.async_get(home.hass).async_update_entity(thermostat, area_id=area.id)
    return area.id


def localized(home: Home, yaml: str) -> str:
    """Replace the English entity IDs with those of this home."""
    for (device, name), entry in entities(home).items():
        english = f"{entry.domain}.{slugify(f'{device} {name}')}"
        yaml = re.sub(rf"\b{english}\b", entry.entity_id, yaml)
    return yaml


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


async def give(home: Home, language: str, needs: str) -> None:
    """Fulfill the needs of a sentence."""
    if link := _LINK.fullmatch(needs):
        page, _, anchor = link[1].partition("#")
        if page:
            name = blueprint(anchor)
            await automate(home.hass, name, **choices(home)[name])
        else:
            heading = anchor.replace("-", " ").capitalize()
            config = parse_yaml(localized(home, automation(heading)))
            assert isinstance(config, dict)
            await automations.automate(home.hass, config)
    elif needs == AREA:
        put_thermostat_into_room(home, language)
    elif needs != NOTHING:
        assert needs in {EXPOSING, ALIAS, PRESSING}
        expose(home)
        if needs == ALIAS:
            give_aliases(home, language)
