"""Test the blueprint for hot water and comfort by voice."""

from typing import Any

import pytest

from tests.automations import find, lose
from tests.blueprints.automation import (
    ENGLISH,
    GERMAN,
    afresh,
    assist,
    automate,
    entity_id,
    say,
)
from tests.conftest import Home

pytestmark = pytest.mark.usefixtures("settled")

LIMITS = ("minimum_temperature_limit", "maximum_temperature_limit")
FAILED = {
    ENGLISH: "That did not work. Try again later.",
    GERMAN: "Das hat nicht geklappt. Versuche es später noch einmal.",
}
LOST = {
    ENGLISH: "The heat pump is not available at the moment.",
    GERMAN: "Die Wärmepumpe ist gerade nicht erreichbar.",
}
NOT_UNDERSTOOD = {
    ENGLISH: "I did not understand the temperature.",
    GERMAN: "Ich habe nicht verstanden, wie warm.",
}
WATER = {
    ENGLISH: "The hot water is set to {} degrees.",
    GERMAN: "Das Warmwasser ist auf {} Grad eingestellt.",
}
ROOMS = {
    ENGLISH: "Comfort is now set to {} to {} degrees.",
    GERMAN: "Der Komfort ist jetzt auf {} bis {} Grad eingestellt.",
}
WATER_FROM_TO = {
    ENGLISH: "The temperature can be from 40 to 65 degrees.",
    GERMAN: "Möglich sind 40 bis 65 Grad.",
}
ROOMS_FROM_TO = {
    ENGLISH: "The temperature can be from 10 to 30 degrees.",
    GERMAN: "Möglich sind 10 bis 30 Grad.",
}
TOO_CLOSE = {
    ENGLISH: "There must be at least 2 degrees between them.",
    GERMAN: "Dazwischen müssen mindestens 2 Grad liegen.",
}
NO_SWITCH = {
    ENGLISH: "Comfort cannot be turned on or off."
    " Say how warm it should be, or pause the heat pump.",
    GERMAN: "Der Komfort lässt sich nicht ein- oder ausschalten."
    " Sag, wie warm es sein soll, oder pausiere die Wärmepumpe.",
}
# The comfort range is 20 to 22.5 °C.
SAID: list[tuple[str, str, tuple[float, ...]]] = [
    (ENGLISH, "set the hot water to 52 degrees", (52,)),
    (ENGLISH, "heat the water to 47.5", (47.5,)),
    (ENGLISH, "I'm cold", (21, 23.5)),
    (ENGLISH, "We are too cold.", (21, 23.5)),
    (ENGLISH, "make it cooler", (19, 21.5)),
    (ENGLISH, "set the comfort to 22 degrees", (21, 23.5)),
    (ENGLISH, "set comfort to 20 to 23", (20, 23)),
    (ENGLISH, "set comfort to 23 or 20 degrees please", (20, 23)),
    (GERMAN, "Stell das Warmwasser auf 52 Grad.", (52,)),
    (GERMAN, "heize das Wasser auf 47,5 Grad auf", (47.5,)),
    (GERMAN, "Mir ist zu kalt!", (21, 23.5)),
    (GERMAN, "mach es bitte kühler", (19, 21.5)),
    (GERMAN, "stelle den Komfort auf 22 Grad ein", (21, 23.5)),
    (GERMAN, "stell bitte den Komfort auf 20,5 bis 23 Grad", (20.5, 23)),
]
REFUSED = [
    (ENGLISH, "set the hot water to 80 degrees", WATER_FROM_TO),
    (ENGLISH, "set the hot water to 39", WATER_FROM_TO),
    (ENGLISH, "set the hot water to I do not know", NOT_UNDERSTOOD),
    (ENGLISH, "set the hot water to 45 to 50", NOT_UNDERSTOOD),
    (ENGLISH, "set the comfort to 20 to 21 degrees", TOO_CLOSE),
    (ENGLISH, "set the comfort to 35", ROOMS_FROM_TO),
    (ENGLISH, "set the comfort to 8 to 20", ROOMS_FROM_TO),
    (ENGLISH, "set the comfort to whatever you like", NOT_UNDERSTOOD),
    (ENGLISH, "turn off the heat pump comfort", NO_SWITCH),
    (ENGLISH, "switch comfort on", NO_SWITCH),
    (GERMAN, "Stell das Warmwasser auf 80 Grad", WATER_FROM_TO),
    (GERMAN, "stell das Warmwasser auf irgendwas", NOT_UNDERSTOOD),
    (GERMAN, "stell den Komfort auf 20 bis 21,5 Grad", TOO_CLOSE),
    (GERMAN, "stell den Komfort auf 35 Grad", ROOMS_FROM_TO),
    (GERMAN, "schalte Wärmepumpe Komfort aus", NO_SWITCH),
]


