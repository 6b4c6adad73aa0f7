"""Test the blueprint for a pause in the evening."""

from datetime import timedelta

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.util import dt as dt_util
import pytest

from custom_components.podero.api import format_utc
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

SAUNA = "switch.sauna"
BUTTON = "input_button.evening"
PAUSED = {"is_pause_power_active": True, "pause_power_until": "2026-03-18T13:00:00Z"}
RESUMED = {"is_pause_power_active": False, "pause_power_until": None}
STARTED = {
    ENGLISH: "The heat pump is paused until 14:00.",
    GERMAN: "Die Wärmepumpe pausiert bis 14:00 Uhr.",
}
ENDED = {
    ENGLISH: "The heat pump is running again.",
    GERMAN: "Die Wärmepumpe läuft wieder.",
}
NOTHING = {
    ENGLISH: "The heat pump is not paused.",
    GERMAN: "Die Wärmepumpe ist nicht pausiert.",
}
FAILED = {
    ENGLISH: "That did not work. Try again later.",
    GERMAN: "Das hat nicht geklappt. Versuche es später noch einmal.",
}
START = [
    (ENGLISH, "sauna evening"),
    (ENGLISH, "It's a sauna night!"),
    (ENGLISH, "pause the heat pump for this evening"),
    (GERMAN, "Saunaabend"),
    (GERMAN, "Heute ist Saunaabend."),
    (GERMAN, "pausiere die Wärmepumpe für heute Abend"),
]
END = [
    (ENGLISH, "the sauna evening is over"),
    (ENGLISH, "end the heat pump pause"),
    (GERMAN, "Der Saunaabend ist vorbei."),
    (GERMAN, "beende die Pause der Wärmepumpe"),
]


async def show(home: Home, entity: str, *states: str) -> None:
    for state in states:
        home.hass.states.async_set(entity, state)
        await home.hass.async_block_till_done()


@pytest.fixture
async def evening(home: Home) -> Home:
    await assist(home.hass)
    await show(home, SAUNA, STATE_OFF)
    await show(home, BUTTON, STATE_UNKNOWN)
    pause = entity_id(home, home.cloud.heat_pump, "switch", "is_pause_power_active")
    await automate(
        home.hass,
        "pause_heat_pump_for_an_evening",
        pauses=[pause],
        starters=[SAUNA, BUTTON],
    )
    return home


async def test_sentence_starts_the_pause(
    evening: Home, subtests: pytest.Subtests
) -> None:
    for language, text in START:
        with subtests.test(text):
            async with afresh(evening):
                until = dt_util.now() + timedelta(hours=4)
                answer = await say(evening.hass, text, language)
                assert answer == STARTED[language].replace("14:00", f"{until:%H:%M}")
                [body] = evening.written()
                assert body == PAUSED | {"pause_power_until": format_utc(until)}


async def test_sentence_ends_the_pause(
    evening: Home, subtests: pytest.Subtests
) -> None:
    for language, text in END:
        with subtests.test(text):
            async with afresh(evening):
                assert await say(evening.hass, text, language) == NOTHING[language]
                assert not evening.written()
                await say(evening.hass, "sauna evening")
                assert await say(evening.hass, text, language) == ENDED[language]
                paused, resumed = evening.written()
                assert paused["is_pause_power_active"]
                assert resumed == RESUMED


@pytest.mark.parametrize(("language", "text"), START[::3])
async def test_reports_a_failure_and_works_the_next_time(
    evening: Home, language: str, text: str
) -> None:
    evening.cloud.faults.fail("PUT", status=503)
    assert await say(evening.hass, text, language) == FAILED[language]
    evening.cloud.faults.heal()
    assert await say(evening.hass, text, language) == STARTED[language]


async def test_switch_pauses_while_it_is_on(evening: Home) -> None:
    await show(evening, SAUNA, STATE_ON)
    assert evening.written() == [PAUSED]
    await show(evening, SAUNA, STATE_UNAVAILABLE, STATE_ON)
    assert evening.written() == [PAUSED]
    await show(evening, SAUNA, STATE_OFF)
    assert evening.written() == [PAUSED, RESUMED]


async def test_button_starts_the_pause(evening: Home) -> None:
    await show(evening, BUTTON, "2026-03-18T09:00:00+00:00")
    assert evening.written() == [PAUSED]
    await show(evening, BUTTON, STATE_UNAVAILABLE, "2026-03-18T09:00:00+00:00")
    assert evening.written() == [PAUSED]


async def test_ignores_a_switch_that_becomes_available(evening: Home) -> None:
    await show(evening, SAUNA, STATE_UNKNOWN, STATE_ON)
    evening.hass.states.async_remove(BUTTON)
    await show(evening, BUTTON, "2026-03-17T09:00:00+00:00")
    assert not evening.written()


async def test_expired_pause_is_not_ended_again(evening: Home) -> None:
    await show(evening, SAUNA, STATE_ON)
    await evening.wait(4 * 3600)
    evening.cloud.requests.clear()
    await show(evening, SAUNA, STATE_OFF)
    assert not evening.written()
