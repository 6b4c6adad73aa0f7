"""Actions for heat pumps and electric vehicles."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from operator import itemgetter
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

from ..api import DAYS, DECIMALS, ChargeDay, Device, ElectricVehicle, HeatPump, Json
from ..const import DEFAULT_PAUSE, DOMAIN
from ..coordinator import (
    ChargingPlanCoordinator,
    OptimizationPauses,
    ScheduleChange,
    async_time_zone,
)
from ..errors import async_decimal_separator
from ..settings.limits import (
    BATTERY,
    HOT_WATER_WHILE_AWAY,
    ROOM_WHILE_AWAY,
    Range,
    read_duration,
    validate_settings,
    validate_time,
)
from ..targets import DEVICES, ELECTRIC_VEHICLES, HEAT_PUMPS, Target, async_each
from .charging import async_setup_charging_actions
from .energy_dashboard import async_setup_energy_actions
from .prices import async_setup_price_actions

ATTR_CHARGE_DEADLINE: Final = "charge_deadline"
ATTR_CHARGE_PERCENTAGE: Final = "charge_percentage"
ATTR_DURATION: Final = "duration"
ATTR_END: Final = "end"
ATTR_MINIMUM_HOT_WATER_TEMPERATURE: Final = "minimum_hot_water_temperature"
ATTR_MINIMUM_TEMPERATURE: Final = "minimum_temperature"
ATTR_START: Final = "start"
ATTR_TIMEZONE: Final = "timezone"
ATTR_UNTIL: Final = "until"

# The fields of the action, and the settings that they change.
AWAY_LIMITS: Final = {
    ATTR_MINIMUM_TEMPERATURE: "away_mode_minimum_temperature_limit",
    ATTR_MINIMUM_HOT_WATER_TEMPERATURE: "away_mode_minimum_dhw_temperature_limit",
}
MAX_PAUSE: Final = timedelta(days=365)


def _float(value: Any) -> float:
    if isinstance(value, bool):
        raise vol.Invalid("expected a number")
    try:
        return float(value)
    except (OverflowError, TypeError, ValueError) as err:
        raise vol.Invalid("expected a number") from err


def number_within(limits: Range) -> vol.All[float]:
    """Return a validator of a number, which may also be an integer of 400 digits."""
    return vol.All(_float, vol.Range(min=limits.minimum, max=limits.maximum))


TARGET_SCHEMA = cv.make_entity_service_schema({})
SET_AWAY_MODE_SCHEMA = cv.make_entity_service_schema(
    {
        vol.Optional(ATTR_START): cv.datetime,
        vol.Optional(ATTR_END): cv.datetime,
        vol.Optional(ATTR_MINIMUM_TEMPERATURE): number_within(ROOM_WHILE_AWAY),
        vol.Optional(ATTR_MINIMUM_HOT_WATER_TEMPERATURE): number_within(
            HOT_WATER_WHILE_AWAY
        ),
    }
)
PAUSE_SCHEMA = cv.make_entity_service_schema(
    {
        vol.Optional(ATTR_DURATION): vol.All(read_duration, vol.Range(max=MAX_PAUSE)),
        vol.Optional(ATTR_UNTIL): cv.datetime,
    }
)
DAY_SCHEMA = vol.Schema(
    {
        vol.Required(ATTR_CHARGE_PERCENTAGE): number_within(BATTERY),
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
        ("pause_optimization", _async_pause_optimization, PAUSE_SCHEMA),
        ("resume_optimization", _async_resume_optimization, TARGET_SCHEMA),
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
    async_setup_charging_actions(hass)
    async_setup_energy_actions(hass)
    async_setup_price_actions(hass)


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
    end = _pause_end(call) or dt_util.utcnow() + DEFAULT_PAUSE
    await _async_change(call, HeatPump.pause_settings(end))


def _pause_end(call: ServiceCall) -> datetime | None:
    """Return the end of a pause in UTC; None if the action names none.

    Raises:
        ServiceValidationError: The action names a duration and an end.

    """
    if ATTR_DURATION in call.data and ATTR_UNTIL in call.data:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="pause_with_two_ends"
        )
    duration: timedelta | None = call.data.get(ATTR_DURATION)
    if duration is not None:
        return dt_util.utcnow() + duration
    return validate_time(call.data[ATTR_UNTIL]) if ATTR_UNTIL in call.data else None


async def _async_resume(call: ServiceCall) -> None:
    """End a pause."""
    await _async_change(call, HeatPump.resume_settings())


async def _async_pause_optimization(call: ServiceCall) -> None:
    """Turn optimization off for a duration, or until a given time."""
    if (end := _pause_end(call)) is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="pause_without_end"
        )
    targets = await DEVICES.async_find(call)
    for target in targets:
        _pauses(target).validate(target.device, end)
    await async_each(
        call.hass,
        targets,
        lambda target: _pauses(target).async_pause(target.device, end),
    )


async def _async_resume_optimization(call: ServiceCall) -> None:
    """Turn optimization on, and end its pause."""
    await async_each(
        call.hass,
        await DEVICES.async_find(call),
        lambda target: _pauses(target).async_resume(target.device),
    )


def _pauses(target: Target[Device]) -> OptimizationPauses:
    return target.entry.runtime_data.optimization_pauses


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

    targets = await ELECTRIC_VEHICLES.async_find(call)
    # A home that is unloaded in the meantime no longer has its runtime data.
    plans: dict[str, ChargingPlanCoordinator] = {
        target.registry_id: target.entry.runtime_data.charging_plans
        for target in targets
    }

    async def plan(target: Target[ElectricVehicle]) -> tuple[str, ScheduleChange]:
        change = plans[target.registry_id].async_plan_schedule(
            target.device, days, timezone
        )
        return target.registry_id, await change

    write_locks = {t.entry.entry_id: plans[t.registry_id].write_lock for t in targets}
    async with AsyncExitStack() as stack:
        # In one order: two actions would otherwise wait for each other.
        for _, lock in sorted(write_locks.items(), key=itemgetter(0)):
            await stack.enter_async_context(lock)
        # If one vehicle refuses its change, nothing is sent to the others either.
        changes = dict(await async_each(call.hass, targets, plan))
        await async_each(
            call.hass,
            targets,
            lambda target: plans[target.registry_id].async_write_schedule(
                target.device, changes[target.registry_id]
            ),
        )


async def _async_get_charge_schedule(call: ServiceCall) -> ServiceResponse:
    """Return the weekly charging goals by the vehicle's registry ID."""

    async def get_schedule(target: Target[ElectricVehicle]) -> tuple[str, Any]:
        plans = target.entry.runtime_data.charging_plans
        return target.registry_id, (
            await plans.async_fetch_schedule(target.device)
        ).as_json()

    targets = await ELECTRIC_VEHICLES.async_find(call)
    return dict(await async_each(call.hass, targets, get_schedule))


async def _async_change(call: ServiceCall, settings: Mapping[str, Json]) -> None:
    """Write settings of the targeted heat pumps, if all of them support these."""
    targets = await HEAT_PUMPS.async_find(call)
    unit = call.hass.config.units.temperature_unit
    now, separator = dt_util.utcnow(), async_decimal_separator(call.hass)
    for target in targets:
        validate_settings(target.device, settings, now, unit, separator)
    await async_each(
        call.hass,
        targets,
        lambda target: target.entry.runtime_data.heat_pumps.async_write(
            target.device, settings
        ),
    )
