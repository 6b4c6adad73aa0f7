"""What devices and their entities show, in words and with units."""

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
from .exposure import ExposedDevice

# What is positive, and what is negative, as Podero documents it.
FLOWS = {
    "battery_charge_discharge_power_w": ("out of the battery", "into the battery"),
    "current_power_to_grid_w": ("to the grid", "from the grid"),
}

OUT_OF_REACH = "Podero, or the device, is out of reach at the moment."


@callback
def async_describe_device(hass: HomeAssistant, device: ExposedDevice) -> JsonObjectType:
    """Return what there is to tell of a device, of what is exposed."""
    told: JsonObjectType = {"name": device.name}
    if device.record is not None:
        told["kind"] = device.record.device_type.replace("_", " ")
    if device.area is not None:
        told["area"] = device.area
    if all(state.state == STATE_UNAVAILABLE for _, state in device.entities):
        told["problem"] = OUT_OF_REACH
        return told
    told["readings"] = {
        entry.name or entry.original_name or entry.entity_id: reading
        for entry, state in device.entities
        if (reading := async_state_text(hass, entry, state)) is not None
    }
    return told


@callback
def async_state_text(
    hass: HomeAssistant, entry: er.RegistryEntry, state: State
) -> str | None:
    """Return what an entity shows; None where that is nothing."""
    if entry.domain == Platform.BUTTON or state.state in (
        STATE_UNAVAILABLE,
        STATE_UNKNOWN,
    ):
        return None
    if entry.domain == CALENDAR_DOMAIN:
        return _event(state)
    if entry.domain in (CLIMATE_DOMAIN, WATER_HEATER_DOMAIN):
        return ", ".join((_word(hass, entry, state), *_temperatures(hass, state)))
    if (
        entry.domain == Platform.DATETIME
        or state.attributes.get(ATTR_DEVICE_CLASS) == SensorDeviceClass.TIMESTAMP
    ):
        moment = dt_util.parse_datetime(state.state, raise_on_error=True)
        return f"{dt_util.as_local(moment):%Y-%m-%d %H:%M}"
    if (unit := state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)) is None:
        return _word(hass, entry, state)
    return _amount(hass, entry, state, unit)


def _event(state: State) -> str:
    event = state.attributes
    if "message" not in event:
        return "nothing planned"
    return f"{event['message']} from {event['start_time']} to {event['end_time']}"


def _word(hass: HomeAssistant, entry: er.RegistryEntry, state: State) -> str:
    return async_translate_state(
        hass,
        state.state,
        entry.domain,
        DOMAIN,
        entry.translation_key,
        state.attributes.get(ATTR_DEVICE_CLASS),
    )


def _temperatures(hass: HomeAssistant, state: State) -> list[str]:
    """Return what a thermostat measures, and what it aims at."""
    unit = hass.config.units.temperature_unit
    shown = state.attributes
    texts: list[str] = []
    if (now := shown.get(ATTR_CURRENT_TEMPERATURE)) is not None:
        texts.append(f"now {now:g} {unit}")
    low, high = shown.get(ATTR_TARGET_TEMP_LOW), shown.get(ATTR_TARGET_TEMP_HIGH)
    if low is not None and high is not None:
        texts.append(f"target {low:g} to {high:g} {unit}")
    if (target := shown.get(ATTR_TEMPERATURE)) is not None:
        texts.append(f"target {target:g} {unit}")
    return texts


def _amount(
    hass: HomeAssistant, entry: er.RegistryEntry, state: State, unit: str
) -> str:
    if entry.domain != SENSOR_DOMAIN:
        return f"{state.state} {unit}"
    amount = async_rounded_state(hass, entry.entity_id, state)
    if entry.translation_key not in FLOWS or float(amount) == 0:
        return f"{amount} {unit}"
    positive, negative = FLOWS[entry.translation_key]
    direction = negative if amount.startswith("-") else positive
    return f"{amount.removeprefix('-')} {unit} {direction}"
