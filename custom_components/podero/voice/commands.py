"""Commands that are said, and what is answered."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
import re
from typing import Any, Final, NamedTuple

from homeassistant.components.button import DOMAIN as BUTTON_DOMAIN, SERVICE_PRESS
from homeassistant.components.climate import (
    ATTR_TARGET_TEMP_HIGH,
    ATTR_TARGET_TEMP_LOW,
    DOMAIN as CLIMATE_DOMAIN,
    SERVICE_SET_TEMPERATURE,
)
from homeassistant.components.water_heater import DOMAIN as WATER_HEATER_DOMAIN
from homeassistant.const import (
    ATTR_ENTITY_ID,
    ATTR_TEMPERATURE,
    STATE_UNAVAILABLE,
    Platform,
    UnitOfTemperature,
)
from homeassistant.core import State
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.util import dt as dt_util

from ..api import Device, ElectricVehicle, HeatPump
from ..const import DOMAIN
from ..errors import async_error_text
from ..llm.exposure import ExposedDevice
from ..services import ATTR_DURATION, ATTR_END, ATTR_START, ATTR_UNTIL
from .devices import NoAnswerError, Request
from .moments import DEPARTURE_TIME, RETURN_TIME, amount, duration, has_evening, moment
from .questions import temperature

EVENING: Final = timedelta(hours=4)

type Found = list[tuple[ExposedDevice, State]]


class Command(NamedTuple):
    """An intent that controls a device by an entity; ``run`` returns the answer."""

    device_type: str
    domain: Platform
    key: str
    run: Callable[[Request, str, Found], Awaitable[str]]
    is_for_home: bool = False
    """Whether it is for all such devices of a home, unless one is named."""


async def async_run(request: Request, intent: str) -> str:
    """Carry out a command, and return the answer.

    Raises:
        NoAnswerError: It cannot be carried out.

    """
    command = COMMANDS[intent]
    found = request.find(command.domain, command.key)
    homes = {device.entities[0][0].config_entry_id for device, _ in found}
    if not command.is_for_home or len(homes) > 1:
        request.one(found)
    for device, _ in found:
        request.device(device, Device)
    try:
        return await command.run(request, intent, found)
    except Unauthorized:
        return request.speech.say("forbidden")
    except HomeAssistantError as err:
        speech = request.speech
        text = await async_error_text(request.hass, err, speech.language)
        return text or speech.say("failed")


async def _call(
    request: Request, domain: str, action: str, found: Found, **data: Any
) -> None:
    await request.hass.services.async_call(
        domain,
        action,
        {ATTR_ENTITY_ID: [state.entity_id for _, state in found], **data},
        blocking=True,
        context=request.context,
    )


async def _charge_now(request: Request, intent: str, found: Found) -> str:
    [(device, state)] = found
    car = request.device(device, ElectricVehicle)
    if state.state == STATE_UNAVAILABLE:
        variant = (
            "charging"
            if car.is_boosting or car.is_charging
            else "full"
            if car.is_fully_charged
            else "not_possible"
        )
    else:
        await _call(request, BUTTON_DOMAIN, SERVICE_PRESS, found)
        car = request.device(device, ElectricVehicle)
        variant = "starting" if car.is_plugged_in else "waiting"
    return request.speech.say(intent, variant, device=request.name_of(device))


async def _cancel_charge_now(request: Request, intent: str, found: Found) -> str:
    [(device, _)] = found
    car = request.device(device, ElectricVehicle)
    if car.is_boosting:
        variant = "charging"
    elif not car.can_cancel_boost:
        variant = "not_waiting"
    else:
        await _call(request, BUTTON_DOMAIN, SERVICE_PRESS, found)
        variant = "dropped"
    return request.speech.say(intent, variant, device=request.name_of(device))


async def _set_away_mode(request: Request, intent: str, found: Found) -> str:
    """Start away mode, now or at a time, for ever or until a time."""
    now, words = dt_util.now(), request.speech.words
    times: dict[str, datetime] = {}
    for field, slot, clock in (
        (ATTR_START, "start", DEPARTURE_TIME),
        (ATTR_END, "value", RETURN_TIME),
    ):
        said = request.slots.get(slot)
        if said is None and slot == "value" and intent == "away_until":
            said = request.text  # It has how many days or weeks.
        if said:
            at = moment(said, words, times.get(ATTR_START, now), clock)
            if at is None:
                text = request.speech.say("not_understood", value=said)
                raise NoAnswerError(text)
            times[field] = at
    await _call(request, DOMAIN, "set_away_mode", found, **times)
    spoken = {field: request.speech.moment(at) for field, at in times.items()}
    return request.speech.say(intent, **spoken)


async def _end_away_mode(request: Request, intent: str, found: Found) -> str:
    away = [
        (device, state)
        for device, state in found
        if request.device(device, HeatPump).is_away(dt_util.utcnow())
    ]
    if not away:
        return request.speech.say(intent, "was_off")
    await _call(request, DOMAIN, "clear_away_mode", away)
    return request.speech.say(intent, "ended")


async def _pause(request: Request, intent: str, found: Found) -> str:
    """Pause a heat pump: for two hours, an evening, a duration, or until a time."""
    words, data = request.speech.words, dict[str, Any]()
    if intent == "pause_evening":
        data[ATTR_DURATION] = EVENING
    elif intent != "pause":
        said = request.slots.get("value", request.text)
        length = duration(said, words) if intent == "pause_for" else None
        if length is None and intent == "pause_for" and has_evening(said, words):
            length = EVENING
        until = None if length else moment(said, words, dt_util.now())
        if length is None and until is None:
            raise NoAnswerError(request.speech.say("not_understood", value=said))
        data = {ATTR_DURATION: length} if length else {ATTR_UNTIL: until}
    await _call(request, DOMAIN, "pause", found, **data)
    [(device, _)] = found
    until = request.device(device, HeatPump).pause_power_until or dt_util.utcnow()
    end = request.speech.moment(until)
    return request.speech.say("pause", device=request.name_of(device), end=end)


async def _resume(request: Request, intent: str, found: Found) -> str:
    [(device, _)] = found
    name = request.name_of(device)
    if not request.device(device, HeatPump).is_paused(dt_util.utcnow()):
        return request.speech.say(intent, "was_off", device=name)
    await _call(request, DOMAIN, "resume", found)
    return request.speech.say(intent, "ended", device=name)


async def _set_hot_water(request: Request, intent: str, found: Found) -> str:
    [(_, state)] = found
    [degrees] = _degrees(request, 1)
    await _call(
        request,
        WATER_HEATER_DOMAIN,
        SERVICE_SET_TEMPERATURE,
        found,
        **{ATTR_TEMPERATURE: degrees},
    )
    value = temperature(request, _now(request, state), ATTR_TEMPERATURE)
    return request.speech.say(intent, value=value)


async def _set_comfort(request: Request, intent: str, found: Found) -> str:
    """Set the comfort range, its middle, or both ends by some degrees."""
    [(_, state)] = found
    fields: tuple[str, ...] = (ATTR_TARGET_TEMP_LOW, ATTR_TARGET_TEMP_HIGH)
    if intent == "comfort_set":
        degrees = _degrees(request, 2)
        if len(degrees) == 1:
            fields = (ATTR_TEMPERATURE,)
    else:
        unit = request.hass.config.units.temperature_unit
        said = amount(request.slots.get("value", ""), request.speech.words)
        by = said or (1 if unit == UnitOfTemperature.CELSIUS else 2)
        ends = [state.attributes.get(field) for field in fields]
        if None in ends:
            raise NoAnswerError(request.speech.say("unknown"))
        degrees = [
            end + (by if intent == "warmer" else -by) for end in filter(None, ends)
        ]
    data = dict(zip(fields, degrees, strict=True))
    await _call(request, CLIMATE_DOMAIN, SERVICE_SET_TEMPERATURE, found, **data)
    state = _now(request, state)
    low = request.speech.number(f"{state.attributes[ATTR_TARGET_TEMP_LOW]:g}")
    value = temperature(request, state, ATTR_TARGET_TEMP_HIGH)
    return request.speech.say("comfort_set", low=low, value=value)


def _degrees(request: Request, most: int) -> list[float]:
    """Return the temperatures that were said, the lowest first.

    Raises:
        NoAnswerError: There is none, or there are too many.

    """
    said = request.slots["value"]
    degrees = [
        float(number.replace(",", "."))
        for number in re.findall(r"\d+(?:[.,]\d+)?", said)
    ]
    if not 1 <= len(degrees) <= most:
        raise NoAnswerError(request.speech.say("not_understood", value=said))
    return sorted(degrees)


def _now(request: Request, state: State) -> State:
    """Return the state after a command."""
    return request.hass.states.get(state.entity_id) or state


_BOOST: Final = (ElectricVehicle.device_type, Platform.BUTTON)
_AWAY: Final = (HeatPump.device_type, Platform.SWITCH, "is_away_mode_enabled")
_PAUSE: Final = (HeatPump.device_type, Platform.SWITCH, "is_pause_power_active")
_COMFORT: Final = (HeatPump.device_type, Platform.CLIMATE, "comfort")

COMMANDS: Final[dict[str, Command]] = {
    "charge_now": Command(*_BOOST, "boost", _charge_now),
    "cancel_charge_now": Command(*_BOOST, "cancel_boost", _cancel_charge_now),
    "away_until": Command(*_AWAY, _set_away_mode, is_for_home=True),
    "away_from": Command(*_AWAY, _set_away_mode, is_for_home=True),
    "away_on": Command(*_AWAY, _set_away_mode, is_for_home=True),
    "back": Command(*_AWAY, _end_away_mode, is_for_home=True),
    "pause": Command(*_PAUSE, _pause),
    "pause_evening": Command(*_PAUSE, _pause),
    "pause_for": Command(*_PAUSE, _pause),
    "pause_until": Command(*_PAUSE, _pause),
    "resume": Command(*_PAUSE, _resume),
    "hot_water_set": Command(
        HeatPump.device_type, Platform.WATER_HEATER, "hot_water", _set_hot_water
    ),
    "comfort_set": Command(*_COMFORT, _set_comfort),
    "warmer": Command(*_COMFORT, _set_comfort),
    "colder": Command(*_COMFORT, _set_comfort),
}
