"""Actions for charging now, and for the charging log."""

from collections.abc import Awaitable, Callable
from functools import partial
from operator import itemgetter
from typing import Final

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..api import ChargingSession, ElectricVehicle, Podero
from ..charging_log import (
    CURRENCY,
    MEDIA,
    WWW,
    Row,
    as_csv,
    async_write_csv,
    session_row,
    validate_file_name,
)
from ..const import DOMAIN
from ..registry import device_name
from ..settings.boost import cancel_boost
from ..settings.limits import validate_time
from ..targets import ELECTRIC_VEHICLES, Target, async_each

ATTR_CURRENCY: Final = "currency"
ATTR_END: Final = "end"
ATTR_FILENAME: Final = "filename"
ATTR_FOLDER: Final = "folder"
ATTR_SESSIONS: Final = "sessions"
ATTR_START: Final = "start"

CHARGE_NOW_SCHEMA = cv.make_entity_service_schema({})
PERIOD = {
    vol.Required(ATTR_START): cv.datetime,
    vol.Optional(ATTR_END): cv.datetime,
}
GET_SESSIONS_SCHEMA = cv.make_entity_service_schema(PERIOD)
EXPORT_SESSIONS_SCHEMA = cv.make_entity_service_schema(
    {
        **PERIOD,
        vol.Optional(ATTR_FILENAME): cv.string,
        vol.Optional(ATTR_FOLDER, default=MEDIA): vol.In([MEDIA, WWW]),
    }
)


@callback
def async_setup_charging_actions(hass: HomeAssistant) -> None:
    """Register the actions."""
    for name, command in (
        ("charge_now", Podero.boost),
        ("cancel_charge_now", cancel_boost),
    ):
        hass.services.async_register(
            DOMAIN, name, partial(_async_command, command), CHARGE_NOW_SCHEMA
        )
    hass.services.async_register(
        DOMAIN,
        "get_charging_sessions",
        _async_get_charging_sessions,
        GET_SESSIONS_SCHEMA,
        SupportsResponse.ONLY,
    )
    hass.services.async_register(
        DOMAIN,
        "export_charging_sessions",
        _async_export_charging_sessions,
        EXPORT_SESSIONS_SCHEMA,
        SupportsResponse.OPTIONAL,
    )


async def _async_command(
    command: Callable[[Podero, ElectricVehicle], Awaitable[None]], call: ServiceCall
) -> None:
    """Send a command to each vehicle, and refresh it."""
    await async_each(
        call.hass,
        await ELECTRIC_VEHICLES.async_find(call),
        lambda target: target.entry.runtime_data.electric_vehicles.async_command(
            target.device, command
        ),
    )


async def _async_get_charging_sessions(call: ServiceCall) -> ServiceResponse:
    """Return the sessions of a period, the oldest first."""
    return {ATTR_SESSIONS: [*await _async_rows(call)], ATTR_CURRENCY: CURRENCY}


async def _async_export_charging_sessions(call: ServiceCall) -> ServiceResponse:
    """Write the sessions of a period to a CSV file, or return them as CSV."""
    if (name := call.data.get(ATTR_FILENAME)) is None:
        return {"csv": as_csv(await _async_rows(call))}
    validate_file_name(name)
    text = as_csv(await _async_rows(call))
    return {**await async_write_csv(call.hass, call.data[ATTR_FOLDER], name, text)}


async def _async_rows(call: ServiceCall) -> list[Row]:
    """Return the sessions of a period, the oldest first.

    Those of several vehicles have the name of theirs.

    Raises:
        ServiceValidationError: The period is empty.

    """
    start = validate_time(call.data[ATTR_START])
    end = validate_time(call.data.get(ATTR_END, dt_util.utcnow()))
    if end <= start:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="period_ends_before_it_starts"
        )

    async def find(target: Target[ElectricVehicle]) -> list[ChargingSession]:
        client = target.entry.runtime_data.client
        return await client.charging_sessions(target.device, start, end)

    targets = await ELECTRIC_VEHICLES.async_find(call)
    found = await async_each(call.hass, targets, find)
    names: list[str | None] = [None]
    if len(targets) > 1:
        registry = dr.async_get(call.hass)
        devices = [registry.async_get(target.registry_id) for target in targets]
        names = [device_name(device) if device else None for device in devices]
    sessions = [
        (session.plug_in_time, session_row(session, name))
        for name, sessions in zip(names, found, strict=True)
        for session in sessions
    ]
    return [row for _, row in sorted(sessions, key=itemgetter(0))]
