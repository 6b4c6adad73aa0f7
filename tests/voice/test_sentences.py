"""What is said to Home Assistant's own assistant, sentence by sentence of the page."""

from datetime import timedelta
from pathlib import Path
import re
from typing import Any, Final

from homeassistant.components.conversation.default_agent import (
    DefaultAgent,
    LanguageIntents,
)
from homeassistant.components.homeassistant.exposed_entities import (
    async_expose_entity,
    async_should_expose,
)
from homeassistant.const import ATTR_DEVICE_ID, MAJOR_VERSION, MINOR_VERSION
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.intent import IntentResponseType
from homeassistant.util import dt as dt_util
import pytest

from custom_components.podero.api import format_utc
from tests.automations import device
from tests.blueprints.automation import BLUEPRINTS, ENGLISH, GERMAN, afresh, boosts
from tests.conftest import Home
from tests.voice.home import (
    ALIAS,
    ASSISTANT,
    NOTHING,
    NUMBER,
    PRESSING,
    answer,
    expose,
    give,
    listen,
    put_thermostat_into_room,
    readings,
    say,
)
from tools.voice_page import ALL, ASKED, SAID, Sentence, entities, names, table

CAN_PRESS: Final = (MAJOR_VERSION, MINOR_VERSION) >= (2026, 11)
EACH_LANGUAGE: Final = pytest.mark.parametrize("language", [ENGLISH, GERMAN])

BOOST: Final = "boost"
# What is written to the cloud; times from now on.
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
    "The car charges": BOOST,
}


# What there must be, so that it can end.
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


PARSED: Final[dict[str, LanguageIntents | None]] = {}


def each_group(sentences: list[Sentence]) -> pytest.MarkDecorator:
    """Say together what is said in one language and needs the same."""
    groups: dict[tuple[str, str], list[Sentence]] = {}
    for sentence in sentences:
        groups.setdefault((sentence.language, sentence.needs), []).append(sentence)
    return pytest.mark.parametrize(
        "group",
        groups.values(),
        ids=[f"{language}-{needs}" for language, needs in groups],
    )


