"""Test where the templates of sentences are parsed."""

from collections.abc import Iterator
from threading import get_ident
from typing import Any
from unittest.mock import patch

from hassil.intents import Intents
from homeassistant.components.conversation import get_agent_manager
from homeassistant.components.conversation.default_agent import DefaultAgent
from homeassistant.core import HomeAssistant
from homeassistant.util.async_ import run_callback_threadsafe
import pytest

from tests.conftest import Home
from tests.voice.home import answer, listen, say

HELLO = "Greet the house"


async def greet(*_: object) -> str:
    return "Hello"


@pytest.fixture
def parsed_in(hass: HomeAssistant) -> Iterator[list[int]]:
    """The threads that parsed templates of sentences, each time."""
    threads: list[int] = []
    from_dict = Intents.from_dict

    def parse(templates: dict[str, Any]) -> Intents:
        if any(name.startswith("HassSentence") for name in templates["intents"]):
            threads.append(get_ident())
        return from_dict(templates)

    with patch.object(Intents, "from_dict", parse):
        yield threads


async def hears(home: Home, text: str) -> str:
    return answer(await say(home, "en", text))


async def test_no_sentence_waits_until_templates_are_parsed(
    new_home: Home, settled: None, parsed_in: list[int]
) -> None:
    await listen(new_home, "en")
    assert parsed_in
    before = len(parsed_in)
    assert (await hears(new_home, "How full is the car?")).startswith("The car is ")
    assert len(parsed_in) == before
    # Somebody makes an automation with a sentence.
    unregister = get_agent_manager(new_home.hass).register_trigger([HELLO], greet)
    await new_home.wait(0)
    before = len(parsed_in)
    assert await hears(new_home, HELLO) == "Hello"
    assert len(parsed_in) == before
    unregister()
    await new_home.wait(0)
    assert await hears(new_home, HELLO) != "Hello"
    assert get_ident() not in parsed_in


async def test_a_sentence_that_comes_while_templates_are_parsed_is_parsed(
    new_home: Home, settled: None
) -> None:
    await listen(new_home, "en")
    hass = new_home.hass
    manager = get_agent_manager(hass)
    parse = DefaultAgent._rebuild_trigger_intents
    parses = 0

    def parse_slowly(parser: DefaultAgent) -> None:
        nonlocal parses
        parses += 1
        parse(parser)
        if parses == 1:
            run_callback_threadsafe(
                hass.loop, manager.register_trigger, [HELLO], greet
            ).result()

    with patch.object(DefaultAgent, "_rebuild_trigger_intents", parse_slowly):
        manager.register_trigger(["Something else"], greet)
        await new_home.wait(0)
        assert parses == 2
        assert await hears(new_home, HELLO) == "Hello"
        assert parses == 2
