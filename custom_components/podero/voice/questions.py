"""Answers to questions, with the values that the dashboard shows."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final, NamedTuple

from homeassistant.components.climate import (
    ATTR_CURRENT_TEMPERATURE,
    ATTR_TARGET_TEMP_HIGH,
    ATTR_TARGET_TEMP_LOW,
)
from homeassistant.components.sensor import async_rounded_state
from homeassistant.const import (
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.core import State
from homeassistant.util import dt as dt_util

from ..activity.sentence import async_get_texts, sentence
from ..api import AwayModeStatus, Device, ElectricVehicle, HeatPump, SolarInverter
from ..llm.exposure import ExposedDevice
from .devices import ENERGY_CONTRACT, NoAnswerError, Request

ACTIVITY: Final = "activity"

type AnswerFn = Callable[[Request, str, ExposedDevice, State], str]


class Question(NamedTuple):
    """An intent that asks for the state of an entity of a device type."""

    device_type: str | None
    key: str
    domain: Platform = Platform.SENSOR
    answer_fn: AnswerFn | None = None


def quantity(request: Request, state: State) -> str:
    """Return the state of a sensor with its unit, as it is said."""
    number = async_rounded_state(request.hass, state.entity_id, state)
    return request.speech.quantity(
        number, state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
    )


def temperature(request: Request, state: State, attribute: str) -> str:
    """Return a temperature of a thermostat or water heater, as it is said.

    Raises:
        NoAnswerError: It is unknown.

    """
    if (value := state.attributes.get(attribute)) is None:
        raise NoAnswerError(request.speech.say("unknown"))
    unit = request.hass.config.units.temperature_unit
    return request.speech.quantity(f"{value:g}", unit)


async def async_answer(request: Request, intent: str) -> str:
    """Return the answer to a question, for each device that it may be about.

    Raises:
        NoAnswerError: There is no answer.

    """
    question = QUESTIONS[intent]
    found = request.find(question.domain, question.key, question.device_type)
    if intent == "savings":
        return _savings(request, found)
    if question.key == ACTIVITY:
        return await _async_explain(request, found)
    return " ".join(
        _answer(request, intent, question, device, state) for device, state in found
    )


def _answer(
    request: Request,
    intent: str,
    question: Question,
    device: ExposedDevice,
    state: State,
) -> str:
    speech, name = request.speech, request.name_of(device)
    if state.state == STATE_UNAVAILABLE:
        return speech.say("unavailable", device=name)
    if question.answer_fn is not None:
        return question.answer_fn(request, intent, device, state)
    if state.state == STATE_UNKNOWN:
        return speech.say("unknown")
    return speech.say(intent, device=name, value=quantity(request, state))


async def _async_explain(
    request: Request, found: list[tuple[ExposedDevice, State]]
) -> str:
    """Answer what devices do, and why, with the sentence of their activity."""
    texts = await async_get_texts(request.hass, request.speech.language)
    unit = request.hass.config.units.temperature_unit
    answers = []
    for exposed, _ in found:
        request.device(exposed, Device)
        text = sentence(exposed.explanation, texts, unit)
        text = text or request.speech.say("unknown")
        if len(found) > 1:
            text = request.speech.say("activity_of", device=exposed.name, value=text)
        answers.append(text)
    return " ".join(answers)


def _names(request: Request, device: ExposedDevice) -> dict[str, str]:
    """Return the name of a device as the subject and as the object of a sentence."""
    return {
        "device": request.name_of(device),
        "device_object": request.name_of(device, is_object=True),
    }


def _status(request: Request, intent: str, device: ExposedDevice, state: State) -> str:
    """Answer with a sentence for the status, or with the status as it was sent."""
    names = _names(request, device)
    if request.speech.has(intent, state.state):
        return request.speech.say(intent, state.state, **names)
    if state.state == STATE_UNKNOWN or not request.speech.has(intent, "other"):
        return request.speech.say("unknown")
    return request.speech.say(intent, "other", value=state.state, **names)


def _heat_pump_status(
    request: Request, intent: str, device: ExposedDevice, state: State
) -> str:
    """Answer what the heat pump does, and with how much power."""
    heat_pump, name = request.device(device, HeatPump), request.name_of(device)
    if heat_pump.is_paused(dt_util.utcnow()):
        if (until := heat_pump.pause_power_until) is None:
            return request.speech.say(intent, "paused", device=name)
        value = request.speech.moment(until)
        return request.speech.say(intent, "paused_until", device=name, value=value)
    text = _status(request, intent, device, state)
    power = device.state_of(Platform.SENSOR, "current_power_consumption_w")
    if power is None or power.state in (STATE_UNAVAILABLE, STATE_UNKNOWN, "0", "0.0"):
        return text
    value = quantity(request, power)
    return f"{text} {request.speech.say('heat_pump_power', device=name, value=value)}"


def _away_status(
    request: Request, intent: str, device: ExposedDevice, state: State
) -> str:
    """Answer whether away mode is on, and until when."""
    heat_pump = request.device(device, HeatPump)
    status = heat_pump.away_mode_status(dt_util.utcnow())
    times = {"start": heat_pump.away_mode_start, "end": heat_pump.away_mode_end}
    if status is AwayModeStatus.OFF:
        return request.speech.say(intent, status)
    if status is AwayModeStatus.ACTIVE:
        del times["start"]
    said = {key: request.speech.moment(at) for key, at in times.items() if at}
    suffixes = {"start": "_from", "end": "_until"}
    variant = status + "".join(suffixes[key] for key in said)
    return request.speech.say(intent, variant, **said)


def _full_at(request: Request, intent: str, device: ExposedDevice, state: State) -> str:
    """Answer when the car has its level."""
    car, names = request.device(device, ElectricVehicle), _names(request, device)
    if (at := dt_util.parse_datetime(state.state)) is not None:
        value = request.speech.moment(at)
        return request.speech.say(intent, "planned", value=value, **names)
    if car.is_fully_charged:
        return request.speech.say("charge_now", "full", **names)
    if car.is_charging:
        return request.speech.say("unknown")
    return request.speech.say(intent, "none", **names)


def _charging_plan(
    request: Request, intent: str, device: ExposedDevice, state: State
) -> str:
    """Answer when the car is planned to charge."""
    names = _names(request, device)
    times = {}
    for name, key in (("start", "planned_charge_start"), ("end", "planned_charge_end")):
        planned = device.state_of(Platform.SENSOR, key)
        at = None if planned is None else dt_util.parse_datetime(planned.state)
        if at is not None:
            times[name] = request.speech.moment(at)
    if "end" not in times:
        return request.speech.say(intent, "none", **names)
    is_charging = request.device(device, ElectricVehicle).is_charging
    variant = "charging" if is_charging or "start" not in times else "planned"
    return request.speech.say(intent, variant, **names, **times)


def _comfort(request: Request, intent: str, device: ExposedDevice, state: State) -> str:
    """Answer with the comfort range."""
    low = state.attributes.get(ATTR_TARGET_TEMP_LOW)
    if low is None:
        return request.speech.say("unknown")
    value = temperature(request, state, ATTR_TARGET_TEMP_HIGH)
    return request.speech.say(
        intent, low=request.speech.number(f"{low:g}"), value=value
    )


def _room(request: Request, intent: str, device: ExposedDevice, state: State) -> str:
    """Answer with the room temperature."""
    value = temperature(request, state, ATTR_CURRENT_TEMPERATURE)
    return request.speech.say(intent, value=value)


def _savings(request: Request, found: list[tuple[ExposedDevice, State]]) -> str:
    """Answer with the savings of all devices together, and of each."""
    speech = request.speech
    known = sorted(
        (request.type_of(device), device.name, state)
        for device, state in found
        if state.state not in (STATE_UNAVAILABLE, STATE_UNKNOWN)
    )
    units = {state.attributes.get(ATTR_UNIT_OF_MEASUREMENT) for _, _, state in known}
    if not known:
        return speech.say("unknown")
    parts = speech.join(
        f"{name} {quantity(request, state)}" for _, name, state in known
    )
    if len(known) == 1:
        return speech.say("savings", "one", value=quantity(request, known[0][2]))
    total = sum(
        Decimal(async_rounded_state(request.hass, state.entity_id, state))
        for _, _, state in known
    )
    value = speech.quantity(str(total), units.pop())
    return speech.say("savings", "several", value=value, parts=parts)


_CAR: Final = ElectricVehicle.device_type
_HEAT_PUMP: Final = HeatPump.device_type
_INVERTER: Final = SolarInverter.device_type

QUESTIONS: Final[dict[str, Question]] = {
    "car_level": Question(_CAR, "battery_level"),
    "car_range": Question(_CAR, "driving_range"),
    "car_status": Question(_CAR, "charge_status", answer_fn=_status),
    "car_full_at": Question(_CAR, "charge_complete_at", answer_fn=_full_at),
    "car_plan": Question(_CAR, "planned_charge_start", answer_fn=_charging_plan),
    "heat_pump_status": Question(
        _HEAT_PUMP, "operational_mode", answer_fn=_heat_pump_status
    ),
    "car_activity": Question(_CAR, ACTIVITY),
    "heat_pump_activity": Question(_HEAT_PUMP, ACTIVITY),
    "solar_inverter_activity": Question(_INVERTER, ACTIVITY),
    "heat_pump_power": Question(_HEAT_PUMP, "current_power_consumption_w"),
    "optimization": Question(_HEAT_PUMP, "current_mode", answer_fn=_status),
    "away_status": Question(_HEAT_PUMP, "away_mode_status", answer_fn=_away_status),
    "comfort": Question(_HEAT_PUMP, "comfort", Platform.CLIMATE, _comfort),
    "room_temperature": Question(_HEAT_PUMP, "comfort", Platform.CLIMATE, _room),
    "hot_water_temperature": Question(_HEAT_PUMP, "dhw_temperature"),
    "outdoor_temperature": Question(_HEAT_PUMP, "outdoor_temperature"),
    "savings": Question(None, "savings_this_month"),
    "price": Question(ENERGY_CONTRACT, "energy_price"),
    "solar": Question(_INVERTER, "current_solar_production_w"),
    "household": Question(_INVERTER, "household_consumption_w"),
    "battery": Question(_INVERTER, "battery_charge_level_percent"),
}
