"""Test the sentences of a homeowner, spoken to a fresh home."""

import re
from typing import Final

import pytest

from custom_components.podero.voice.language import LANGUAGES
from tests.blueprints.automation import afresh
from tests.conftest import Home
from tests.voice.corpus import groups
from tests.voice.home import answer, listen, say

STANDS_FOR: Final = {"#": r"\d+(?:[.,:]\d+)?", "…": r".+"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_sentences_of_a_homeowner(
    new_home: Home, settled: None, language: str, subtests: pytest.Subtests
) -> None:
    home = new_home
    await home.hass.config.async_set_time_zone("Europe/Vienna")
    await listen(home, language)
    for group in groups(language):
        pattern = re.escape(group["answer"])
        for sign, stands_for in STANDS_FOR.items():
            pattern = pattern.replace(re.escape(sign), stands_for)
        for text in group["said"]:
            with subtests.test(text):
                async with afresh(home):
                    spoken = answer(await say(home, language, text))
                    assert re.fullmatch(pattern, spoken)
                    if (expected := group.get("written")) is None:
                        assert not home.written()
                        continue
                    [written] = home.written()
                    assert expected.items() <= written.items()
