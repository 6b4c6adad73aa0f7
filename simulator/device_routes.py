"""Routes of devices: lists, details, updates, boosts, charge policies and sign-ins.

Podero: get a user's heat pumps, update heat pump, setting preferences, trigger a boost
charge, reauthenticate.
"""

from functools import partial
from typing import Final

from aiohttp import web

from .boost import BoostRefusedError
from .device_fields import DeviceType
from .devices import Device
from .json_format import Json, RefusalError, not_found, unprocessable
from .organization import Organization
from .routing import (
    NO_CONTENT,
    USER,
    Routes,
    answer,
    body_of,
    device_of,
    include_deleted,
    user_of,
)
from .schema import Check
from .schemas import AUTH_SESSION, CHARGE_POLICY, ELECTRIC_VEHICLE, HEAT_PUMP, INVERTER
from .users import User

_SCHEMAS: Final[dict[DeviceType, dict[str, Check]]] = {
    DeviceType.HEAT_PUMP: HEAT_PUMP,
    DeviceType.ELECTRIC_VEHICLE: ELECTRIC_VEHICLE,
    DeviceType.SOLAR_INVERTER: INVERTER,
}


def device_routes(organization: Organization) -> Routes:
    """Yield the method, the path and the handler of each route."""
    for device_type in DeviceType:
        devices = f"{USER}/{device_type}"
        yield "GET", devices, partial(_list, organization, device_type)
        yield (
            "GET",
            f"{devices}/{{device_id}}",
            partial(_detail, organization, device_type),
        )
        yield (
            "PUT",
            f"{devices}/{{device_id}}",
            partial(_update, organization, device_type),
        )
    for device_type in (DeviceType.ELECTRIC_VEHICLE, DeviceType.SOLAR_INVERTER):
        yield (
            "POST",
            f"{USER}/{device_type}/{{device_id}}/auth_session",
            partial(_sign_in, organization, device_type),
        )
    path = f"{USER}/{DeviceType.ELECTRIC_VEHICLE}/{{device_id}}"
    yield "POST", f"{path}/boost", partial(_boost, organization)
    yield "DELETE", f"{path}/boost", partial(_disarm, organization)
    yield "GET", f"{path}/charge-policy", partial(_charge_policy, organization)
    yield "PUT", f"{path}/charge-policy", partial(_update_charge_policy, organization)


async def _list(
    organization: Organization, device_type: DeviceType, request: web.Request
) -> web.Response:
    user, deleted = user_of(organization, request), include_deleted(request)
    devices = [
        device
        for device in organization.devices_of(user, device_type)
        if deleted or not device.deleted
    ]
    for device in devices:
        organization.household_of(device).catch_up()
    objects = _outdated(organization, user, device_type, request)
    if objects is None:
        objects = [organization.device_json(device) for device in devices]
    objects = [*objects, *organization.bare_devices(user, device_type)]
    if organization.shuffle is not None:
        organization.shuffle.shuffle(objects)
    return answer(objects)


def _outdated(
    organization: Organization,
    user: User,
    device_type: DeviceType,
    request: web.Request,
) -> list[Json] | None:
    """Return the list of a lagging replica, if it answers this request."""
    if organization.replica is None:
        return None
    key = (user.id, device_type)
    return organization.replica.devices(key, request.path, organization.clock.wall)


async def _detail(
    organization: Organization, device_type: DeviceType, request: web.Request
) -> web.Response:
    device = device_of(organization, request, device_type)
    actions = organization.cues.as_json(
        device, api_address(request), organization.clock.wall
    )
    fields = organization.device_json(device)
    for outdated in _outdated(organization, device.owner, device_type, request) or ():
        if outdated["id"] == device.id:
            fields = outdated
    return answer({**fields, "actions": actions})


async def _update(
    organization: Organization, device_type: DeviceType, request: web.Request
) -> web.Response:
    device = device_of(organization, request, device_type)
    changes = await body_of(request, _SCHEMAS[device_type])
    if changes.get("building_id") not in (None, *device.owner.buildings):
        raise not_found()
    after = device.known() | changes
    if (
        device_type is DeviceType.SOLAR_INVERTER
        and after["is_battery_connected"]
        and after["battery_capacity_kwh"] is None
    ):
        message = "Value error, a connected battery needs battery_capacity_kwh"
        raise unprocessable(
            {"type": "value_error", "loc": ["body", "data"], "msg": message}
        )
    organization.household_of(device).command(
        lambda: device.write(changes, organization.clock.wall)
    )
    return answer(organization.device_json(device, fresh=True))


async def _sign_in(
    organization: Organization, device_type: DeviceType, request: web.Request
) -> web.Response:
    device = device_of(organization, request, device_type)
    body = await body_of(request, AUTH_SESSION)
    session_id = organization.cues.start_session(device, body.get("success_url"))
    url = f"{request.url.origin()}/connect/{session_id}"
    return answer(
        {"authentication_url": url, "device_id": device.id, "session_id": session_id}
    )


async def _boost(organization: Organization, request: web.Request) -> web.Response:
    device = device_of(organization, request, DeviceType.ELECTRIC_VEHICLE)
    try:
        organization.household_of(device).request_boost()
    except BoostRefusedError as refused:
        body = (
            {"detail": refused.body}
            if organization.behavior.boost_errors_in_detail
            else refused.body
        )
        raise RefusalError(409, body) from None
    return web.Response(status=NO_CONTENT)


async def _disarm(organization: Organization, request: web.Request) -> web.Response:
    device = device_of(organization, request, DeviceType.ELECTRIC_VEHICLE)
    organization.household_of(device).disarm_boost()
    return web.Response(status=NO_CONTENT)


async def _charge_policy(
    organization: Organization, request: web.Request
) -> web.Response:
    device = device_of(organization, request, DeviceType.ELECTRIC_VEHICLE)
    outdated = device.stale_policy(organization.clock.wall)
    return _policy_answer(device, outdated or _policy(organization, device))


async def _update_charge_policy(
    organization: Organization, request: web.Request
) -> web.Response:
    device = device_of(organization, request, DeviceType.ELECTRIC_VEHICLE)
    changes = await body_of(request, CHARGE_POLICY)
    household = organization.household_of(device)
    device.replace_policy(_policy(organization, device), organization.clock.wall)
    household.command(lambda: household.charge_policy.write(changes))
    return _policy_answer(device, _policy(organization, device))


def _policy(organization: Organization, device: Device) -> Json:
    policy = organization.household_of(device).charge_policy
    return {**policy.week(device.known()), "timezone": policy.timezone}


def _policy_answer(device: Device, policy: Json) -> web.Response:
    metadata = {
        "electric_vehicle_id": device.id,
        "user_id": device.owner.id,
        "error": None,
    }
    return answer({"metadata": metadata, "data": policy})


def api_address(request: web.Request) -> str:
    """Return the base URL of the API that the client used."""
    return f"{request.url.origin()}/api/partners/v2.0"
