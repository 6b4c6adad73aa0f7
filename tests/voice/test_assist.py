"""Test what comes before the sentences, and when there are none."""

from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch

from homeassistant.components.conversation.agent_manager import (
    AgentManager,
    get_agent_manager,
)
from homeassistant.helpers import area_registry as ar
from homeassistant.setup import async_setup_component
import pytest

from custom_components.podero.const import CONF_VOICE
from tests import automations
from tests.blueprints.automation import boosts
from tests.conftest import Home
from tests.voice.home import ASSISTANT, listen
from tests.voice.listening import CHARGE, FULL, ask


async def test_automation_of_the_user_comes_first(listening: Home) -> None:
    home = listening
    config: dict[str, Any] = {
        "alias": "My own",
        "triggers": [{"trigger": "conversation", "command": ["charge the car now"]}],
        "actions": [{"set_conversation_response": "No."}],
    }
    await automations.automate(home.hass, config)
    assert await ask(home, CHARGE) == "No."
    assert boosts(home) == 0
    assert "will charge" in await ask(home, "Charge my car")


async def test_custom_sentence_of_the_user_comes_first(
    new_home: Home, tmp_path: Path
) -> None:
    home = new_home
    folder = tmp_path / "custom_sentences" / "en"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text(
        'language: "en"\n'
        'intents: {Mine: {data: [{sentences: ["how full is the car"]}]}}\n'
    )
    home.hass.config.config_dir = str(tmp_path)
    assert await async_setup_component(
        home.hass,
        "intent_script",
        {"intent_script": {"Mine": {"speech": {"text": "Ha."}}}},
    )
    await listen(home, "en")
    assert await ask(home, FULL) == "Ha."
    assert (
        await ask(home, "How charged is the car?") == "The car is 61 percent charged."
    )


async def test_answer_is_in_the_language_of_the_sentence(listening: Home) -> None:
    german = "Das Auto ist zu 61 Prozent geladen."
    assert await ask(listening, "Wie voll ist das Auto?") == german
    assert await ask(listening, "Wie voll ist das Auto?", "de-CH") == german
    assert await ask(listening, FULL, "de") == "The car is 61 percent charged."


@pytest.mark.parametrize(
    "text",
    [
        "Charge the phone now",
        "How full is the dishwasher?",
        "Set the oven to 52 degrees",
        "We are leaving",
        "Is the kitchen light on?",
        "Turn off the heating",
        "Stop the car",
    ],
)
async def test_other_sentences_are_left_to_home_assistant(
    listening: Home, text: str
) -> None:
    manager = get_agent_manager(listening.hass)
    assert manager.default_agent is not None
    with patch.object(AgentManager, "get_trigger_callback") as called:
        await ask(listening, text)
    assert not called.called
    assert not listening.written()


async def test_option_turns_the_sentences_off(listening: Home) -> None:
    home = listening
    home.hass.config_entries.async_update_entry(home.entry, options={CONF_VOICE: False})
    await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.hass.async_block_till_done()
    await ask(home, CHARGE)
    assert boosts(home) == 0
    assert get_agent_manager(home.hass).trigger_sentences == []


async def test_last_home_removes_all_sentences(listening: Home) -> None:
    home = listening
    assert get_agent_manager(home.hass).trigger_sentences
    assert await home.unload()
    assert get_agent_manager(home.hass).trigger_sentences == []
    assert await home.set_up()
    assert await ask(home, FULL) == "The car is 61 percent charged."


async def test_assist_may_be_set_up_later(home: Home) -> None:
    for component in ("homeassistant", ASSISTANT):
        assert await async_setup_component(home.hass, component, {})
    await home.hass.async_block_till_done()
    assert await ask(home, FULL) == "The car is 61 percent charged."


@pytest.mark.parametrize("failure", ["get_agent_manager", "async_import_module"])
async def test_other_internals_of_assist_are_logged_only(
    new_home: Home, failure: str, caplog: pytest.LogCaptureFixture
) -> None:
    home = new_home
    for component in ("homeassistant", ASSISTANT):
        assert await async_setup_component(home.hass, component, {})
    target, other = {
        "get_agent_manager": ("voice.assist.get_agent_manager", Mock(spec=())),
        "async_import_module": ("voice.async_import_module", None),
    }[failure]
    result = {"return_value": other} if other else {"side_effect": ImportError("gone")}
    with patch(f"custom_components.podero.{target}", **result):
        assert await home.set_up()
        assert "does not understand" in caplog.text
        await ask(home, CHARGE)
        assert boosts(home) == 0
    area = ar.async_get(home.hass).async_create("Yard")
    assert area
    assert await home.unload()