@pytest.fixture(autouse=True)
def _sentences_are_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Share what an assistant knows of a language: it takes longer than the rest."""
    load = DefaultAgent._load_intents

    def load_once(agent: DefaultAgent, language: str) -> LanguageIntents | None:
        if language not in PARSED:
            PARSED[language] = load(agent, language)
        return PARSED[language]

    monkeypatch.setattr(DefaultAgent, "_load_intents", load_once)


@pytest.fixture(autouse=True)
async def _house(new_home: Home, settled: None, tmp_path: Path) -> None:
    """Have a house in Vienna, and the blueprints."""
    (tmp_path / "blueprints").symlink_to(BLUEPRINTS)
    new_home.hass.config.config_dir = str(tmp_path)
    await new_home.hass.config.async_set_time_zone("Europe/Vienna")


def done(home: Home, result: str) -> bool:
    """Whether exactly what the page says was done at the cloud."""
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
    """Return how many digits a number has behind the point."""
    return len(re.sub(r"^\d+[.,]?", "", number))


def test_page_has_enough_of_both() -> None:
    for language in (ENGLISH, GERMAN):
        texts = [one.text for one in ALL if one.language == language]
        assert len(set(texts)) == len(texts) >= 50
    assert {one.result for one in SAID} == WRITTEN.keys()


@each_group(SAID)
async def test_what_is_said_is_done(
    new_home: Home, group: list[Sentence], subtests: pytest.Subtests
) -> None:
    home = new_home
    language, needs = group[0].language, group[0].needs
    await listen(home, language)
    await give(home, language, needs)
    for sentence in group:
        with subtests.test(sentence.text):
            async with afresh(home):
                if before := BEFORE.get(sentence.result):
                    home.cloud.controls.set_fields(home.cloud.heat_pump.id, **before)
                    await home.poll()
                await say(home, language, sentence.text)
                assert done(home, sentence.result) is (CAN_PRESS or needs != PRESSING)


@each_group(ASKED)
async def test_what_is_asked_is_answered(
    new_home: Home, group: list[Sentence], subtests: pytest.Subtests
) -> None:
    home = new_home
    language = group[0].language
    await listen(home, language)
    await give(home, language, group[0].needs)
    for sentence in group:
        with subtests.test(sentence.text):
            spoken = answer(await say(home, language, sentence.text))
            # Letters are as large as Home Assistant has them, and the readings may
            # vary: no number is longer behind the point than on the page.
            told, page = spoken.casefold(), sentence.result.casefold()
            assert NUMBER.sub("#", told) == NUMBER.sub("#", page)
            pairs = zip(NUMBER.findall(told), NUMBER.findall(page), strict=True)
            for number, on_page in pairs:
                assert decimals(number) <= decimals(on_page)
                value = float(number.replace(",", "."))
                accuracy = 0.51 / 10 ** decimals(number)
                assert any(abs(one - value) < accuracy for one in readings(home))
            assert not home.written()


@EACH_LANGUAGE
async def test_nothing_is_needed_without_need(
    new_home: Home, language: str, subtests: pytest.Subtests
) -> None:
    home = new_home
    await listen(home, language)
    for sentence in ALL:
        if sentence.language == language and sentence.needs != NOTHING:
            with subtests.test(sentence.text):
                result = await say(home, language, sentence.text)
                assert result.response.response_type is IntentResponseType.ERROR
    assert not home.written()


@EACH_LANGUAGE
async def test_aliases_are_needed_beside_exposing(
    new_home: Home, language: str, subtests: pytest.Subtests
) -> None:
    home = new_home
    await listen(home, language)
    expose(home)
    for sentence in ALL:
        if sentence.language == language and sentence.needs == ALIAS:
            with subtests.test(sentence.text):
                result = await say(home, language, sentence.text)
                assert result.response.response_type is IntentResponseType.ERROR


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
async def test_nothing_else_is_switched_than_what_was_meant(
    new_home: Home, language: str, subtests: pytest.Subtests
) -> None:
    home = new_home
    await listen(home, language)
    for preparation in (NOTHING, ALIAS):
        await give(home, language, preparation)
        for text in MISTAKABLE[language]:
            with subtests.test(text, preparation=preparation):
                async with afresh(home):
                    await say(home, language, text)
                    for body in home.written():
                        assert "is_away_mode_enabled" in body
                        assert "bwesenheit" in text or "away" in text


async def test_comfort_is_not_turned_off_in_the_words_of_the_page(
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
async def test_speaker_in_the_room_knows_which_room_is_meant(
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
async def test_state_in_words_is_not_translated(
    new_home: Home, language: str, text: str
) -> None:
    home = new_home
    home.cloud.controls.plug_in(home.cloud.electric_vehicle.id)
    await listen(home, language)
    status = entities(home)["Car", "Charging status"].entity_id
    async_expose_entity(home.hass, ASSISTANT, status, should_expose=True)
    assert answer(await say(home, language, text)).endswith(" plugged_in")


async def test_page_tells_what_is_exposed_by_itself(new_home: Home) -> None:
    home = new_home
    await listen(home, ENGLISH)
    exposed = {
        (kind, name)
        for (kind, name), entry in entities(home).items()
        if async_should_expose(home.hass, ASSISTANT, entry.entity_id)
    }
    rows = table("What to expose")
    assert exposed == {(kind, name) for kind, yes, _ in rows for name in names(yes)}
    worth = {(kind, name) for kind, _, more in rows for name in names(more)}
    assert worth <= entities(home).keys() - exposed


@EACH_LANGUAGE
def test_every_alias_is_one_of_its_own_and_is_said(language: str) -> None:
    column = 2 if language == ENGLISH else 3
    aliases = [
        alias for row in table("Aliases that help") for alias in names(row[column])
    ]
    assert len(set(aliases)) == len(aliases)
    said = " ".join(
        one.text for one in ALL if (one.language, one.needs) == (language, ALIAS)
    )
    assert not {alias for alias in aliases if alias not in said}
