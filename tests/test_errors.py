"""Errors of the cloud in words."""

import json
from pathlib import Path

import pytest

from custom_components.podero import api
from custom_components.podero.api import (
    PoderoBoostRefusedError,
    PoderoError,
    PoderoRateLimitError,
    PoderoRejectedError,
)
from custom_components.podero.errors import BOOST_KEYS, KEYS, translation_of

TRANSLATIONS = Path("custom_components/podero/translations")
ERRORS: list[PoderoError] = [
    *(
        PoderoBoostRefusedError(reason)
        for reason in [*BOOST_KEYS, "internal_error", None]
    ),
    PoderoRateLimitError(61.4),
    PoderoRejectedError(422, {"detail": "said in English"}),
    *(
        kind("said in English")
        for kind in PoderoError.__subclasses__()
        if kind.__init__ is PoderoError.__init__
    ),
]


def test_every_error_has_an_explanation() -> None:
    assert set(KEYS) == set(PoderoError.__subclasses__())
    assert {kind.__name__ for kind in KEYS} <= set(api.__all__)


@pytest.mark.parametrize(
    "language", sorted(path.stem for path in TRANSLATIONS.glob("*.json"))
)
@pytest.mark.parametrize("error", ERRORS, ids=repr)
def test_every_explanation_can_be_said(language: str, error: PoderoError) -> None:
    texts = json.loads((TRANSLATIONS / f"{language}.json").read_text("utf-8"))
    explanation = translation_of(error)
    message = texts["exceptions"][explanation["translation_key"]]["message"]
    said = message.format(**explanation["translation_placeholders"])
    assert "{" not in said
    assert "said in English" not in said


def test_waiting_is_said_in_whole_seconds() -> None:
    explanation = translation_of(PoderoRateLimitError(61.4))
    assert explanation["translation_placeholders"] == {"seconds": "61"}
