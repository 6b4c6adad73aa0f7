"""What a homeowner may want, each with how to tell in the cloud that it was done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from homeassistant.const import Platform
from homeassistant.util import dt as dt_util

from custom_components.podero.const import DOMAIN

type Json = dict[str, Any]
type Check = Callable[[Json], bool]
"""Looks at a device as the cloud has it."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
AWAY_OFF = {
    "is_away_mode_enabled": False,
    "away_mode_start": None,
    "away_mode_end": None,
}
PAUSE_OFF = {"is_pause_power_active": False, "pause_power_until": None}
# A slider is moved again within moments.
SLIDER_CHANCE = 0.1


@dataclass(frozen=True, slots=True)
class Wish:
    """A service with its data, after others that the last one makes void."""

    service: str
    data: Json
    is_done: Check
    hasty: tuple[Json, ...] = ()


def of_switch(key: str, _: Mapping[str, Any], dice: Random) -> Wish:
    on = dice.random() < 0.5
    done = sets(**{key: on})
    match key:
        case "is_away_mode_enabled":
            done = is_away if on else sets(**AWAY_OFF)
        case "is_pause_power_active":
            done = is_paused if on else sets(**PAUSE_OFF)
    return Wish(f"switch.turn_{'on' if on else 'off'}", {}, done)


def of_number(key: str, state: Mapping[str, Any], dice: Random) -> Wish:
    moves = 3 if dice.random() < SLIDER_CHANCE else 1
    *hasty, value = (_step(state, dice) for _ in range(moves))
    return Wish(
        "number.set_value",
        {"value": value},
        sets(**{key: value}),
        tuple({"value": earlier} for earlier in hasty),
    )


def of_select(key: str, state: Mapping[str, Any], dice: Random) -> Wish:
    option = dice.choice(state["options"])
    done = sets(**{key: option.capitalize()})
    return Wish("select.select_option", {"option": option}, done)


def of_time(key: str, _: Mapping[str, Any], dice: Random) -> Wish:
    time = _time(dice)
    return Wish("time.set_value", {"time": time}, sets(**{key: f"{time}:00"}))


def of_datetime(key: str, _: Mapping[str, Any], dice: Random) -> Wish:
    moment = _soon(dice, days=3)
    also = {"is_pause_power_active": True} if key == "pause_power_until" else {}
    done = sets(**{key: moment}, **also)
    return Wish("datetime.set_value", {"datetime": moment.isoformat()}, done)


def of_climate(_key: str, _: Mapping[str, Any], dice: Random) -> Wish:
    low = dice.randint(32, 46) / 2
    high = low + dice.randint(2, 8) / 2
    mode = dice.choice(("auto", "heat"))
    band = {"target_temp_low": low, "target_temp_high": high}
    sent = {"minimum_temperature_limit": low, "maximum_temperature_limit": high}
    optimizing = {"is_smart_optimization_active": mode == "auto"}
    match dice.randrange(5):
        case 0:
            return Wish("climate.set_temperature", band, sets(**sent))
        case 1:
            both = {**band, "hvac_mode": mode}
            return Wish("climate.set_temperature", both, sets(**sent, **optimizing))
        case 2:
            data = {"hvac_mode": mode}
            return Wish("climate.set_hvac_mode", data, sets(**optimizing))
        case 3:
            return Wish("climate.set_preset_mode", {"preset_mode": "away"}, is_away)
    done = sets(**AWAY_OFF)
    return Wish("climate.set_preset_mode", {"preset_mode": "none"}, done)


def of_water_heater(_key: str, _: Mapping[str, Any], dice: Random) -> Wish:
    if dice.random() < 0.5:
        degrees = dice.randint(80, 130) / 2
        done = sets(dhw_standard_temperature=degrees)
        return Wish("water_heater.set_temperature", {"temperature": degrees}, done)
    away = dice.random() < 0.5
    done = is_away if away else sets(**AWAY_OFF)
    return Wish("water_heater.set_away_mode", {"away_mode": away}, done)


def of_button(key: str, _: Mapping[str, Any], dice: Random) -> Wish:
    if key == "boost":
        return Wish("button.press", {}, lambda car: bool(car["boost"]))
    return Wish("button.press", {}, sets(boost_for_next_session=False))


