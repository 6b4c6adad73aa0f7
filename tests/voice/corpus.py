"""Sentences of a homeowner, in all languages of the integration."""

import json
from pathlib import Path
from typing import Any, Final, NotRequired, TypedDict

from homeassistant.util.yaml import parse_yaml

_FOLDER: Final = Path(__file__).parent / "said"


class Group(TypedDict):
    """Sentences with the same intent, the same answer, and the same effect.

    In the answer, "#" is a number or a time, and "…" stands for any words. ``written``
    is part of what is written to the cloud; without it, nothing is.
    """

    intent: str
    answer: str
    said: list[str]
    written: NotRequired[dict[str, Any]]


def groups(language: str) -> list[Group]:
    """Return the sentences of a language."""
    text = (_FOLDER / f"{language}.yaml").read_text("utf-8")
    # Strings of Home Assistant's parser know their line, and cannot be sent elsewhere.
    parsed: list[Group] = json.loads(json.dumps(parse_yaml(text)))
    return parsed
