"""Test the sentences of docs/voice.md with Assist."""

from datetime import timedelta
from pathlib import Path
import re
import shutil
from typing import Any, Final

from homeassistant.components.conversation.default_agent import (
    DefaultAgent,
    LanguageIntents,
)
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.intent import IntentResponseType
from homeassistant.util import dt as dt_util
import pytest

from custom_components.podero.api import format_utc
from tests.automations import device
from tests.blueprints.automation import BLUEPRINTS, ENGLISH, GERMAN, afresh, boosts
from tests.conftest import Home
from tests.voice.home import (
    ASSISTANT,
    NUMBER,
    answer,
    listen,
    put_thermostat_into_room,
    readings,
    say,
)
from tests.voice.page import ALL, ASKED, SAID, entities

EACH_LANGUAGE: Final = pytest.mark.parametrize("language", [ENGLISH, GERMAN])

BOOST: Final = "boost"
# The values that are written to the cloud. A timedelta is relative to now.
WRITTEN: Final[dict[str, Any]] = {
    "Away mode starts": {"is_away_mode_enabled": True, "away_mode_end": None},
    "Away mode ends": {"is_away_mode_enabled": False, "away_mode_end": None},
    "Away mode until Sunday, 18:00": {
        "is_away_mode_enabled": True,
        "away_mode_end": "2026-03-22T17:00:00Z",
    },
    "Away mode until Friday, 19:00": {
        "is_away_mode_enabled": True,
        "away_mode_end": "2026-03-20T18:00:00Z",
    },
    "The heat pump pauses for two hours": {
        "is_pause_power_active": True,
        "pause_power_until": timedelta(hours=2),
    },
    "The heat pump pauses for four hours": {
        "is_pause_power_active": True,
        "pause_power_until": timedelta(hours=4),
    },
    "The pause ends": {"is_pause_power_active": False},
    "Podero stops optimizing the heat pump": {"is_smart_optimization_active": False},
    "Podero optimizes the heat pump": {"is_smart_optimization_active": True},
    "Podero stops optimizing the car": {"is_smart_optimization_active": False},
    "Podero stops optimizing the solar inverter": {
        "is_smart_optimization_active": False
    },
    "The car must be ready at the set time": {"is_charge_policy_enabled": True},
    "The hot water target is 52 °C": {"dhw_standard_temperature": 52},
    "The comfort range rises by 1 °C": {
        "minimum_temperature_limit": 21,
        "maximum_temperature_limit": 23.5,
    },
    "The comfort range falls by 1 °C": {
        "minimum_temperature_limit": 19,
        "maximum_temperature_limit": 21.5,
    },
    "The comfort range is 21 to 23.5 °C": {
        "minimum_temperature_limit": 21,
        "maximum_temperature_limit": 23.5,
    },
    "The comfort range is 20 to 23 °C": {
        "minimum_temperature_limit": 20,
        "maximum_temperature_limit": 23,
    },
    "Away mode from Friday, 8:00, until Sunday, 18:00": {
        "is_away_mode_enabled": True,
        "away_mode_start": "2026-03-20T07:00:00Z",
        "away_mode_end": "2026-03-22T17:00:00Z",
    },
    "The car charges": BOOST,
}


# The state of the cloud before a sentence that ends something.
BEFORE: Final[dict[str, Any]] = {
    "Away mode ends": {
        "is_away_mode_enabled": True,
        "away_mode_start": "2026-03-17T09:00:00Z",
    },
    "The pause ends": {
        "is_pause_power_active": True,
        "pause_power_until": "2026-03-18T12:00:00Z",
    },
}


TIME: Final = re.compile(r"\d\d:\d\d")
PARSED: Final[dict[str, LanguageIntents | None]] = {}


