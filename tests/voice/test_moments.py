"""Test moments and durations in the words of a language."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from custom_components.podero.voice.language import LANGUAGES, read
from custom_components.podero.voice.moments import Words, amount, duration, moment

VIENNA = ZoneInfo("Europe/Vienna")
# A Wednesday.
NOW = datetime(2026, 3, 18, 10, tzinfo=VIENNA)
EXPECTED: dict[str, dict[str, str | None]] = {
    "en": {
        "Sunday": "2026-03-22 18:00",
        "Sunday evening": "2026-03-22 19:00",
        "Sunday, please": "2026-03-22 18:00",
        "next Tuesday at 6:30 p.m": "2026-03-24 18:30",
        "Friday noon": "2026-03-20 12:00",
        "Friday at 12 am": "2026-03-20 00:00",
        "Friday at 12 pm": "2026-03-20 12:00",
        "Friday at 7 o'clock": "2026-03-20 07:00",
        "Friday at 8 in the evening": "2026-03-20 20:00",
        "Friday at 25": None,
        "Wednesday": "2026-03-25 18:00",
        "tomorrow": "2026-03-19 18:00",
        "the day after tomorrow": "2026-03-20 18:00",
        "today": "2026-03-18 18:00",
        "today at 9": None,
        "24 July": "2026-07-24 18:00",
        "July 24th at 6 pm": "2026-07-24 18:00",
        "Friday the 24th of July": "2026-07-24 18:00",
        "3 January": "2027-01-03 18:00",
        "20 March 2027": None,
        "17 March 2026": None,
        "31 February": None,
        "the 24th": "2026-03-24 18:00",
        "the 17th": "2026-04-17 18:00",
        "24": None,
        "8": "2026-03-18 20:00",
        "8 pm": "2026-03-18 20:00",
        "8 am": "2026-03-19 08:00",
        "noon": "2026-03-18 12:00",
        "tonight": "2026-03-18 19:00",
        "the morning": "2026-03-19 09:00",
        "two weeks": "2026-04-01 18:00",
        "three hours": "2026-03-18 13:00",
        "900 weeks": None,
        "whenever we like": None,
    },
    "de": {
        "Sonntagabend": "2026-03-22 19:00",
        "Sonntag um 20 Uhr": "2026-03-22 20:00",
        "Montag um 18 Uhr 30": "2026-03-23 18:30",
        "nächsten Samstag": "2026-03-21 18:00",
        "morgen": "2026-03-19 18:00",
        "morgen früh": "2026-03-19 08:00",
        "übermorgen": "2026-03-20 18:00",
        "heute Abend": "2026-03-18 19:00",
        "24.7.": "2026-07-24 18:00",
        "24.7.2026": "2026-07-24 18:00",
        "zum 24. Juli": "2026-07-24 18:00",
        "Sonntag, den 24. Mai": "2026-05-24 18:00",
        "3. Jänner": "2027-01-03 18:00",
        "zum 24.": "2026-03-24 18:00",
        "20 Uhr": "2026-03-18 20:00",
        "18.30 Uhr": "2026-03-18 18:30",
        "8": "2026-03-19 08:00",
        "irgendwann": None,
    },
    "fr": {"demain à 18h30": "2026-03-19 18:30", "dimanche soir": "2026-03-22 19:00"},
    "it": {"dopodomani alle 8": "2026-03-20 08:00", "24 luglio": "2026-07-24 18:00"},
    "nl": {"vrijdag om 8 uur": "2026-03-20 08:00", "overmorgen": "2026-03-20 18:00"},
    "sv": {
        "i morgon klockan 18.30": "2026-03-19 18:30",
        "den 24 juli": "2026-07-24 18:00",
    },
    "pl": {"jutra do godziny 20": "2026-03-19 20:00", "24 lipca": "2026-07-24 18:00"},
    "pt": {
        "depois de amanhã às 8": "2026-03-20 08:00",
        "24 de julho": "2026-07-24 18:00",
    },
    "ro": {"poimâine": "2026-03-20 18:00", "pe 24 iulie": "2026-07-24 18:00"},
    "hu": {"holnapig": "2026-03-19 18:00", "július 24-ig": "2026-07-24 18:00"},
    "et": {"ülehomseni": "2026-03-20 18:00", "24. juulini": "2026-07-24 18:00"},
}
DURATIONS: dict[str, dict[str, int | None]] = {
    "en": {
        "two hours": 120,
        "half an hour": 30,
        "an hour and a half": 90,
        "ages": None,
    },
    "de": {"zwei Stunden": 120, "eine halbe Stunde": 30, "anderthalb Stunden": 90},
    "fr": {"deux heures": 120, "une demi-heure": 30, "une heure et demie": 90},
    "it": {"due ore": 120, "mezz'ora": 30, "un'ora e mezza": 90},
    "nl": {"twee uur": 120, "een half uur": 30, "anderhalf uur": 90},
    "sv": {"två timmar": 120, "en halvtimme": 30, "en och en halv timme": 90},
    "pl": {"dwie godziny": 120, "pół godziny": 30, "godzinę": 60},
    "pt": {"duas horas": 120, "meia hora": 30, "uma hora e meia": 90},
    "ro": {"două ore": 120, "o jumătate de oră": 30, "o oră și jumătate": 90},
    "hu": {"két órára": 120, "fél órára": 30, "másfél órára": 90},
    "et": {"kaheks tunniks": 120, "pooleks tunniks": 30, "90 minutiks": 90},
}


def words(language: str) -> Words:
    found: Words = read("answers", language)["words"]
    return found


def test_all_languages_are_tested() -> None:
    assert EXPECTED.keys() == DURATIONS.keys() == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_and_times_are_understood(
    language: str, subtests: pytest.Subtests
) -> None:
    for text, expected in EXPECTED[language].items():
        with subtests.test(text):
            found = moment(text, words(language), NOW)
            assert expected == (found and f"{found:%Y-%m-%d %H:%M}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_durations_are_understood(language: str, subtests: pytest.Subtests) -> None:
    for text, minutes in DURATIONS[language].items():
        with subtests.test(text):
            expected = None if minutes is None else timedelta(minutes=minutes)
            assert duration(text, words(language)) == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [("two degrees", 2), ("1,5", 1.5), ("a bit", 1), ("some", None)],
)
def test_amounts_are_understood(text: str, number: float | None) -> None:
    assert amount(text, words("en")) == number
