"""Test the blueprint for charging by voice."""

import pytest

from tests.automations import lose
from tests.blueprints.automation import (
    ENGLISH,
    GERMAN,
    afresh,
    assist,
    automate,
    boosts,
    entity_id,
    say,
)
from tests.conftest import Home

STARTS = {
    ENGLISH: "The car is starting to charge.",
    GERMAN: "Das Auto beginnt zu laden.",
}
WAITS = {
    ENGLISH: "The car will charge as soon as it is plugged in.",
    GERMAN: "Das Auto lädt, sobald es angesteckt ist.",
}
CHARGES = {ENGLISH: "The car is already charging.", GERMAN: "Das Auto lädt schon."}
FULL = {
    ENGLISH: "The car cannot charge now. It may already be full.",
    GERMAN: "Das Auto kann jetzt nicht laden. Vielleicht ist es schon voll.",
}
LOST = {
    ENGLISH: "The car is not available at the moment.",
    GERMAN: "Das Auto ist gerade nicht erreichbar.",
}
FAILED = {
    ENGLISH: "That did not work. Try again later.",
    GERMAN: "Das hat nicht geklappt. Versuche es später noch einmal.",
}
SENTENCES = [
    (ENGLISH, "charge the car now"),
    (ENGLISH, "Charge my car."),
    (ENGLISH, "start charging the car right now please"),
    (GERMAN, "lade das Auto jetzt"),
    (GERMAN, "Bitte lade unser Auto sofort auf!"),
    (GERMAN, "das Auto jetzt aufladen"),
]
EACH = SENTENCES[::3]


@pytest.fixture
async def listening(home: Home) -> Home:
    """Return a home with the sentences of the blueprint."""
    await assist(home.hass)
    button = entity_id(home, home.cloud.electric_vehicle, "button", "boost")
    await automate(home.hass, "charge_car_now_by_voice", charge_now=button)
    return home


async def arrive(home: Home) -> None:
    """Unplug the car and plug it in again with a half-full battery."""
    home.cloud.requests.clear()
    home.cloud.controls.unplug(home.cloud.electric_vehicle.id)
    await home.poll()
    home.cloud.controls.plug_in(home.cloud.electric_vehicle.id)
    home.cloud.controls.set_battery_level(home.cloud.electric_vehicle.id, 50)
    await home.poll()


async def test_car_starts_to_charge(listening: Home, subtests: pytest.Subtests) -> None:
    for language, text in SENTENCES:
        with subtests.test(text):
            await arrive(listening)
            assert await say(listening.hass, text, language) == STARTS[language]
            assert boosts(listening) == 1
            for _ in range(4):
                await listening.wait(3.6)
            assert await say(listening.hass, text, language) == CHARGES[language]
            assert boosts(listening) == 1


async def test_unplugged_car_charges_when_plugged_in(
    listening: Home, subtests: pytest.Subtests
) -> None:
    listening.cloud.controls.unplug(listening.cloud.electric_vehicle.id)
    await listening.poll()
    for language, text in EACH:
        with subtests.test(text):
            async with afresh(listening):
                for times in (1, 2):
                    said = await say(listening.hass, text, language)
                    assert said == WAITS[language]
                    assert boosts(listening) == times


async def test_full_car_does_not_charge(
    listening: Home, subtests: pytest.Subtests
) -> None:
    await arrive(listening)
    listening.cloud.controls.set_battery_level(listening.cloud.electric_vehicle.id, 80)
    listening.cloud.controls.sync()
    await listening.poll()
    for language, text in EACH:
        with subtests.test(text):
            assert await say(listening.hass, text, language) == FULL[language]
            assert boosts(listening) == 0


async def test_reports_a_refusal_and_works_the_next_time(
    listening: Home, subtests: pytest.Subtests
) -> None:
    for language, text in EACH:
        with subtests.test(text):
            await arrive(listening)
            listening.cloud.faults.fail("POST", "*/boost", status=503)
            assert await say(listening.hass, text, language) == FAILED[language]
            listening.cloud.faults.heal()
            assert await say(listening.hass, text, language) == STARTS[language]


async def test_reports_an_unavailable_car(
    listening: Home, subtests: pytest.Subtests
) -> None:
    await lose(listening)
    for language, text in EACH:
        with subtests.test(text):
            assert await say(listening.hass, text, language) == LOST[language]
    assert boosts(listening) == 0


async def test_ignores_other_sentences(listening: Home) -> None:
    for text in ("charge the phone now", "is the car charging now", "lade das Handy"):
        await say(listening.hass, text)
    assert boosts(listening) == 0
