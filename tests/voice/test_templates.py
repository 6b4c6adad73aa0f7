"""Test the templates of all languages, as Home Assistant's agent matches them."""

from functools import cache
from typing import Final

from hassil.intents import Intents, WildcardSlotList
from hassil.recognize import recognize_all
from homeassistant.components.conversation.trigger import (
    has_no_punctuation,
    is_valid_sentence,
)
import pytest

from custom_components.podero.voice.language import LANGUAGES, read, templates
from custom_components.podero.voice.listener import INTENTS
from custom_components.podero.voice.questions import ACTIVITY, QUESTIONS
from tests.voice.corpus import groups

# Names of devices that are words of the templates, and others.
NAMES: Final = {
    "car_names": ["Auto", "Car", "Ella", "Model 3"],
    "car_areas": ["Garage", "Hof"],
    "heat_pump_names": ["Heat pump", "Wärmepumpe", "WPL 25"],
    "heat_pump_areas": ["Keller"],
}
SENTENCES: Final = {"de": 60, "en": 60}
SENTENCES_OF_OTHERS: Final = 30


def said(language: str) -> list[tuple[str, str]]:
    """Return the tested sentences of a language, each with its intent."""
    return [
        (text, group["intent"]) for group in groups(language) for text in group["said"]
    ]


@cache
def intents() -> Intents:
    """Return the templates of all languages, as the agent reads them."""
    found = Intents.from_dict(
        {
            "language": "en",
            "intents": {
                language: {"data": [{"sentences": [*dict(templates(language, NAMES))]}]}
                for language in LANGUAGES
            },
        }
    )
    for slot in ("start", "value"):
        found.slot_lists[slot] = WildcardSlotList(slot)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sentence_matches_one_template_of_all_languages(
    language: str, subtests: pytest.Subtests
) -> None:
    """Home Assistant ignores the user's own sentences after a second match."""
    for text, intent in said(language):
        with subtests.test(text):
            [result] = recognize_all(text, intents())
            assert result.intent.name == language
            assert result.intent_sentence is not None
            template = str(result.intent_sentence.text)
            found = dict(templates(language, NAMES))[template]
            pauses = {text.startswith("pause") for text in (found, intent)}
            assert found == intent or pauses == {True}


@pytest.mark.parametrize("language", LANGUAGES)
def test_templates_are_valid_and_different(language: str) -> None:
    for names in ({}, NAMES):
        found = [*templates(language, names)]
        texts = [text for text, _ in found]
        assert len(set(texts)) == len(texts)
        assert {intent for _, intent in found} <= INTENTS.keys()
        has_no_punctuation(texts)
        is_valid_sentence(texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_have_enough_sentences(language: str) -> None:
    texts = [text for text, _ in said(language)]
    assert len(set(texts)) == len(texts)
    assert len(texts) >= SENTENCES.get(language, SENTENCES_OF_OTHERS)
    assert len({intent for _, intent in said(language)}) >= 14


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_intent_has_an_answer(language: str) -> None:
    answers = read("answers", language)["answers"]
    templated = {intent for _, intent in templates(language, {})}
    same = {"pause_evening", "pause_for", "pause_until", "warmer", "colder"}
    explained = {key for key, asked in QUESTIONS.items() if asked.key == ACTIVITY}
    assert templated - same - explained <= answers.keys()
