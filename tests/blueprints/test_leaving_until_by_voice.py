"""Test the blueprint for away mode by voice."""

from datetime import datetime
from zoneinfo import ZoneInfo

from homeassistant.util import dt as dt_util
import pytest

from custom_components.podero.api import format_utc
from tests.automations import find, lose
from tests.blueprints.automation import (
    ENGLISH,
    GERMAN,
    afresh,
    assist,
    automate,
    device_id,
    say,
)
from tests.conftest import Home

# The tests start on Wednesday, March 18, 2026, 10:00 in Vienna.
VIENNA = ZoneInfo("Europe/Vienna")
AT_HOME = {
    "is_away_mode_enabled": False,
    "away_mode_start": None,
    "away_mode_end": None,
}
NOT_UNDERSTOOD = {
    ENGLISH: "I did not understand when you will be back."
    " Say, for example: We are leaving until Sunday.",
    GERMAN: "Ich habe nicht verstanden, bis wann."
    " Sag zum Beispiel: Wir sind weg bis Sonntag.",
}
FAILED = {
    ENGLISH: "That did not work. Try again later.",
    GERMAN: "Das hat nicht geklappt. Versuche es später noch einmal.",
}


@pytest.fixture
async def listening(home: Home) -> Home:
    await assist(home.hass)
    heat_pump = device_id(home, home.cloud.heat_pump)
    await automate(home.hass, "leaving_until_by_voice", heat_pumps=[heat_pump])
    return home


def end(home: Home) -> str | None:
    """Return the end of away mode that was sent, in local time."""
    written = home.written()
    if not written:
        return None
    [body] = written
    assert body["is_away_mode_enabled"] is True
    assert body["away_mode_start"] == format_utc(dt_util.utcnow())
    moment = datetime.fromisoformat(body["away_mode_end"]).astimezone(VIENNA)
    return f"{moment:%Y-%m-%d %H:%M}"


EXPECTED = {
    ENGLISH: [
        ("we are leaving until Sunday", "2026-03-22 18:00"),
        ("We're away until Sunday evening.", "2026-03-22 19:00"),
        ("I am gone until Sunday morning", "2026-03-22 09:00"),
        ("we are leaving now till next Tuesday at 6:30 p.m.", "2026-03-24 18:30"),
        ("we are leaving until this Friday at noon", None),
        ("we are leaving until Friday noon", "2026-03-20 12:00"),
        ("we are leaving until Friday at 12 am", "2026-03-20 00:00"),
        ("we are leaving until Friday at 12 pm", "2026-03-20 12:00"),
        ("we are leaving until Friday at 7 o'clock", "2026-03-20 07:00"),
        ("we are leaving until Friday at 25", None),
        ("we are leaving until Wednesday", "2026-03-25 18:00"),
        ("we will be on holiday until tomorrow", "2026-03-19 18:00"),
        ("we are leaving until the day after tomorrow", "2026-03-20 18:00"),
        ("we are leaving until today", "2026-03-18 18:00"),
        ("we are leaving until today at 9", None),
        ("we are leaving until 24 July", "2026-07-24 18:00"),
        ("we are leaving until July 24th at 6 pm", "2026-07-24 18:00"),
        ("we are leaving until Friday the 24th of July", "2026-07-24 18:00"),
        ("we are leaving until 19 October", "2026-10-19 18:00"),
        ("we are leaving until 3 January", "2027-01-03 18:00"),
        ("we are leaving until 17 March", "2027-03-17 18:00"),
        ("we are leaving until 20 March 2027", None),
        ("we are leaving until 17 March 2026", None),
        ("we are leaving until 31 February", None),
        ("we are leaving until the 24th", "2026-03-24 18:00"),
        ("we are leaving until the 17th", "2026-04-17 18:00"),
        ("we are leaving until the 31st", "2026-03-31 18:00"),
        ("we are leaving until 24", None),
        ("we are leaving until whenever we like", None),
        ("turn on away mode until Sunday", "2026-03-22 18:00"),
    ],
    GERMAN: [
        ("wir fahren weg bis Sonntag", "2026-03-22 18:00"),
        ("Wir sind bis Sonntagabend weg.", "2026-03-22 19:00"),
        ("wir sind bis Sonntag um 20 Uhr weg", "2026-03-22 20:00"),
        ("wir sind weg bis Montag um 18 Uhr 30", "2026-03-23 18:30"),
        ("wir verreisen bis nächsten Sonnabend", None),
        ("wir verreisen bis nächsten Samstag", "2026-03-21 18:00"),
        ("ich bin bis morgen weg", "2026-03-19 18:00"),
        ("ich bin bis morgen früh weg", "2026-03-19 08:00"),
        ("wir sind weg bis übermorgen", "2026-03-20 18:00"),
        ("wir sind bis heute Abend weg", "2026-03-18 19:00"),
        ("wir sind bis 24.7. weg", "2026-07-24 18:00"),
        ("wir sind weg bis 24.7.", "2026-07-24 18:00"),
        ("wir sind bis 24.7.2026 im Urlaub", "2026-07-24 18:00"),
        ("wir sind bis zum 24. Juli nicht da", "2026-07-24 18:00"),
        ("wir sind bis Sonntag, den 24. Mai im Urlaub", "2026-05-24 18:00"),
        ("wir sind bis 3. Jänner weg", "2027-01-03 18:00"),
        ("wir sind bis zum 24. weg", "2026-03-24 18:00"),
        ("schalte die Abwesenheit bis Freitag ein", "2026-03-20 18:00"),
        ("wir sind bis irgendwann weg", None),
    ],
}
ANSWERED = [
    (
        ENGLISH,
        "we are leaving until Sunday",
        "Away mode is on until Sunday, 22 March, 18:00.",
    ),
    (
        ENGLISH,
        "we are leaving until 3 January at 8",
        "Away mode is on until Sunday, 3 January 2027, 08:00.",
    ),
    (
        GERMAN,
        "wir fahren weg bis Sonntag",
        "Die Wärmepumpe spart bis Sonntag, 22. März, 18:00 Uhr.",
    ),
]


