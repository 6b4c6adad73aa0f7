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
from custom_components.podero.errors import (
    BOOST_TRANSLATION_KEYS,
    TRANSLATION_KEYS,
    translation_key,
    translation_placeholders,
)

TRANSLATIONS = Path("custom_components/podero/translations")
ERRORS: list[PoderoError] = [
    *(
        PoderoBoostRefusedError(reason)
        for reason in [*BOOST_TRANSLATION_KEYS, "internal_error", None]
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
    kinds = set(PoderoError.__subclasses__())
    kinds |= {special for kind in kinds for special in kind.__subclasses__()}
    assert set(TRANSLATION_KEYS) == kinds
    assert {kind.__name__ for kind in TRANSLATION_KEYS} <= set(api.__all__)


@pytest.mark.parametrize(
    "language", sorted(path.stem for path in TRANSLATIONS.glob("*.json"))
)
@pytest.mark.parametrize("error", ERRORS, ids=repr)
def test_every_explanation_can_be_said(language: str, error: PoderoError) -> None:
    texts = json.loads((TRANSLATIONS / f"{language}.json").read_text("utf-8"))
    message = texts["exceptions"][translation_key(error)]["message"]
    said = message.format(**translation_placeholders(error))
    assert "{" not in said
    assert "said in English" not in said


def test_waiting_is_said_in_whole_seconds() -> None:
    assert translation_placeholders(PoderoRateLimitError(61.4)) == {"seconds": "61"}
