"""The blueprints, what a person chooses in their forms, and what then happens."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
import re
from typing import Any

from tools.demo.api import Api, ApiError
from tools.demo.home import Home
from tools.demo.process import ROOT
from tools.demo.retries import RETRIES
from tools.demo.simulated_cloud import ELECTRIC_VEHICLE, HEAT_PUMP, SOLAR_INVERTER

FILES = sorted((ROOT / "blueprints" / "automation" / "podero").glob("*.yaml"))
FAMILY = "calendar.family"
PRICE = "sensor.price"
SAUNA = "input_button.sauna"
# More than the panels of the simulated house ever give, in W.
MUCH_SUN = 20_000
AT_ONCE = {"seconds": 0}
TRIES = 3
SECONDS = 8

type Choices = dict[str, dict[str, Any]]


def saved(path: Path) -> str:
    """The path of a blueprint below the folder of its kind."""
    return f"podero/{path.name}"


def import_all(api: Api) -> None:
    """Save the blueprints, as the dialog that imports them does."""
    for path in FILES:
        api.command(
            "blueprint/save",
            domain="automation",
            path=saved(path),
            yaml=path.read_text("utf-8"),
        )


def choices(home: Home, phone_id: str) -> Choices:
    """What to choose, so that nothing is waited for longer than it must."""
    devices = {kind: device["id"] for kind, device in home.devices.items()}
    heat_pumps = {"heat_pumps": [devices[HEAT_PUMP]]}
    pauses = {"pauses": [home.entity(HEAT_PUMP, "switch", "is_pause_power_active")]}
    charge_now = {"charge_now": home.entity(ELECTRIC_VEHICLE, "button", "boost")}
    calendars = {"calendars": [FAMILY]}
    return {
        "answers_by_voice": {
            "car_battery": [home.entity(ELECTRIC_VEHICLE, "sensor", "battery_level")],
            "price": [PRICE],
        },
        "away_from_calendar": {**heat_pumps, **calendars, "texts": ["holiday"]},
        "away_when_everybody_left": {**heat_pumps, "left_for": AT_ONCE},
        "charge_car_from_surplus": {
            **charge_now,
            "surplus": home.entity(SOLAR_INVERTER, "sensor", "solar_surplus_w"),
            "enough": MUCH_SUN,
            "steady_for": AT_ONCE,
        },
        "charge_car_now_by_voice": charge_now,
        "leaving_until_by_voice": heat_pumps,
        "notify_device_needs_attention": {
            "devices": list(devices.values()),
            "phones": [phone_id],
            "lasts_for": AT_ONCE,
        },
        "pause_heat_pump_for_an_evening": {**pauses, "starters": [SAUNA]},
        "pause_heat_pump_when_expensive": {**pauses, "price": PRICE, "rest": AT_ONCE},
        "ready_by_first_appointment": {"car": devices[ELECTRIC_VEHICLE], **calendars},
        "warmth_by_voice": {
            "comfort": [home.entity(HEAT_PUMP, "climate", "comfort")],
            "hot_water": [home.entity(HEAT_PUMP, "water_heater", "hot_water")],
        },
    }


def automate(api: Api, name: str, chosen: dict[str, Any]) -> None:
    """Make an automation of a blueprint, or make it anew with other choices."""
    blueprint = {"path": f"podero/{name}.yaml", "input": chosen}
    api.post(
        f"/api/config/automation/config/{name}",
        {"alias": name, "use_blueprint": blueprint},
    )


def set_state(api: Api, entity_id: str, state: str, **attributes: Any) -> None:
    """Let something that nobody has in this house say so."""
    api.post(f"/api/states/{entity_id}", {"state": state, "attributes": attributes})


def set_price(api: Api, euros: float) -> None:
    """Let energy cost so much."""
    set_state(api, PRICE, f"{euros}")


def at_home(api: Api, *people: str) -> None:
    """Let these people be at home, and the others somewhere else."""
    for person in ("anna", "ben"):
        zones = ["zone.home"] if person in people else []
        state = "home" if zones else "not_home"
        set_state(api, f"person.{person}", state, in_zones=zones)
    api.wait_for("zone.home", str(len(people)).__eq__)


def say(api: Api, text: str, expected: str) -> str:
    """Say something, again if the answer is not as expected; return the answer."""

    def ask() -> str:
        said = {"text": text, "language": "en"}
        answer = api.post("/api/conversation/process", said)
        speech: str = answer["response"]["speech"]["plain"]["speech"]
        return speech.strip()

    return RETRIES.until(ask, lambda answer: bool(re.fullmatch(expected, answer)))


def after[T](happen: Callable[[], object], seen: Callable[[float], T]) -> T:
    """Let something happen; return what is seen then.

    It happens again if nothing is seen for a while: a cloud may fail by chance, and a
    busy machine be too late for what begins in a moment.
    """
    for _ in range(max(TRIES, RETRIES.tries) - 1):
        happen()
        with suppress(ApiError, LookupError):
            return seen(SECONDS / RETRIES.timeout_factor)
    happen()
    return seen(SECONDS)
