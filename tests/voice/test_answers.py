"""Test the answers in states that a fresh home does not have."""

from datetime import timedelta
from typing import Any

from homeassistant.core import ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
import pytest

from custom_components.podero.const import DOMAIN
from custom_components.podero.voice.language import LANGUAGES, read
from custom_components.podero.voice.speech import Speech
from tests.conftest import Home
from tests.voice.home import UNKNOWN, Case, ask

pytestmark = pytest.mark.usefixtures("in_vienna")

PLANNED = (
    "Away mode is planned from Friday, March 20, at 8:30 AM until Wednesday, April 1,"
    " at 6 PM."
)
HEAT_PUMP: list[Case] = [
    (
        {"is_pause_power_active": True, "pause_power_until": None},
        "Is the heating running?",
        "The heat pump is paused.",
    ),
    (
        {"is_pause_power_active": True, "pause_power_until": "2026-03-18T20:30:00Z"},
        "Is the heating running?",
        "The heat pump is paused until 9:30 PM.",
    ),
    (
        {"operational_mode": "Defrost", "current_power_consumption_w": 0},
        "Is the heating running?",
        "The heat pump is in the mode Defrost.",
    ),
    (
        {"operational_mode": None, "current_power_consumption_w": None},
        "Is the heating running?",
        UNKNOWN,
    ),
    (
        {"is_smart_optimization_active": False},
        "How does Podero optimize the heat pump?",
        "Podero is not optimizing the heat pump at the moment.",
    ),
    (
        {
            "is_away_mode_enabled": True,
            "away_mode_start": "2026-03-17T09:00:00Z",
            "away_mode_end": None,
        },
        "Is away mode on?",
        "Away mode is on.",
    ),
    (
        {
            "is_away_mode_enabled": True,
            "away_mode_start": "2026-03-17T09:00:00Z",
            "away_mode_end": "2026-03-19T17:00:00Z",
        },
        "Is away mode on?",
        "Away mode is on until tomorrow at 6 PM.",
    ),
    (
        {
            "is_away_mode_enabled": True,
            "away_mode_start": "2026-03-20T07:30:00Z",
            "away_mode_end": "2026-04-01T16:00:00Z",
        },
        "Is away mode on?",
        PLANNED,
    ),
    (
        {
            "is_away_mode_enabled": True,
            "away_mode_start": "2026-03-20T07:00:00Z",
            "away_mode_end": None,
        },
        "Is away mode on?",
        "Away mode is planned from Friday, March 20, at 8 AM.",
    ),
    (
        {
            "is_away_mode_enabled": True,
            "away_mode_start": "2026-03-17T09:00:00Z",
            "away_mode_end": None,
        },
        "We are back",
        "Welcome back. The heat pump is heating as usual again.",
    ),
    (
        {"is_pause_power_active": True, "pause_power_until": "2026-03-18T20:30:00Z"},
        "Resume the heating",
        "The heat pump is running again.",
    ),
    ({"minimum_temperature_limit": None}, "How warm should it be?", UNKNOWN),
    ({"minimum_temperature_limit": None}, "I'm cold", UNKNOWN),
    ({"indoor_actual_temperature": None}, "How warm is the house?", UNKNOWN),
    (
        {"outdoor_temperature": -5.5},
        "What's the outdoor temperature?",
        "It is minus 5.5 degrees outside.",
    ),
]
REFUSED = [
    ("Set the hot water to 80 degrees", "from 40 °C to 65 °C"),
    ("Set the hot water to very hot", "I did not understand very hot."),
    ("Set the comfort to 20 to 22 to 24", "I did not understand 20 to 22 to 24."),
    ("Set the comfort to 21 to 22 degrees", "at least 2 °C"),
    ("We are away until whenever", "I did not understand whenever."),
    ("Pause the heating for ages", "I did not understand ages."),
    ("Pause the heating until whenever", "I did not understand whenever."),
]


@pytest.mark.parametrize(("fields", "text", "expected"), HEAT_PUMP)
async def test_answers_about_a_heat_pump(
    listening: Home, fields: dict[str, Any], text: str, expected: str
) -> None:
    heat_pump = listening.cloud.heat_pump.id
    listening.cloud.controls.set_fields(heat_pump, **fields)
    await listening.poll()
    assert await ask(listening, text) == expected


