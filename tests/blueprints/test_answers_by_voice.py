"""Test the blueprint for answers."""

import pytest

from tests.automations import find, lose
from tests.blueprints.automation import (
    ENGLISH,
    GERMAN,
    answering,
    assist,
    automate,
    entity_id,
    say,
)
from tests.conftest import Home

HOW_FULL = "how full is the car"
FIELDS: dict[str, dict[str, float]] = {
    "electric_vehicle": {"battery_level": 61, "driving_range": 226},
    "heat_pump": {"dhw_temperature": 47.7},
    "solar_inverter": {"current_solar_production_w": 4121},
}
ASKED = [
    (ENGLISH, HOW_FULL, "61 %"),
    (GERMAN, "Wie voll ist unser Auto?", "61 %"),
    (ENGLISH, "How far can the car go?", "226 km"),
    (GERMAN, "wie weit fährt mein Auto noch", "226 km"),
    (ENGLISH, "what's my car doing", "Unplugged"),
    (ENGLISH, "is my car charging now", "Not charging"),
    (ENGLISH, "Is the car connected?", "Unplugged"),
    (ENGLISH, "how warm may the rooms be", "20 to 22.5 degrees"),
    (ENGLISH, "what is the heating set to", "20 to 22.5 degrees"),
    (GERMAN, "Wie warm soll es hier sein?", "20 bis 22,5 Grad"),
    (GERMAN, "auf wie viel Grad ist die Heizung eingestellt", "20 bis 22,5 Grad"),
    (GERMAN, "wie ist der Komfort eingestellt", "20 bis 22,5 Grad"),
    (ENGLISH, "how hot is the hot water", "47.7 °C"),
    (GERMAN, "wie heiß ist das Wasser", "47,7 °C"),
    (ENGLISH, "is the heat pump in away mode", "Off"),
    (ENGLISH, "how is the heat pump optimized now", "Comfort"),
    (ENGLISH, "how much power do the solar panels give", "4121 W"),
    (GERMAN, "wie viel Strom erzeugt die Solaranlage gerade", "4121 W"),
    (ENGLISH, "how much does electricity cost now", "0.197 EUR/kWh"),
    (GERMAN, "wie viel kostet der Strom", "0,197 EUR/kWh"),
    (ENGLISH, "how much did I save", "5.15 EUR"),
    (GERMAN, "wie viel habe ich gespart", "5,15 EUR"),
]


@pytest.fixture
async def settled_home(home: Home) -> Home:
    """Return a home with known readings and without sentences."""
    await home.wait(2)
    for name, fields in FIELDS.items():
        home.cloud.controls.set_fields(getattr(home.cloud, name).id, **fields)
    await home.poll()
    await assist(home.hass)
    return home


@pytest.fixture
async def listening(settled_home: Home) -> Home:
    home = settled_home
    await automate(home.hass, "answers_by_voice", **answering(home))
    return home


async def test_answers_with_the_value_of_the_dashboard(
    listening: Home, subtests: pytest.Subtests
) -> None:
    for language, text, answer in ASKED:
        with subtests.test(text):
            assert await say(listening.hass, text, language) == answer


async def test_answers_with_translated_states(listening: Home) -> None:
    listening.cloud.controls.plug_in(listening.cloud.electric_vehicle.id)
    await listening.poll()
    assert await say(listening.hass, "what is the car doing") == "Plugged in"
    assert await say(listening.hass, "is the car plugged in") == "Plugged in"


async def test_reports_unavailable_entities_and_answers_after_recovery(
    listening: Home,
) -> None:
    await lose(listening)
    assert await say(listening.hass, HOW_FULL) == "Unavailable"
    assert await say(listening.hass, "how warm may it be") == "Unavailable"
    await find(listening)
    assert await say(listening.hass, HOW_FULL) == "61 %"
    assert await say(listening.hass, "how warm may it be") == "20 to 22.5 degrees"


async def test_reports_unknown_values(listening: Home) -> None:
    listening.cloud.controls.set_fields(
        listening.cloud.electric_vehicle.id, battery_level=None
    )
    await listening.poll()
    assert await say(listening.hass, HOW_FULL) == "Unknown"


async def test_answers_for_several_entities_in_order(settled_home: Home) -> None:
    home = settled_home
    levels = [
        entity_id(home, home.cloud.electric_vehicle, "sensor", "battery_level"),
        entity_id(home, home.cloud.electric_vehicle, "sensor", "driving_range"),
    ]
    await automate(home.hass, "answers_by_voice", car_battery=levels)
    assert await say(home.hass, HOW_FULL) == "61 % and 226 km"
    german = await say(home.hass, "wie voll ist das Auto", GERMAN)
    assert german == "61 % und 226 km"


async def test_leaves_other_questions_to_assist(settled_home: Home) -> None:
    home = settled_home
    water = entity_id(home, home.cloud.heat_pump, "sensor", "dhw_temperature")
    await automate(home.hass, "answers_by_voice", water=[water])
    assert (await say(home.hass, HOW_FULL)).startswith("Sorry")
    assert await say(home.hass, "how warm is the water") == "47.7 °C"
