"""Sentences that are spoken to a real Home Assistant over its WebSocket."""

from datetime import datetime
import re

import pytest

from tools.demo.api import Api
from tools.demo.home import Home
from tools.demo.scenario import ZONE
from tools.demo.simulated_cloud import ELECTRIC_VEHICLE, SimulatedCloud

FULL = {
    "en": ("How full is the car?", r"The car is (\d+) percent charged\."),
    "de": ("Wie voll ist das Auto?", r"Das Auto ist zu (\d+) Prozent geladen\."),
}
WATER = {
    "en": ("Set the hot water to 52 degrees", "The hot water is set to 52 degrees."),
    "de": (
        "Stell das Warmwasser auf 52 Grad",
        "Das Warmwasser ist auf 52 Grad eingestellt.",
    ),
}
AWAY = {
    "en": ("We are away until Sunday", "We are back", "Welcome back."),
    "de": ("Wir sind bis Sonntag weg", "Wir sind wieder da", "Willkommen zurück."),
}
CHARGE = {
    "en": ("Charge the car now", "The car will charge as soon as it is plugged in."),
    "de": ("Lade das Auto jetzt", "Das Auto lädt, sobald es angesteckt ist."),
}
EACH_LANGUAGE = pytest.mark.parametrize("language", ["en", "de"])


def say(api: Api, language: str, text: str) -> str:
    """Say something, and return the answer."""
    answer = api.command("conversation/process", text=text, language=language)
    speech: str = answer["response"]["speech"]["plain"]["speech"]
    return speech


@EACH_LANGUAGE
def test_level_of_the_car_is_told(
    api: Api, home: Home, cloud: SimulatedCloud, language: str
) -> None:
    text, expected = FULL[language]
    spoken = say(api, language, text)
    answer = re.fullmatch(expected, spoken)
    assert answer, spoken
    level = api.state(home.entity(ELECTRIC_VEHICLE, "sensor", "battery_level"))
    assert float(answer[1]) == round(float(level["state"]))


@EACH_LANGUAGE
def test_hot_water_gets_as_warm_as_somebody_says(
    api: Api, home: Home, cloud: SimulatedCloud, language: str
) -> None:
    text, expected = WATER[language]
    assert say(api, language, text) == expected
    if puts := cloud.requests("PUT"):
        assert puts[-1]["body"] == {"dhw_standard_temperature": 52}


@EACH_LANGUAGE
def test_away_mode_lasts_until_the_day_that_somebody_says(
    api: Api, home: Home, cloud: SimulatedCloud, language: str
) -> None:
    leaving, back, welcome = AWAY[language]
    assert re.search(r"Sunday|Sonntag", say(api, language, leaving))
    end = datetime.fromisoformat(cloud.wait_for_put()["away_mode_end"])
    assert f"{end.astimezone(ZONE):%A %H:%M}" == "Sunday 18:00"
    cloud.control("clear_requests")
    assert say(api, language, back).startswith(welcome)
    assert cloud.wait_for_put()["is_away_mode_enabled"] is False


@EACH_LANGUAGE
def test_car_charges_when_somebody_says_so(
    api: Api, home: Home, cloud: SimulatedCloud, language: str
) -> None:
    plug = home.entity(ELECTRIC_VEHICLE, "binary_sensor", "is_plugged_in")
    cloud.control("unplug", device_id=home.device_ids[ELECTRIC_VEHICLE])
    api.call_service("homeassistant.update_entity", entity_id=plug)
    api.wait_for(plug, "off".__eq__)
    text, expected = CHARGE[language]
    assert say(api, language, text) == expected
    assert cloud.device(ELECTRIC_VEHICLE)["boost_for_next_session"] is True
