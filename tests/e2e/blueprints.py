"""The blueprints, what a person chooses in their forms, and what then happens."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from tools.demo.api import Api, ApiError
from tools.demo.home import Home
from tools.demo.process import ROOT
from tools.demo.retries import RETRIES
from tools.demo.simulated_cloud import ELECTRIC_VEHICLE, HEAT_PUMP, SOLAR_INVERTER

FILES = sorted(
    (ROOT / "custom_components/podero/blueprints/automation/podero").glob("*.yaml")
)
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


def choices(home: Home, phone_id: str) -> Choices:
    """What to choose, so that nothing is waited for longer than it must."""
    devices = {kind: device["id"] for kind, device in home.devices.items()}
    heat_pumps = {"heat_pumps": [devices[HEAT_PUMP]]}
    pauses = {
        "pause_switches": [home.entity(HEAT_PUMP, "switch", "is_pause_power_active")]
    }
    charge_now = {"charge_now": home.entity(ELECTRIC_VEHICLE, "button", "boost")}
    calendars = {"calendars": [FAMILY]}
    return {
        "away_from_calendar": {**heat_pumps, **calendars, "texts": ["holiday"]},
        "away_when_everybody_left": {**heat_pumps, "left_for": AT_ONCE},
        "charge_car_from_surplus": {
            **charge_now,
            "surplus": home.entity(SOLAR_INVERTER, "sensor", "solar_surplus_w"),
            "enough": MUCH_SUN,
            "steady_for": AT_ONCE,
        },
        "notify_device_needs_attention": {
            "devices": list(devices.values()),
            "phones": [phone_id],
            "lasts_for": AT_ONCE,
        },
        "pause_heat_pump_for_an_evening": {**pauses, "starters": [SAUNA]},
        "pause_heat_pump_when_expensive": {**pauses, "price": PRICE, "rest": AT_ONCE},
        "ready_by_first_appointment": {"car": devices[ELECTRIC_VEHICLE], **calendars},
        "send_charging_report": {
            "cars": [devices[ELECTRIC_VEHICLE]],
            "phones": [phone_id],
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
