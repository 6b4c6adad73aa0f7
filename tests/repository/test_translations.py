"""The languages of Podero's markets, complete and really translated."""

from pathlib import Path
import re
from typing import Any

from homeassistant.util.json import load_json_object
import pytest

TRANSLATIONS = Path("custom_components/podero/translations")
LANGUAGES = {"de", "et", "fr", "hu", "it", "nl", "pl", "pt", "ro", "sv"}
# What is the same word in several languages.
SAME = {
    "Boost",
    "Comfort",
    "Eco",
    "Maximum",
    "Minimum",
    "OK",
    "Options",
    "Pause",
    "Production",
    "Sandbox",
    "Start",
}
MARKUP = re.compile(r"\{\w+\}|\*\*|\]\(\{\w+\}\)|\n")


def texts(language: str) -> dict[str, str]:
    """Return the texts of a language, by the path of their keys."""

    def walk(tree: dict[str, Any], path: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for key, value in tree.items():
            if isinstance(value, dict):
                found |= walk(value, f"{path}.{key}")
            else:
                found[f"{path}.{key}"] = value
        return found

    return walk(load_json_object(str(TRANSLATIONS / f"{language}.json")), "")


def test_all_languages_are_there() -> None:
    assert {path.stem for path in TRANSLATIONS.glob("*.json")} == LANGUAGES | {"en"}


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_nothing_is_missing_or_left_over(language: str) -> None:
    assert texts(language).keys() == texts("en").keys()


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_placeholders_links_and_breaks_are_kept(language: str) -> None:
    english, translated = texts("en"), texts(language)
    assert {key: sorted(MARKUP.findall(text)) for key, text in translated.items()} == {
        key: sorted(MARKUP.findall(text)) for key, text in english.items()
    }


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_nothing_is_left_in_english(language: str) -> None:
    english = texts("en")
    left = {
        text
        for key, text in texts(language).items()
        if text == english[key] and re.search(r"[A-Za-z]{3}", MARKUP.sub("", text))
    }
    assert left <= SAME


@pytest.mark.parametrize("language", sorted(LANGUAGES | {"en"}))
def test_entities_of_a_platform_have_names_of_their_own(language: str) -> None:
    names: dict[tuple[str, str], list[str]] = {}
    for key, text in texts(language).items():
        part, *path = key.removeprefix(".").split(".")
        if part == "entity" and path[-1] == "name":
            names.setdefault((path[0], text.casefold()), []).append(path[1])
    # A car and an inverter have a battery each.
    both = ["battery_charge_level_percent", "battery_level"]
    assert [keys for keys in names.values() if len(keys) > 1] in ([], [both])