@pytest.fixture
def chosen(home: Home) -> dict[str, list[str]]:
    heat_pump = home.cloud.heat_pump
    return {
        "comfort": [entity_id(home, heat_pump, "climate", "comfort")],
        "hot_water": [entity_id(home, heat_pump, "water_heater", "hot_water")],
    }


@pytest.fixture
async def listening(home: Home, chosen: dict[str, list[str]]) -> Home:
    await assist(home.hass)
    await automate(home.hass, "warmth_by_voice", **chosen)
    return home


def answer(language: str, degrees: tuple[float, ...]) -> str:
    words = (WATER if len(degrees) == 1 else ROOMS)[language]
    numbers = [f"{degree:g}" for degree in degrees]
    if language == GERMAN:
        numbers = [number.replace(".", ",") for number in numbers]
    return words.format(*numbers)


def settings(degrees: tuple[float, ...]) -> dict[str, Any]:
    if len(degrees) == 1:
        return {"dhw_standard_temperature": degrees[0]}
    return dict(zip(LIMITS, degrees, strict=True))


async def test_sets_the_spoken_temperature(
    listening: Home, subtests: pytest.Subtests
) -> None:
    for language, text, degrees in SAID:
        with subtests.test(text):
            async with afresh(listening):
                said = await say(listening.hass, text, language)
                assert said == answer(language, degrees)
                assert listening.written() == [settings(degrees)]


async def test_explains_invalid_temperatures(
    listening: Home, subtests: pytest.Subtests
) -> None:
    for language, text, refusal in REFUSED:
        with subtests.test(text):
            async with afresh(listening):
                assert await say(listening.hass, text, language) == refusal[language]
                assert not listening.written()


async def test_reports_a_failure_and_works_the_next_time(
    listening: Home, subtests: pytest.Subtests
) -> None:
    for language, text, degrees in SAID:
        with subtests.test(text):
            async with afresh(listening):
                listening.cloud.faults.fail("PUT", status=500)
                assert await say(listening.hass, text, language) == FAILED[language]
                listening.cloud.faults.heal()
                said = await say(listening.hass, text, language)
                assert said == answer(language, degrees)


async def test_reports_an_unavailable_heat_pump(
    listening: Home, subtests: pytest.Subtests
) -> None:
    await lose(listening)
    for language, text, _ in SAID:
        with subtests.test(text):
            assert await say(listening.hass, text, language) == LOST[language]
    assert not listening.written()
    await find(listening)
    assert await say(listening.hass, "I'm cold") == answer(ENGLISH, (21, 23.5))


async def test_asks_for_a_temperature_if_the_comfort_range_is_unknown(
    listening: Home,
) -> None:
    listening.cloud.controls.set_fields(
        listening.cloud.heat_pump.id, minimum_temperature_limit=None
    )
    await listening.poll()
    assert await say(listening.hass, "I'm cold") == FAILED[ENGLISH]
    assert not listening.written()
    said = await say(listening.hass, "set the comfort to 21")
    assert said == answer(ENGLISH, (20, 22))
    assert await say(listening.hass, "I'm cold") == answer(ENGLISH, (21, 23))


async def test_ignores_sentences_about_entities_that_are_not_selected(
    home: Home, chosen: dict[str, list[str]]
) -> None:
    await assist(home.hass)
    await automate(home.hass, "warmth_by_voice", comfort=chosen["comfort"])
    for text in ("set the hot water to 52 degrees", "heat the water to 52"):
        assert (await say(home.hass, text)).startswith("Sorry")
    assert not home.written()
    assert await say(home.hass, "I'm cold") == answer(ENGLISH, (21, 23.5))


async def test_ignores_other_sentences(listening: Home) -> None:
    for text in ("it is cold outside", "heat the house to 22", "mach es lauter"):
        await say(listening.hass, text)
    assert not listening.written()
