"""The texts are complete in the languages of Podero's markets."""

from collections import Counter
import re

import pytest

from tests.repository.files import INTEGRATION, leaves, texts

LANGUAGES = {"de", "et", "fr", "hu", "it", "nl", "pl", "pt", "ro", "sv"}
# Words that are the same in several languages.
SAME = {
    "Boost",
    "Comfort",
    "Cost",
    "Eco",
    "Folder",
    "Maximum",
    "Minimum",
    "OK",
    "Options",
    "Pause",
    "Plan",
    "Production",
    "Sandbox",
    "Solar",
    "Start",
}
MARKUP = re.compile(r"\{\w+\}|\*\*|\]\(\{\w+\}\)|\n")


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Replace the fixture of all other tests: these need no Home Assistant."""


def flat(language: str) -> dict[str, str]:
    """Return the texts of a language by the paths of their keys."""
    return dict(leaves(texts(language)))


def test_all_languages_exist() -> None:
    files = (INTEGRATION / "translations").glob("*.json")
    assert {path.stem for path in files} == LANGUAGES | {"en"}


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_translation_has_all_texts_with_their_placeholders(language: str) -> None:
    expected, translated = flat("en"), flat(language)
    assert translated.keys() == expected.keys()
    for key, text in translated.items():
        assert Counter(MARKUP.findall(text)) == Counter(
            MARKUP.findall(expected[key])
        ), key


@pytest.mark.parametrize("language", sorted(LANGUAGES | {"en"}))
def test_no_text_is_blank_or_padded(language: str) -> None:
    for key, text in leaves(texts(language)):
        assert text.strip(), key
        assert text == text.strip(), key


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_nothing_is_left_in_english(language: str) -> None:
    english = flat("en")
    left = {
        text
        for key, text in flat(language).items()
        if text == english[key] and re.search(r"[A-Za-z]{3}", MARKUP.sub("", text))
    }
    assert left <= SAME


@pytest.mark.parametrize("language", sorted(LANGUAGES | {"en"}))
def test_entities_of_a_platform_have_different_names(language: str) -> None:
    names: dict[tuple[str, str], list[str]] = {}
    for key, text in flat(language).items():
        part, *path = key.split(".")
        if part == "entity" and path[2:] == ["name"]:
            names.setdefault((path[0], text.casefold()), []).append(path[1])
    # A car and an inverter have a battery each.
    both = ["battery_charge_level_percent", "battery_level"]
    assert [keys for keys in names.values() if len(keys) > 1] in ([], [both])