@pytest.mark.parametrize(("text", "expected"), REFUSED)
async def test_impossible_commands_are_explained(
    listening: Home, text: str, expected: str
) -> None:
    assert expected in await ask(listening, text)
    assert not listening.written()


async def test_errors_are_explained_in_the_language_of_the_sentence(
    listening: Home,
) -> None:
    listening.cloud.faults.fail("PUT", status=503)
    spoken = await ask(listening, "Mir ist kalt")
    assert "Podero" in spoken
    assert "vorübergehend" in spoken
    listening.cloud.faults.heal()
    assert "Komfort" in await ask(listening, "Mir ist kalt")


async def test_nothing_is_told_or_done_while_podero_is_unavailable(
    listening: Home,
) -> None:
    home = listening
    home.cloud.faults.fail("*", status=503)
    await home.poll()
    unavailable = {
        "How full is the car?": "The car is not available at the moment.",
        "Charge the car now": "The car is not available at the moment.",
        "How much have we saved?": UNKNOWN,
        "I'm cold": "The heat pump is not available at the moment.",
        "What is the heat pump doing?": "The heat pump is not available at the moment.",
    }
    for text, expected in unavailable.items():
        assert await ask(home, text) == expected
    home.cloud.faults.heal()
    await home.wait(600)
    await home.poll()
    assert await ask(home, "How full is the car?") == "The car is 61 percent charged."


async def test_savings_of_one_device_have_no_list(listening: Home) -> None:
    spoken = await ask(listening, "How much did the heat pump save?")
    assert spoken == "You have saved 5.15 euros this month."


async def test_error_without_an_explanation_is_told(listening: Home) -> None:
    home = listening

    async def fail(_: ServiceCall) -> None:
        raise HomeAssistantError

    home.hass.services.async_register(DOMAIN, "pause", fail)
    spoken = await ask(home, "Pausiere die Heizung", "de")
    assert spoken == "Das hat nicht geklappt. Versuche es später noch einmal."


async def test_fahrenheit_is_told_and_set(listening: Home) -> None:
    home = listening
    home.hass.config.units = US_CUSTOMARY_SYSTEM
    await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.hass.async_block_till_done()
    spoken = await ask(home, "I'm cold")
    assert spoken == "The comfort range is now 70 to 74 degrees."


# Words


@pytest.mark.parametrize(
    ("language", "number", "unit", "spoken"),
    [
        ("en", "1", "km", "1 kilometer"),
        ("en", "-2.5", "°F", "minus 2.5 degrees"),
        ("en", "3", "bananas", "3 bananas"),
        ("en", "3", None, "3"),
        ("en", "0.2", "SEK/kWh", "0.2 kronor per kilowatt hour"),
        ("de", "1.5", "kWh", "1,5 Kilowattstunden"),
        ("fr", "1.5", "km", "1,5 kilomètre"),
        ("pl", "1", "km", "1 kilometr"),
        ("pl", "23", "km", "23 kilometry"),
        ("pl", "112", "km", "112 kilometrów"),
        ("pl", "0.5", "km", "0,5 kilometra"),
        ("ro", "1", "km", "1 kilometru"),
        ("ro", "19", "km", "19 kilometri"),
        ("ro", "120", "km", "120 de kilometri"),
        ("hu", "0.2", "EUR/kWh", "0,2 euró kilowattóránként"),
    ],
)
def test_numbers_and_units_are_words(
    language: str, number: str, unit: str | None, spoken: str
) -> None:
    speech = Speech(language, read("answers", language))
    assert speech.quantity(number, unit) == spoken


def test_first_day_of_a_month_has_its_own_word() -> None:
    speech = Speech("fr", read("answers", "fr"))
    first = (dt_util.now() + timedelta(days=400)).replace(day=1)
    assert " 1er " in speech.moment(first)


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_have_the_same_answers_and_words(language: str) -> None:
    def keys(tree: Any) -> Any:
        if not isinstance(tree, dict):
            return None
        return {key: keys(value) for key, value in tree.items()}

    english, other = read("answers", "en"), read("answers", language)
    assert keys(other["answers"]) == keys(english["answers"])
    optional = {"am", "pm", "first"}
    assert other["words"].keys() - optional == english["words"].keys() - optional
    assert other["words"]["units"].keys() == english["words"]["units"].keys()
    assert [len(other["words"][name]) for name in ("weekdays", "months", "days")] == [
        7,
        12,
        3,
    ]