@pytest.mark.parametrize("language", [ENGLISH, GERMAN])
async def test_understands_days_and_times(
    listening: Home, language: str, subtests: pytest.Subtests
) -> None:
    for text, expected in EXPECTED[language]:
        with subtests.test(text):
            async with afresh(listening):
                answer = await say(listening.hass, text, language)
                assert end(listening) == expected
                assert (answer == NOT_UNDERSTOOD[language]) is (expected is None)


async def test_answer_repeats_the_day_and_time(
    listening: Home, subtests: pytest.Subtests
) -> None:
    for language, text, answer in ANSWERED:
        with subtests.test(text):
            async with afresh(listening):
                assert await say(listening.hass, text, language) == answer


@pytest.mark.parametrize(
    ("language", "leaving", "back", "ended", "nothing"),
    [
        (
            ENGLISH,
            "we are leaving until Sunday",
            "we're back home",
            "Welcome back. The heat pump is heating as usual again.",
            "Welcome back.",
        ),
        (
            GERMAN,
            "wir fahren weg bis Sonntag",
            "Wir sind wieder da.",
            "Willkommen zurück. Die Wärmepumpe heizt wieder wie gewohnt.",
            "Willkommen zurück.",
        ),
    ],
)
async def test_returning_ends_away_mode(
    listening: Home, language: str, leaving: str, back: str, ended: str, nothing: str
) -> None:
    await say(listening.hass, leaving, language)
    assert await say(listening.hass, back, language) == ended
    assert listening.written()[1:] == [AT_HOME]
    assert await say(listening.hass, back, language) == nothing
    assert listening.written()[2:] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (ENGLISH, "we are leaving until Sunday"),
        (GERMAN, "wir fahren weg bis Sonntag"),
    ],
)
async def test_reports_a_failure_and_works_the_next_time(
    listening: Home, language: str, text: str
) -> None:
    await lose(listening)
    listening.cloud.faults.fail("PUT", status=503)
    assert await say(listening.hass, text, language) == FAILED[language]
    await find(listening)
    assert await say(listening.hass, text, language) != FAILED[language]


async def test_usual_time_can_be_changed(home: Home) -> None:
    await assist(home.hass)
    await automate(
        home.hass,
        "leaving_until_by_voice",
        heat_pumps=[device_id(home, home.cloud.heat_pump)],
        home_at="20:15:00",
        leaving=["off we go until {until}"],
    )
    await say(home.hass, "we are leaving until Sunday")
    assert end(home) is None
    await say(home.hass, "off we go until Sunday")
    assert end(home) == "2026-03-22 20:15"
