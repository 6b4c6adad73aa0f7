"""Blueprints in a real Home Assistant: installed, made automations of, and at work.

The tests share one Home Assistant, in which all the automations are on at once. What
takes minutes, such as being gone long enough to come back, is left to the tests of the
blueprints.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
import re
from typing import Any

import pytest

from tests.e2e import blueprints
from tests.e2e.blueprints import (
    FAMILY,
    FILES,
    MUCH_SUN,
    SAUNA,
    Choices,
    after,
    at_home,
    automate,
    saved,
    set_price,
    set_state,
)
from tests.e2e.phone import Phone
from tools.demo.api import Api
from tools.demo.home import Home
from tools.demo.home_assistant import HomeAssistant
from tools.demo.process import free_port
from tools.demo.retries import RETRIES
from tools.demo.scenario import ZONE
from tools.demo.simulated_cloud import (
    ELECTRIC_VEHICLE,
    HEAT_PUMP,
    SOLAR_INVERTER,
    SimulatedCloud,
)

MORE = """\
calendar:
  - platform: appointments
mobile_app:
"""
SOON = timedelta(seconds=3)
INSTALL_SECONDS = 10
# What is said where the cloud was made to fail.
SAID_OF_FAILURES = "Podero is temporarily unavailable"


@pytest.fixture(scope="module")
def home_assistant(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[HomeAssistant]:
    """One that has a family's calendar, and that phones connect to."""
    folder = tmp_path_factory.mktemp("home-assistant")
    components = folder / "custom_components"
    components.mkdir()
    # Without it, the folder of the repository would be the only one.
    (components / "__init__.py").touch()
    calendar = Path(__file__).parent / "appointments"
    (components / calendar.name).symlink_to(calendar)
    with HomeAssistant(folder, free_port(), more=MORE) as home_assistant:
        yield home_assistant


@pytest.fixture(scope="module")
def phone() -> Iterator[Phone]:
    with Phone() as phone:
        yield phone


@pytest.fixture(scope="module")
def phone_id(api: Api, phone: Phone) -> str:
    return phone.register(api)


@pytest.fixture
def choices(home: Home, phone_id: str) -> Choices:
    """What a person chooses in the form of each blueprint."""
    return blueprints.choices(home, phone_id)


@pytest.fixture
def automations(api: Api, home: Home, choices: Choices) -> None:
    """An automation of each blueprint, in a house where all is as usual."""
    at_home(api, "anna", "ben")
    set_price(api, 0.2)
    for key in ("is_away_mode_enabled", "is_pause_power_active"):
        switch = home.entity(HEAT_PUMP, "switch", key)
        if api.state(switch)["state"] == "on":
            api.call_service("switch.turn_off", entity_id=switch)
    made = {state["entity_id"] for state in api.get("/api/states")}
    if f"automation.{FILES[0].stem}" not in made:
        for path in FILES:
            automate(api, path.stem, choices[path.stem])
        api.call_service("automation.reload")


def test_all_are_installed(api: Api, home: Home) -> None:
    def ours() -> dict[str, Any]:
        listed = api.command("blueprint/list", domain="automation")
        return {name: found for name, found in listed.items() if "podero/" in name}

    # They are installed in the background.
    RETRIES.wait(lambda: len(ours()) == len(FILES), INSTALL_SECONDS)
    assert ours().keys() == set(map(saved, FILES))
    assert not [found["error"] for found in ours().values() if "error" in found]


def test_each_becomes_an_automation(
    api: Api, choices: Choices, automations: None
) -> None:
    assert choices.keys() == {path.stem for path in FILES}
    for path in FILES:
        api.wait_for(f"automation.{path.stem}", "on".__eq__)


def test_away_mode_starts_when_everybody_has_left(
    api: Api, home: Home, cloud: SimulatedCloud, automations: None
) -> None:
    cloud.control("clear_requests")
    at_home(api, "ben")
    assert not cloud.requests("PUT")

    def leave() -> None:
        at_home(api, "ben")
        at_home(api)

    body = after(leave, cloud.wait_for_put)
    assert body["is_away_mode_enabled"] is True
    assert body["away_mode_end"] is None
    status = home.entity(HEAT_PUMP, "sensor", "away_mode_status")
    api.wait_for(status, "active".__eq__)


