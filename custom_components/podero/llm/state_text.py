"""States of devices and their entities as text for language models."""

from datetime import datetime
import re
from typing import Final

from homeassistant.components.calendar import DOMAIN as CALENDAR_DOMAIN
from homeassistant.components.climate import (
    ATTR_CURRENT_TEMPERATURE,
    ATTR_TARGET_TEMP_HIGH,
    ATTR_TARGET_TEMP_LOW,
    DOMAIN as CLIMATE_DOMAIN,
)
from homeassistant.components.sensor import (
    DOMAIN as SENSOR_DOMAIN,
    SensorDeviceClass,
    async_rounded_state,
)
from homeassistant.components.water_heater import DOMAIN as WATER_HEATER_DOMAIN
from homeassistant.const import (
    ATTR_DEVICE_CLASS,
    ATTR_TEMPERATURE,
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.translation import async_translate_state
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType

from ..const import DOMAIN
from ..registry import sanitize_name
from .exposure import ExposedDevice

# What positive and negative values mean, by Podero's page "Solar inverter state".
FLOWS: Final = {
    "battery_charge_discharge_power_w": ("out of the battery", "into the battery"),
    "current_power_to_grid_w": ("to the grid", "from the grid"),
}

OUT_OF_REACH = "Podero or the device is unavailable at the moment."


@callback
def async_describe_device(
    hass: HomeAssistant, exposed: ExposedDevice
) -> JsonObjectType:
    """Return the name, type and area of a device, and the states of its entities."""
    description: JsonObjectType = {"name": exposed.name}
    if exposed.device is not None:
        description["type"] = exposed.device.device_type.replace("_", " ")
    if exposed.area is not None:
        description["area"] = exposed.area
    if all(state.state == STATE_UNAVAILABLE for _, state in exposed.entities):
        description["problem"] = OUT_OF_REACH
        return description
    description["readings"] = {
        sanitize_name(entity.name or entity.original_name or entity.entity_id): text
        for entity, state in exposed.entities
        if (text := async_state_text(hass, entity, state)) is not None
    }
    return description


def local_time(time: datetime) -> str:
    """Return a time in Home Assistant's time zone, to the minute."""
    return f"{dt_util.as_local(time):%Y-%m-%d %H:%M}"


@callback
def async_state_text(
    hass: HomeAssistant, entity: er.RegistryEntry, state: State
) -> str | None:
    """Return the state of an entity as text; None if there is nothing to tell."""
    if entity.domain == Platform.BUTTON or state.state in (
        STATE_UNAVAILABLE,
        STATE_UNKNOWN,
    ):
        return None
    if entity.domain == CALENDAR_DOMAIN:
        return _event(state)
    if entity.domain in (CLIMATE_DOMAIN, WATER_HEATER_DOMAIN):
        temperatures = _temperatures(hass, state)
        return ", ".join(filter(None, (_word(hass, entity, state), *temperatures)))
    if (
        entity.domain == Platform.DATETIME
        or state.attributes.get(ATTR_DEVICE_CLASS) == SensorDeviceClass.TIMESTAMP
    ):
        time = dt_util.parse_datetime(state.state, raise_on_error=True)
        return local_time(time)
    if (unit := state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)) is None:
        return _word(hass, entity, state)
    return _quantity(hass, entity, state, unit)


def _event(state: State) -> str:
    event = state.attributes
    if "message" not in event:
        return "nothing planned"
    return f"{event['message']} from {event['start_time']} to {event['end_time']}"


def _word(hass: HomeAssistant, entity: er.RegistryEntry, state: State) -> str | None:
    """Return the translated state, or the state as it is if it is a number or time.

    Podero may send words that are not known here: these are not passed on.
    """
    text = async_translate_state(
        hass,
        state.state,
        entity.domain,
        DOMAIN,
        entity.translation_key,
        state.attributes.get(ATTR_DEVICE_CLASS),
    )
    is_unknown_word = text == state.state and not re.fullmatch(r"[\d.:-]+", text)
    return None if is_unknown_word else text


def _temperatures(hass: HomeAssistant, state: State) -> list[str]:
    """Return the current and the target temperature of a thermostat."""
    unit = hass.config.units.temperature_unit
    attributes = state.attributes
    texts: list[str] = []
    if (current := attributes.get(ATTR_CURRENT_TEMPERATURE)) is not None:
        texts.append(f"now {current:g} {unit}")
    low = attributes.get(ATTR_TARGET_TEMP_LOW)
    high = attributes.get(ATTR_TARGET_TEMP_HIGH)
    if low is not None and high is not None:
        texts.append(f"target {low:g} to {high:g} {unit}")
    if (target := attributes.get(ATTR_TEMPERATURE)) is not None:
        texts.append(f"target {target:g} {unit}")
    return texts


def _quantity(
    hass: HomeAssistant, entity: er.RegistryEntry, state: State, unit: str
) -> str:
    if entity.domain != SENSOR_DOMAIN:
        return f"{state.state} {unit}"
    amount = async_rounded_state(hass, entity.entity_id, state)
    if entity.translation_key not in FLOWS or float(amount) == 0:
        return f"{amount} {unit}"
    positive, negative = FLOWS[entity.translation_key]
    direction = negative if amount.startswith("-") else positive
    return f"{amount.removeprefix('-')} {unit} {direction}"
