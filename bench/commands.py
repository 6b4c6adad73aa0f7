"""Random commands, each with a check of its effect in the cloud."""

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
"""Returns whether a device in the cloud, as JSON, shows the effect."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
AWAY_OFF = {
    "is_away_mode_enabled": False,
    "away_mode_start": None,
    "away_mode_end": None,
}
PAUSE_OFF = {"is_pause_power_active": False, "pause_power_until": None}
# Degrees between the ends of the comfort range, at least.
NARROWEST_BAND = 2
# Share of the sliders that are moved three times in a row.
SLIDER_CHANCE = 0.1


@dataclass(frozen=True, slots=True)
class Command:
    """A service call, with the earlier calls that it supersedes."""

    service: str
    data: Json
    is_applied: Check
    superseded: tuple[Json, ...] = ()


def switch_command(key: str, _: Mapping[str, Any], dice: Random) -> Command:
    on = dice.random() < 0.5
    applied = has_values(**{key: on})
    match key:
        case "is_away_mode_enabled":
            applied = is_away if on else has_values(**AWAY_OFF)
        case "is_pause_power_active":
            applied = is_paused if on else has_values(**PAUSE_OFF)
    return Command(f"switch.turn_{'on' if on else 'off'}", {}, applied)


def number_command(key: str, state: Mapping[str, Any], dice: Random) -> Command:
    moves = 3 if dice.random() < SLIDER_CHANCE else 1
    *superseded, value = (_step(state, dice) for _ in range(moves))
    return Command(
        "number.set_value",
        {"value": value},
        has_values(**{key: value}),
        tuple({"value": earlier} for earlier in superseded),
    )


def select_command(key: str, state: Mapping[str, Any], dice: Random) -> Command:
    option = dice.choice(state["options"])
    applied = has_values(**{key: option.capitalize()})
    return Command("select.select_option", {"option": option}, applied)


def time_command(key: str, _: Mapping[str, Any], dice: Random) -> Command:
    time = _time(dice)
    return Command("time.set_value", {"time": time}, has_values(**{key: f"{time}:00"}))


def datetime_command(key: str, _: Mapping[str, Any], dice: Random) -> Command:
    moment = _soon(dice, days=3)
    if key == "optimization_pause_end":
        # The end itself is not in the cloud.
        off = has_values(is_smart_optimization_active=False)
        return Command("datetime.set_value", {"datetime": moment.isoformat()}, off)
    is_paused = key == "pause_power_until"
    active = has_values(**({"is_pause_power_active": True} if is_paused else {}))

    def applied(device: Json) -> bool:
        return _is_picked(device[key], moment) and active(device)

    return Command("datetime.set_value", {"datetime": moment.isoformat()}, applied)


def climate_command(_key: str, _: Mapping[str, Any], dice: Random) -> Command:
    low = dice.randint(32, 46) / 2
    high = low + dice.randint(2, 8) / 2
    mode = dice.choice(("auto", "heat"))
    band = {"target_temp_low": low, "target_temp_high": high}
    optimizing = {"is_smart_optimization_active": mode == "auto"}
    match dice.randrange(5):
        case 0:
            return Command("climate.set_temperature", band, has_band(low, high))
        case 1:
            both = {**band, "hvac_mode": mode}
            is_set, is_on = has_band(low, high), has_values(**optimizing)
            return Command(
                "climate.set_temperature",
                both,
                lambda heat_pump: is_set(heat_pump) and is_on(heat_pump),
            )
        case 2:
            data = {"hvac_mode": mode}
            return Command("climate.set_hvac_mode", data, has_values(**optimizing))
        case 3:
            return Command("climate.set_preset_mode", {"preset_mode": "away"}, is_away)
    applied = has_values(**AWAY_OFF)
    return Command("climate.set_preset_mode", {"preset_mode": "none"}, applied)


def water_heater_command(_key: str, _: Mapping[str, Any], dice: Random) -> Command:
    if dice.random() < 0.5:
        degrees = dice.randint(80, 130) / 2
        applied = has_values(dhw_standard_temperature=degrees)
        return Command(
            "water_heater.set_temperature", {"temperature": degrees}, applied
        )
    away = dice.random() < 0.5
    applied = is_away if away else has_values(**AWAY_OFF)
    return Command("water_heater.set_away_mode", {"away_mode": away}, applied)


def button_command(key: str, _: Mapping[str, Any], dice: Random) -> Command:
    if key == "boost":
        return Command("button.press", {}, lambda car: bool(car["boost"]))
    return Command("button.press", {}, has_values(boost_for_next_session=False))


def heat_pump_command(dice: Random) -> Command:
    """Return an action for a heat pump."""
    match dice.randrange(5):
        case 0:
            return Command(f"{DOMAIN}.clear_away_mode", {}, has_values(**AWAY_OFF))
        case 1:
            return Command(f"{DOMAIN}.resume", {}, has_values(**PAUSE_OFF))
        case 2:
            minutes = dice.randint(1, 600)
            return Command(
                f"{DOMAIN}.pause", {"duration": {"minutes": minutes}}, is_paused
            )
        case 3:
            until = _soon(dice, days=1)
            applied = has_values(is_pause_power_active=True, pause_power_until=until)
            return Command(f"{DOMAIN}.pause", {"until": until.isoformat()}, applied)
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
    applied = has_values(is_away_mode_enabled=True, **dict(chosen.values()))
    return Command(f"{DOMAIN}.set_away_mode", data, applied)


def car_command(dice: Random) -> Command:
    """Return an action for a car."""
    if dice.random() < 0.2:
        return Command(f"{DOMAIN}.get_charge_schedule", {}, lambda _: True)
    chosen = dice.sample(DAYS, dice.randint(1, 7))
    goals = {day: (dice.randint(0, 100), _time(dice)) for day in chosen}
    zone = {"timezone": dice.choice(("Europe/Vienna", "Europe/London"))}
    data: Json = dict(zone if dice.random() < 0.3 else {})
    applied = has_values(
        **data, **{day: _goal(*goal, ":00") for day, goal in goals.items()}
    )
    data |= {day: _goal(*goal) for day, goal in goals.items()}
    return Command(f"{DOMAIN}.set_charge_schedule", data, applied)


def _goal(level: int, time: str, seconds: str = "") -> Json:
    return {"charge_percentage": level, "charge_deadline": f"{time}{seconds}"}


ENTITY_COMMANDS: dict[str, Callable[[str, Mapping[str, Any], Random], Command]] = {
    Platform.BUTTON: button_command,
    Platform.CLIMATE: climate_command,
    Platform.DATETIME: datetime_command,
    Platform.NUMBER: number_command,
    Platform.SELECT: select_command,
    Platform.SWITCH: switch_command,
    Platform.TIME: time_command,
    Platform.WATER_HEATER: water_heater_command,
}


def has_values(**wanted: Any) -> Check:
    """Return a check of fields. Times are compared as times, not as text."""

    def check(device: Json) -> bool:
        return all(_reads(device[name], value) for name, value in wanted.items())

    return check


def has_band(low: float, high: float) -> Check:
    """Return a check of the comfort range; the end that moved may move the other."""

    def check(device: Json) -> bool:
        band = [
            float(device[f"{end}_temperature_limit"]) for end in ("minimum", "maximum")
        ]
        pushed = [low, low + NARROWEST_BAND], [high - NARROWEST_BAND, high]
        is_narrow = high - low < NARROWEST_BAND
        return band == [low, high] or (is_narrow and band in pushed)

    return check


def is_away(device: Json) -> bool:
    """Return whether away mode is active or scheduled."""
    end = device["away_mode_end"]
    return bool(
        device["is_away_mode_enabled"]
        and (device["away_mode_start"] or end)
        and (end is None or datetime.fromisoformat(end) > dt_util.utcnow())
    )


def is_paused(device: Json) -> bool:
    """Return whether a pause ends in the future."""
    until = device["pause_power_until"] or "2000-01-01T00:00:00Z"
    ahead = datetime.fromisoformat(until) > dt_util.utcnow()
    return bool(device["is_pause_power_active"]) and ahead


def _is_picked(read: str | None, moment: datetime) -> bool:
    """Return whether a time was set; one that has passed may be its next occurrence."""
    if read is None:
        return False
    local, wanted = map(dt_util.as_local, (datetime.fromisoformat(read), moment))
    return local == wanted or (local > wanted and local.time() == wanted.time())


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
    """Return a time in the next days, or now and then in the last hour."""
    now = dt_util.utcnow().replace(microsecond=0)
    return now + timedelta(minutes=dice.randint(-60, days * 24 * 60))
