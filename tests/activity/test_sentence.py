"""Test the sentences that explain a device."""

from datetime import datetime
import re
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import UnitOfTemperature
from homeassistant.core import HomeAssistant
import pytest

from custom_components.podero.activity import explain
from custom_components.podero.activity.sentence import async_get_texts, sentence
from custom_components.podero.api import ElectricVehicle, HeatPump
from tests.activity.facts import AWAY, NOW, OFF, ON, facts
from tests.activity.scenes import SCENES
from tests.repository.test_translations import LANGUAGES

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
async def berlin(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Let it be one in the afternoon of a Wednesday in Berlin."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to(NOW)


async def say(hass: HomeAssistant, name: str, language: str) -> str | None:
    """Return the sentence of a scene."""
    known, _, _ = SCENES[name]
    return sentence(explain(known), await async_get_texts(hass, language))


@pytest.mark.parametrize(
    ("name", "english", "german"),
    [
        (
            "car: waits for cheaper hours",
            (
                "Waiting for cheaper hours; charging is planned from 15:00; the "
                "goal is 80% by Thursday 08:00."
            ),
            (
                "Wartet auf günstigere Stunden, das Laden ist ab 15:00 Uhr geplant; "
                "das Ziel sind 80 % bis Donnerstag, 08:00 Uhr."
            ),
        ),
        (
            "car: charges as planned",
            (
                "Charging at 7.4 kW as planned until 14:00; the goal is 80% by "
                "Thursday 08:00."
            ),
            (
                "Lädt wie geplant mit 7,4 kW bis 14:00 Uhr; das Ziel sind 80 % bis "
                "Donnerstag, 08:00 Uhr."
            ),
        ),
        (
            "car: off",
            "Not optimizing, because optimization is turned off.",
            "Keine Optimierung, weil sie ausgeschaltet ist.",
        ),
        (
            "heat pump: away",
            (
                "Away until Sunday 18:00; heating at Eco level; the rooms may cool "
                "down to 16 °C."
            ),
            (
                "Abwesenheit bis Sonntag, 18:00 Uhr; heizt auf Stufe Eco; die Räume "
                "dürfen auf 16 °C abkühlen."
            ),
        ),
        (
            "heat pump: out of reach",
            "Podero cannot reach the heat pump, last contact: 11:05.",
            "Podero erreicht die Wärmepumpe nicht, letzter Kontakt: 11:05 Uhr.",
        ),
        (
            "inverter: sun, battery, and export",
            (
                "Optimizing; the sun supplies 3.2 kW; the battery is charging at 1.1 "
                "kW; 450 W goes to the grid."
            ),
            (
                "Optimiert; die Sonne liefert 3,2 kW; die Batterie lädt mit 1,1 kW; "
                "450 W gehen ins Netz."
            ),
        ),
    ],
)
async def test_a_scene_reads_like_this(
    hass: HomeAssistant, name: str, english: str, german: str
) -> None:
    assert await say(hass, name, "en") == english
    assert await say(hass, name, "de") == german


@pytest.mark.parametrize("language", sorted({"en", *LANGUAGES}))
async def test_every_scene_is_a_sentence_in_every_language(
    hass: HomeAssistant, language: str
) -> None:
    for name, (_, activity, _) in SCENES.items():
        text = await say(hass, name, language)
        assert (text is None) == (activity is None)
        if text is not None:
            assert re.fullmatch(r"[^a-z{}][^{}]+[^. ]\.", text), (name, text)
            assert "  " not in text


async def test_a_language_without_texts_is_explained_in_english(
    hass: HomeAssistant,
) -> None:
    assert await say(hass, "car: unplugged", "da") == await say(
        hass, "car: unplugged", "en"
    )


@pytest.mark.parametrize(
    ("end", "text"),
    [
        ("2026-03-18T22:59:00Z", "Away until 23:59."),
        ("2026-03-18T23:00:00Z", "Away until Thursday 00:00."),
        ("2026-03-24T11:00:00Z", "Away until Tuesday 12:00."),
        ("2026-03-25T11:00:00Z", "Away until 2026-03-25 12:00."),
        # The clocks have been set forward by then.
        ("2026-03-30T10:00:00Z", "Away until 2026-03-30 12:00."),
    ],
)
async def test_a_time_names_its_day_unless_it_is_today(
    hass: HomeAssistant, end: str, text: str
) -> None:
    known = facts(HeatPump, {**AWAY, "away_mode_end": end})
    assert sentence(explain(known), await async_get_texts(hass, "en")) == text


async def test_an_old_contact_has_a_date(hass: HomeAssistant) -> None:
    known = facts(
        ElectricVehicle,
        {
            "connection_status": "error",
            "current_state_last_updated_at": "2026-03-17T09:00:00Z",
        },
    )
    assert sentence(explain(known), await async_get_texts(hass, "de")) == (
        "Podero erreicht das Auto nicht, letzter Kontakt: 17.03.2026, 10:00 Uhr."
    )


async def test_temperatures_are_in_the_unit_of_the_home(hass: HomeAssistant) -> None:
    known = facts(
        HeatPump, {**AWAY, **OFF, "away_mode_minimum_temperature_limit": 16.5}
    )
    texts = await async_get_texts(hass, "en")
    unit = UnitOfTemperature.FAHRENHEIT
    assert sentence(explain(known), texts, unit) == (
        "Away mode is on without an end; the rooms may cool down to 61.7 °F."
    )
    german = await async_get_texts(hass, "de")
    assert (sentence(explain(known), german) or "").endswith("auf 16,5 °C abkühlen.")


def test_today_is_that_of_the_home() -> None:
    assert datetime.now(BERLIN).hour == 13
    assert facts(HeatPump, ON).now == NOW