def of_heat_pump(dice: Random) -> Wish:
    """Return an action with a heat pump."""
    match dice.randrange(5):
        case 0:
            return Wish(f"{DOMAIN}.clear_away_mode", {}, sets(**AWAY_OFF))
        case 1:
            return Wish(f"{DOMAIN}.resume", {}, sets(**PAUSE_OFF))
        case 2:
            minutes = dice.randint(1, 600)
            return Wish(
                f"{DOMAIN}.pause", {"duration": {"minutes": minutes}}, is_paused
            )
        case 3:
            until = _soon(dice, days=1)
            done = sets(is_pause_power_active=True, pause_power_until=until)
            return Wish(f"{DOMAIN}.pause", {"until": until.isoformat()}, done)
    wanted: dict[str, tuple[str, Any]] = {
        "start": ("away_mode_start", _soon(dice, days=2)),
        "end": ("away_mode_end", _soon(dice, days=4)),
        "minimum_temperature": (
            "away_mode_minimum_temperature_limit",
            dice.randint(10, 50) / 2,
        ),
        "minimum_hot_water_temperature": (
            "away_mode_minimum_dhw_temperature_limit",
            dice.randint(10, 90) / 2,
        ),
    }
    chosen = {name: wanted[name] for name in wanted if dice.random() < 0.5}
    data: Json = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, (_, value) in chosen.items()
    }
    done = sets(is_away_mode_enabled=True, **dict(chosen.values()))
    return Wish(f"{DOMAIN}.set_away_mode", data, done)


def of_car(dice: Random) -> Wish:
    """Return an action with a car."""
    if dice.random() < 0.2:
        return Wish(f"{DOMAIN}.get_charge_schedule", {}, lambda _: True)
    chosen = dice.sample(DAYS, dice.randint(1, 7))
    goals = {day: (dice.randint(0, 100), _time(dice)) for day in chosen}
    zone = {"timezone": dice.choice(("Europe/Vienna", "Europe/London"))}
    data: Json = dict(zone if dice.random() < 0.3 else {})
    done = sets(**data, **{day: _goal(*goal, ":00") for day, goal in goals.items()})
    data |= {day: _goal(*goal) for day, goal in goals.items()}
    return Wish(f"{DOMAIN}.set_charge_schedule", data, done)


def _goal(level: int, time: str, seconds: str = "") -> Json:
    return {"charge_percentage": level, "charge_deadline": f"{time}{seconds}"}


OF_ENTITY: dict[str, Callable[[str, Mapping[str, Any], Random], Wish]] = {
    Platform.BUTTON: of_button,
    Platform.CLIMATE: of_climate,
    Platform.DATETIME: of_datetime,
    Platform.NUMBER: of_number,
    Platform.SELECT: of_select,
    Platform.SWITCH: of_switch,
    Platform.TIME: of_time,
    Platform.WATER_HEATER: of_water_heater,
}


def sets(**wanted: Any) -> Check:
    """Tell whether fields have values; points in time are compared to the second."""

    def check(device: Json) -> bool:
        return all(_reads(device[name], value) for name, value in wanted.items())

    return check


def is_away(device: Json) -> bool:
    """Tell whether an away mode is on or lies ahead."""
    end = device["away_mode_end"]
    return bool(
        device["is_away_mode_enabled"]
        and (device["away_mode_start"] or end)
        and (end is None or datetime.fromisoformat(end) > dt_util.utcnow())
    )


def is_paused(device: Json) -> bool:
    """Tell whether a pause has an end that lies ahead."""
    until = device["pause_power_until"] or "2000-01-01T00:00:00Z"
    ahead = datetime.fromisoformat(until) > dt_util.utcnow()
    return bool(device["is_pause_power_active"]) and ahead


def _reads(read: Any, wanted: Any) -> bool:
    if isinstance(wanted, datetime):
        return isinstance(read, str) and datetime.fromisoformat(read) == wanted
    if isinstance(wanted, dict):
        return all(_reads(read[name], value) for name, value in wanted.items())
    return bool(read == wanted)


def _step(state: Mapping[str, Any], dice: Random) -> float:
    low, high, step = (float(state[name]) for name in ("min", "max", "step"))
    return low + step * dice.randint(0, round((high - low) / step))


def _time(dice: Random) -> str:
    return f"{dice.randrange(24):02}:{dice.randrange(60):02}"


def _soon(dice: Random, days: int) -> datetime:
    """Return a point in time, which now and then has passed."""
    now = dt_util.utcnow().replace(microsecond=0)
    return now + timedelta(minutes=dice.randint(-60, days * 24 * 60))
