"""Test the spelling of texts and the first word of module docstrings."""

import ast
from collections.abc import Iterator
from pathlib import Path
import re
from typing import Final

import pytest

from tests.repository.files import ROOT

PARTS: Final = (
    *("custom_components", "simulator", "bench", "tools", "scripts", "tests"),
    *("blueprints", "deploy", "docs", ".github"),
)
SUFFIXES: Final = {"", ".json", ".md", ".py", ".toml", ".yaml", ".yml"}
BRITISH: Final = re.compile(
    r"(?:"
    r"(?:author|custom|initial|maxim|minim|normal|optim|organ|priorit|real|recogn"
    r"|serial|summar|synchron|util)is(?:e|ing|ation)"
    r"|analys(?:e[ds]?\b|ing)|(?:behavi|col|fav|hon|lab|neighb)our|\bcentre|licence"
    r"|(?:cancel|label|model|travel)l(?:ed|ing)|(?:\b|kilo)(?:lit|met)res?\b"
    r"|catalogue|grey|fulfil\b|judgement|programme[sd]?\b|defence|offence"
    r")\w*",
    re.IGNORECASE,
)
# Names of Python's asyncio.
ALLOWED: Final = re.compile(
    r"CancelledError|\.(?:cancelled|cancelling)\(\)|boost_cancelled|BOOST_CANCELLED"
)
# Folders with a file for each language.
TEXTS: Final = {"answers", "said", "sentences", "translations"}
QUESTIONS: Final = {"How", "What", "When", "Where", "Whether", "Which"}


def files() -> Iterator[Path]:
    """Return the text files in English."""
    yield from ROOT.glob("*.md")
    for part in PARTS:
        for path in sorted((ROOT / part).rglob("*")):
            is_translation = path.parent.name in TEXTS and path.stem != "en"
            if path.is_file() and path.suffix in SUFFIXES and not is_translation:
                yield path


def test_spelling_is_american() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {word}"
        for path in files()
        if path != Path(__file__)
        for word in BRITISH.findall(ALLOWED.sub("", path.read_text("utf-8")))
    }
    assert not found


def test_no_module_docstring_begins_with_a_question_word() -> None:
    modules = [path for path in files() if path.suffix == ".py"]
    assert modules
    found = {
        str(path.relative_to(ROOT)): docstring
        for path in modules
        if (docstring := ast.get_docstring(ast.parse(path.read_text("utf-8"))))
        and docstring.split()[0] in QUESTIONS
    }
    assert not found


@pytest.mark.parametrize(
    "text", ["organisation", "labelled", "is_cancelled", "Neighbours", "the centre"]
)
def test_british_spelling_is_found(text: str) -> None:
    assert BRITISH.search(ALLOWED.sub("", text))


@pytest.mark.parametrize(
    "text",
    ["organization", "registry", "task.cancelled()", "cancellation", "parameters"],
)
def test_american_spelling_is_not_found(text: str) -> None:
    assert not BRITISH.search(ALLOWED.sub("", text))
