"""The sentences and the answers of a language, which are data.

``sentences/`` has templates of hassil, the matcher of Home Assistant's default agent.
``answers/`` has what is answered, and the words for numbers, units, and times.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
import re
from typing import Any, Final

from homeassistant.util.json import load_json_object

LANGUAGES: Final = ("de", "en", "et", "fr", "hu", "it", "nl", "pl", "pt", "ro", "sv")

_FOLDER: Final = Path(__file__).parent
_RULE: Final = re.compile(r"<(\w+)>")


@cache
def read(folder: str, language: str) -> dict[str, Any]:
    """Read a data file; blocking."""
    return dict(load_json_object(_FOLDER / folder / f"{language}.json"))


def load_sentences() -> None:
    """Read the sentences of all languages; blocking."""
    for language in LANGUAGES:
        read("sentences", language)


def templates(
    language: str, names: Mapping[str, list[str]]
) -> Iterator[tuple[str, str]]:
    """Yield templates, each with its intent, in which devices have names and areas.

    A rule that ends with ``_where`` is dropped if the devices have no areas.
    """
    sentences = read("sentences", language)
    rules: dict[str, str] = sentences["rules"]

    def expand(match: re.Match[str]) -> str:
        name = match[1]
        if name.endswith("_names"):
            # A name that is a word of the rule already would match twice.
            words = re.split(r"[()|<>\[\]]", match.string.casefold())
            said = [
                item for item in names.get(name, ()) if item.casefold() not in words
            ]
            return "".join(f"|{item}" for item in said)
        if name.endswith("_areas"):
            return "|".join(names[name])
        if name.endswith("_where") and not names.get(f"{name[:-5]}areas"):
            return ""
        return _RULE.sub(expand, rules[name])

    for intent, texts in sentences.items():
        if intent != "rules":
            for text in texts:
                yield " ".join(_RULE.sub(expand, text).split()), intent