@pytest.fixture(autouse=True)
def _sentences_are_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse the sentences of each language only once, because it is slow."""
    load = DefaultAgent._load_intents

    def load_once(agent: DefaultAgent, language: str) -> LanguageIntents | None:
        if language not in PARSED:
            PARSED[language] = load(agent, language)
        return PARSED[language]

    monkeypatch.setattr(DefaultAgent, "_load_intents", load_once)


@pytest.fixture(autouse=True)
async def _house(new_home: Home, settled: None, tmp_path: Path) -> None:
    """Set the time zone to Vienna and provide the blueprints."""
    shutil.copytree(BLUEPRINTS, tmp_path / "blueprints")
    new_home.hass.config.config_dir = str(tmp_path)
    await new_home.hass.config.async_set_time_zone("Europe/Vienna")


def done(home: Home, result: str) -> bool:
    """Return whether exactly the result of the page was written."""
    if (wanted := WRITTEN[result]) == BOOST:
        return boosts(home) == 1 and not home.written()
    now = dt_util.utcnow()
    wanted = {
        key: format_utc(now + value) if isinstance(value, timedelta) else value
        for key, value in wanted.items()
    }
    written = home.written()
    return len(written) == 1 and wanted.items() <= written[0].items()


def decimals(number: str) -> int:
    """Return the number of decimals."""
    return len(re.sub(r"^\d+[.,]?", "", number))


def test_page_has_unique_sentences_in_both_languages() -> None:
    for language in (ENGLISH, GERMAN):
        texts = [sentence.text for sentence in ALL if sentence.language == language]
        assert len(set(texts)) == len(texts) >= 45
    assert {sentence.result for sentence in SAID} == WRITTEN.keys()


@EACH_LANGUAGE
async def test_commands_are_executed(
    new_home: Home, language: str, subtests: pytest.Subtests
) -> None:
    home = new_home
    await listen(home, language)
    for sentence in SAID:
        if sentence.language != language:
            continue
        with subtests.test(sentence.text):
            async with afresh(home):
                if before := BEFORE.get(sentence.result):
                    home.cloud.controls.set_fields(home.cloud.heat_pump.id, **before)
                    await home.poll()
                await say(home, language, sentence.text)
                assert done(home, sentence.result)


@EACH_LANGUAGE
async def test_questions_are_answered(
    new_home: Home, language: str, subtests: pytest.Subtests
) -> None:
    home = new_home
    await listen(home, language)
    for sentence in ASKED:
        if sentence.language != language:
            continue
        with subtests.test(sentence.text):
            spoken = answer(await say(home, language, sentence.text))
            # Capitalization and readings can differ from the page. Numbers must not
            # have more decimals than on the page.
            said, page = (
                TIME.sub("", text.casefold()) for text in (spoken, sentence.result)
            )
            assert NUMBER.sub("#", said) == NUMBER.sub("#", page)
            pairs = zip(NUMBER.findall(said), NUMBER.findall(page), strict=True)
            for number, on_page in pairs:
                assert decimals(number) <= decimals(on_page)
                value = float(number.replace(",", "."))
                accuracy = 0.51 / 10 ** decimals(number)
                assert any(
                    abs(reading - value) < accuracy for reading in readings(home)
                )
            assert not home.written()


MISTAKABLE: Final = {
    ENGLISH: [
        "turn on away mode for the heat pump",
        "turn off away mode for the heat pump",
        "turn on the heat pump",
        "turn off the heat pump",
        "turn off the heating",
        "turn on the hot water",
        "turn on heat pump comfort",
        "turn off heat pump comfort",
        "turn off heat pump hot water",
        "turn on the car",
    ],
    GERMAN: [
        "schalte die Abwesenheit der Wärmepumpe ein",
        "schalte die Wärmepumpe ein",
        "schalte die Wärmepumpe aus",
        "schalte die Heizung aus",
        "schalte das Warmwasser ein",
        "schalte Wärmepumpe Komfort ein",
        "schalte Wärmepumpe Komfort aus",
        "schalte das Auto aus",
    ],
}


@EACH_LANGUAGE
async def test_ambiguous_sentences_switch_nothing_else(
    new_home: Home, language: str, subtests: pytest.Subtests
) -> None:
    home = new_home
    await listen(home, language)
    for text in MISTAKABLE[language]:
        with subtests.test(text):
            async with afresh(home):
                await say(home, language, text)
                for body in home.written():
                    assert "is_away_mode_enabled" in body
                    assert "bwesenheit" in text or "away" in text


async def test_turning_off_comfort_fails_with_the_error_of_the_page(
    new_home: Home,
) -> None:
    home = new_home
    await listen(home, ENGLISH)
    spoken = answer(await say(home, ENGLISH, "turn off heat pump comfort"))
    assert spoken == "An unexpected error occurred"
    assert not home.written()


@pytest.mark.parametrize(
    ("language", "text", "spoken"),
    [
        (ENGLISH, "how warm is it?", "# degrees"),
        (GERMAN, "Wie warm ist es?", "# Grad"),
    ],
)
async def test_speaker_uses_the_thermostat_of_its_room(
    new_home: Home, language: str, text: str, spoken: str
) -> None:
    home = new_home
    await listen(home, language)
    area = put_thermostat_into_room(home, language)
    speaker = device(home, home.cloud.solar_inverter)[ATTR_DEVICE_ID]
    elsewhere = await say(home, language, text, device_id=speaker)
    assert elsewhere.response.response_type is IntentResponseType.ERROR
    dr.async_get(home.hass).async_update_device(speaker, area_id=area)
    result = await say(home, language, text, device_id=speaker)
    assert NUMBER.sub("#", answer(result)) == spoken


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (ENGLISH, "what is the car charging status"),
        (GERMAN, "was ist der Auto Ladestatus"),
    ],
)
async def test_assist_does_not_translate_states(
    new_home: Home, language: str, text: str
) -> None:
    home = new_home
    home.cloud.controls.plug_in(home.cloud.electric_vehicle.id)
    await listen(home, language)
    status = entities(home)["Car", "Charging status"].entity_id
    async_expose_entity(home.hass, ASSISTANT, status, should_expose=True)
    assert answer(await say(home, language, text)).endswith(" plugged_in")