def test_away_mode_ends_hours_before_the_holiday(
    api: Api, cloud: SimulatedCloud, automations: None
) -> None:
    ends = datetime.now(ZONE).replace(microsecond=0) + timedelta(days=5)

    def begin() -> None:
        start = datetime.now(ZONE).replace(microsecond=0) + SOON
        for title in ("Dentist", "Holiday at the sea"):
            api.call_service(
                "calendar.create_event",
                entity_id=FAMILY,
                summary=title,
                start_date_time=start.isoformat(),
                end_date_time=ends.isoformat(),
            )
        # A calendar is looked at every quarter of an hour, and as it is turned on.
        for turned in ("turn_off", "turn_on"):
            automation = "automation.away_from_calendar"
            api.call_service(f"automation.{turned}", entity_id=automation)

    cloud.control("clear_requests")
    body = after(begin, cloud.wait_for_put)
    assert datetime.fromisoformat(body["away_mode_end"]) == ends - timedelta(hours=3)


def test_the_heat_pump_pauses_while_energy_is_expensive(
    api: Api, home: Home, cloud: SimulatedCloud, automations: None
) -> None:
    def rise() -> None:
        set_price(api, 0.2)
        set_price(api, 0.5)

    cloud.control("clear_requests")
    assert after(rise, cloud.wait_for_put)["is_pause_power_active"] is True
    pause = home.entity(HEAT_PUMP, "switch", "is_pause_power_active")
    api.wait_for(pause, "on".__eq__)

    if RETRIES.tries == 1:
        cloud.control("clear_requests")
        set_price(api, 0.3)
        assert cloud.wait_for_put()["is_pause_power_active"] is False


def test_the_heat_pump_pauses_for_the_sauna(
    api: Api, cloud: SimulatedCloud, automations: None
) -> None:
    def press() -> None:
        set_state(api, SAUNA, datetime.now(ZONE).isoformat())

    set_state(api, SAUNA, "unknown")
    cloud.control("clear_requests")
    body = after(press, cloud.wait_for_put)
    assert body["is_pause_power_active"] is True
    hours = datetime.fromisoformat(body["pause_power_until"]) - datetime.now(ZONE)
    assert round(hours / timedelta(hours=1)) == 4


def test_the_car_is_ready_for_the_first_appointment(
    api: Api, home: Home, cloud: SimulatedCloud, choices: Choices, automations: None
) -> None:
    tomorrow = datetime.now(ZONE) + SOON + timedelta(days=1)
    api.call_service(
        "calendar.create_event",
        entity_id=FAMILY,
        summary="Dentist",
        start_date_time=f"{tomorrow:%Y-%m-%d} 09:10:00",
        end_date_time=f"{tomorrow:%Y-%m-%d} 10:00:00",
    )

    def become_evening() -> None:
        name = "ready_by_first_appointment"
        evening = f"{datetime.now(ZONE) + SOON:%H:%M:%S}"
        automate(api, name, {**choices[name], "look_at": evening})

    cloud.control("clear_requests")
    after(become_evening, cloud.wait_for_put)
    assert "08:25" in str(cloud.requests("PUT"))


def test_the_car_charges_when_the_sun_gives_much(
    api: Api, home: Home, cloud: SimulatedCloud, automations: None
) -> None:
    surplus = home.entity(SOLAR_INVERTER, "sensor", "solar_surplus_w")

    def let_there_be(power: float) -> None:
        fields = {"solar_surplus_w": power}
        cloud.control(
            "set_fields", device_id=home.device_ids[SOLAR_INVERTER], values=fields
        )
        api.call_service("homeassistant.update_entity", entity_id=surplus)
        api.wait_for(surplus, lambda state: float(state) == power)

    def shine() -> None:
        if float(api.state(surplus)["state"]) == MUCH_SUN:
            let_there_be(0)
        let_there_be(MUCH_SUN)

    boost = home.entity(ELECTRIC_VEHICLE, "sensor", "boost_state")
    api.wait_for(boost, "available".__eq__)
    began = {"requested", "ongoing"}.__contains__
    after(shine, lambda seconds: api.wait_for(boost, began, seconds))


def test_a_phone_hears_that_a_device_needs_attention(
    api: Api, home: Home, cloud: SimulatedCloud, phone: Phone, automations: None
) -> None:
    attention = home.entity(HEAT_PUMP, "binary_sensor", "action_needed")
    cloud.control("raise_action", device_id=home.device_ids[HEAT_PUMP])
    api.call_service("homeassistant.update_entity", entity_id=attention)

    heard = phone.wait_for_notification()
    assert heard["title"] == "Heat pump needs your attention"
    assert heard["data"]["url"] == heard["data"]["clickAction"] == "/config/repairs"


def test_the_log_says_nothing_about_it(home_assistant: HomeAssistant) -> None:
    """Home Assistant reports there what it could not read, or soon will not."""
    lines = home_assistant.log.read_text("utf-8").splitlines()
    assert not [
        line
        for line in lines
        if re.search(r" (WARNING|ERROR) ", line)
        and re.search(r"automation|blueprint|script|template|trigger", line)
        and not (RETRIES.are_needed and SAID_OF_FAILURES in line)
    ]
