"""Actions for heat pumps and electric vehicles."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .api import DAYS, DECIMALS, ChargeDay, Device, ElectricVehicle, HeatPump, Json
from .const import DEFAULT_PAUSE, DOMAIN
from .coordinator import async_time_zone
from .errors import translate_errors
from .settings.limits import (
    BATTERY,
    HOT_WATER_WHILE_AWAY,
    ROOM_WHILE_AWAY,
    Range,
    validate_settings,
    validate_time,
)
from .targets import Target, TargetFinder

ATTR_CHARGE_DEADLINE: Final = "charge_deadline"
ATTR_CHARGE_PERCENTAGE: Final = "charge_percentage"
ATTR_DURATION: Final = "duration"
ATTR_END: Final = "end"
ATTR_MINIMUM_HOT_WATER_TEMPERATURE: Final = "minimum_hot_water_temperature"
ATTR_MINIMUM_TEMPERATURE: Final = "minimum_temperature"
ATTR_START: Final = "start"
ATTR_TIMEZONE: Final = "timezone"
ATTR_UNTIL: Final = "until"

HEAT_PUMPS = TargetFinder[HeatPump](lambda home: home.heat_pumps, "no_heat_pump")
ELECTRIC_VEHICLES = TargetFinder[ElectricVehicle](
    lambda home: home.electric_vehicles, "no_car"
)

# The fields of the action, and the settings that they change.
AWAY_LIMITS: Final = {
    ATTR_MINIMUM_TEMPERATURE: "away_mode_minimum_temperature_limit",
    ATTR_MINIMUM_HOT_WATER_TEMPERATURE: "away_mode_minimum_dhw_temperature_limit",
}
MAX_PAUSE: Final = timedelta(days=365)


def _number(limits: Range) -> vol.All[float]:
    return vol.All(vol.Coerce(float), vol.Range(min=limits.minimum, max=limits.maximum))


def _duration(value: object) -> timedelta:
    try:
        return cv.positive_time_period(value)
    except OverflowError as err:
        raise vol.Invalid("The duration is too long") from err


TARGET_SCHEMA = cv.make_entity_service_schema({})
SET_AWAY_MODE_SCHEMA = cv.make_entity_service_schema(
    {
        vol.Optional(ATTR_START): cv.datetime,
        vol.Optional(ATTR_END): cv.datetime,
        vol.Optional(ATTR_MINIMUM_TEMPERATURE): _number(ROOM_WHILE_AWAY),
        vol.Optional(ATTR_MINIMUM_HOT_WATER_TEMPERATURE): _number(HOT_WATER_WHILE_AWAY),
    }
)
PAUSE_SCHEMA = cv.make_entity_service_schema(
    {
        vol.Optional(ATTR_DURATION): vol.All(_duration, vol.Range(max=MAX_PAUSE)),
        vol.Optional(ATTR_UNTIL): cv.datetime,
    }
)
DAY_SCHEMA = vol.Schema(
    {
        vol.Required(ATTR_CHARGE_PERCENTAGE): _number(BATTERY),
        vol.Required(ATTR_CHARGE_DEADLINE): cv.time,
    }
)
SET_CHARGE_SCHEDULE_SCHEMA = cv.make_entity_service_schema(
    {
        vol.Optional(ATTR_TIMEZONE): cv.string,
        **{vol.Optional(day): DAY_SCHEMA for day in DAYS},
    }
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    for name, handler, schema in (
        ("set_away_mode", _async_set_away_mode, SET_AWAY_MODE_SCHEMA),
        ("clear_away_mode", _async_clear_away_mode, TARGET_SCHEMA),
        ("pause", _async_pause, PAUSE_SCHEMA),
        ("resume", _async_resume, TARGET_SCHEMA),
        ("set_charge_schedule", _async_set_charge_schedule, SET_CHARGE_SCHEDULE_SCHEMA),
    ):
        hass.services.async_register(DOMAIN, name, handler, schema)
    hass.services.async_register(
        DOMAIN,
        "get_charge_schedule",
        _async_get_charge_schedule,
        TARGET_SCHEMA,
        SupportsResponse.ONLY,
    )


async def _async_set_away_mode(call: ServiceCall) -> None:
    """Start away mode, now or at a given time."""
    start = call.data.get(ATTR_START, dt_util.utcnow())
    end = call.data.get(ATTR_END)
    settings = HeatPump.away_mode_settings(
        validate_time(start), None if end is None else validate_time(end)
    )
    for field, name in AWAY_LIMITS.items():
        if field in call.data:
            settings[name] = call.data[field]
    await _async_change(call, settings)


async def _async_clear_away_mode(call: ServiceCall) -> None:
    """End away mode, or cancel it before it starts."""
    await _async_change(call, HeatPump.away_mode_off_settings())


async def _async_pause(call: ServiceCall) -> None:
    """Pause heat pumps, for a duration or until a given time."""
    if ATTR_DURATION in call.data and ATTR_UNTIL in call.data:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="pause_with_two_ends"
        )
    until = call.data.get(ATTR_UNTIL) or dt_util.utcnow() + call.data.get(
        ATTR_DURATION, DEFAULT_PAUSE
    )
    await _async_change(call, HeatPump.pause_settings(validate_time(until)))


async def _async_resume(call: ServiceCall) -> None:
    """End a pause."""
    await _async_change(call, HeatPump.resume_settings())


async def _async_set_charge_schedule(call: ServiceCall) -> None:
    """Change days of the weekly charging goals."""
    timezone = call.data.get(ATTR_TIMEZONE)
    if timezone is not None and await async_time_zone(timezone) is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="unknown_time_zone",
            translation_placeholders={"timezone": timezone},
        )
    days = {
        day: ChargeDay(
            charge_percentage=round(call.data[day][ATTR_CHARGE_PERCENTAGE], DECIMALS),
            charge_deadline=call.data[day][ATTR_CHARGE_DEADLINE].replace(
                second=0, microsecond=0, tzinfo=None
            ),
        )
        for day in DAYS
        if day in call.data
    }
    await _async_each(
        call.hass,
        await ELECTRIC_VEHICLES.async_find(call),
        lambda target: target.entry.runtime_data.charging_plans.async_write_schedule(
            target.device, days, timezone
        ),
    )


async def _async_get_charge_schedule(call: ServiceCall) -> ServiceResponse:
    """Return the weekly charging goals by the vehicle's registry ID."""

    async def get_schedule(target: Target[ElectricVehicle]) -> tuple[str, Any]:
        client = target.entry.runtime_data.electric_vehicles.client
        schedule = await client.charge_schedule(target.device)
        return target.registry_id, schedule.as_json()

    targets = await ELECTRIC_VEHICLES.async_find(call)
    return dict(await _async_each(call.hass, targets, get_schedule))


async def _async_change(call: ServiceCall, settings: Mapping[str, Json]) -> None:
    """Write settings of the targeted heat pumps, if all of them support these."""
    targets = await HEAT_PUMPS.async_find(call)
    unit = call.hass.config.units.temperature_unit
    for target in targets:
        validate_settings(target.device, settings, dt_util.utcnow(), unit)
    await _async_each(
        call.hass,
        targets,
        lambda target: target.entry.runtime_data.heat_pumps.async_write(
            target.device, settings
        ),
    )


async def _async_each[DeviceT: Device, T](
    hass: HomeAssistant,
    targets: list[Target[DeviceT]],
    action: Callable[[Target[DeviceT]], Awaitable[T]],
) -> list[T]:
    """Run an action for each device, and return the results.

    A failure of one device does not stop the action for the others.

    Raises:
        HomeAssistantError: The action failed for a device.

    """

    async def run(target: Target[DeviceT]) -> T:
        with translate_errors(hass, target.entry):
            return await action(target)

    results = await asyncio.gather(*map(run, targets), return_exceptions=True)
    return [_result(result) for result in results]


def _result[T](result: T | BaseException) -> T:
    if isinstance(result, BaseException):
        raise result
    return result
