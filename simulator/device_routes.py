"""Lists, details, updates, boosts, charge policies and sign-ins of devices.

Podero: get a user's heat pumps, update heat pump, setting preferences, trigger a boost
charge, reauthenticate.
"""

from functools import partial
from typing import Final

from aiohttp import web

from .boost import BoostRefusedError
from .device_fields import Kind
from .devices import Device
from .json_format import Json, RefusalError, not_found, unprocessable
from .organization import Registry
from .routing import (
    NO_CONTENT,
    USER,
    Routes,
    body_of,
    device_of,
    include_deleted,
    user_of,
)
from .schema import Check
from .schemas import AUTH_SESSION, CHARGE_POLICY, ELECTRIC_VEHICLE, HEAT_PUMP, INVERTER

_SCHEMAS: Final[dict[Kind, dict[str, Check]]] = {
    Kind.HEAT_PUMP: HEAT_PUMP,
    Kind.ELECTRIC_VEHICLE: ELECTRIC_VEHICLE,
    Kind.INVERTER: INVERTER,
}


def device_routes(registry: Registry) -> Routes:
    """The routes of this module, each with its method and path."""
    for kind in Kind:
        devices = f"{USER}/{kind}"
        yield "GET", devices, partial(_list, registry, kind)
        yield "GET", f"{devices}/{{device_id}}", partial(_detail, registry, kind)
        yield "PUT", f"{devices}/{{device_id}}", partial(_update, registry, kind)
    for kind in (Kind.ELECTRIC_VEHICLE, Kind.INVERTER):
        yield (
            "POST",
            f"{USER}/{kind}/{{device_id}}/auth_session",
            partial(_sign_in, registry, kind),
        )
    car = f"{USER}/{Kind.ELECTRIC_VEHICLE}/{{device_id}}"
    yield "POST", f"{car}/boost", partial(_boost, registry)
    yield "DELETE", f"{car}/boost", partial(_disarm, registry)
    yield "GET", f"{car}/charge-policy", partial(_charge_policy, registry)
    yield "PUT", f"{car}/charge-policy", partial(_update_charge_policy, registry)


def _as_json(registry: Registry, device: Device, *, fresh: bool = False) -> Json:
    return device.as_json(
        registry.clock.wall, fresh=fresh, decimals_as_text=registry.decimals_as_text
    )


async def _list(registry: Registry, kind: Kind, request: web.Request) -> web.Response:
    user, deleted = user_of(registry, request), include_deleted(request)
    devices = [
        device
        for device in registry.devices_of(user, kind)
        if deleted or not device.deleted
    ]
    for device in devices:
        registry.site_of(device).catch_up()
    return web.json_response([_as_json(registry, device) for device in devices])


async def _detail(registry: Registry, kind: Kind, request: web.Request) -> web.Response:
    device = device_of(registry, request, kind)
    actions = registry.cues.as_json(device, api_address(request), registry.clock.wall)
    return web.json_response({**_as_json(registry, device), "actions": actions})


async def _update(registry: Registry, kind: Kind, request: web.Request) -> web.Response:
    device = device_of(registry, request, kind)
    changes = await body_of(request, _SCHEMAS[kind])
    if changes.get("building_id") not in (None, *device.owner.buildings):
        raise not_found()
    after = device.known() | changes
    if (
        kind is Kind.INVERTER
        and after["is_battery_connected"]
        and after["battery_capacity_kwh"] is None
    ):
        message = "Value error, a connected battery needs battery_capacity_kwh"
        raise unprocessable(
            {"type": "value_error", "loc": ["body", "data"], "msg": message}
        )
    registry.site_of(device).command(lambda: device.write(changes, registry.clock.wall))
    return web.json_response(_as_json(registry, device, fresh=True))


async def _sign_in(
    registry: Registry, kind: Kind, request: web.Request
) -> web.Response:
    device = device_of(registry, request, kind)
    body = await body_of(request, AUTH_SESSION)
    session_id = registry.cues.start_session(device, body.get("success_url"))
    url = f"{request.url.origin()}/connect/{session_id}"
    return web.json_response(
        {"authentication_url": url, "device_id": device.id, "session_id": session_id}
    )


async def _boost(registry: Registry, request: web.Request) -> web.Response:
    device = device_of(registry, request, Kind.ELECTRIC_VEHICLE)
    try:
        registry.site_of(device).request_boost()
    except BoostRefusedError as refused:
        body = (
            {"detail": refused.body}
            if registry.boost_errors_in_detail
            else refused.body
        )
        raise RefusalError(409, body) from None
    return web.Response(status=NO_CONTENT)


async def _disarm(registry: Registry, request: web.Request) -> web.Response:
    device = device_of(registry, request, Kind.ELECTRIC_VEHICLE)
    registry.site_of(device).disarm_boost()
    return web.Response(status=NO_CONTENT)


async def _charge_policy(registry: Registry, request: web.Request) -> web.Response:
    device = device_of(registry, request, Kind.ELECTRIC_VEHICLE)
    policy = registry.site_of(device).charge_policy
    return web.json_response(
        {
            "metadata": {
                "electric_vehicle_id": device.id,
                "user_id": device.owner.id,
                "error": None,
            },
            "data": {**policy.week(device.known()), "timezone": policy.timezone},
        },
    )


async def _update_charge_policy(
    registry: Registry, request: web.Request
) -> web.Response:
    device = device_of(registry, request, Kind.ELECTRIC_VEHICLE)
    changes = await body_of(request, CHARGE_POLICY)
    site = registry.site_of(device)
    site.command(lambda: site.charge_policy.write(changes))
    return await _charge_policy(registry, request)


def api_address(request: web.Request) -> str:
    """The address of the API as the client knows it."""
    return f"{request.url.origin()}/api/partners/v2.0"
