"""The organisation: users, buildings, contracts and pending actions.

Podero: retrieve organization, list users, get details about a building, get a user's
energy contracts, cues.
"""

from functools import partial
from html import escape

from aiohttp import web

from .json_format import not_found
from .organization import Registry
from .reports import energy_prices
from .routing import (
    ORG,
    USER,
    Routes,
    body_of,
    include_deleted,
    path_ids,
    query_of,
    user_of,
)
from .schema import text
from .schemas import OUTCOME, RESOLVE
from .users import stable_id


def account_routes(registry: Registry) -> Routes:
    """The routes of this module, each with its method and path."""
    yield "GET", ORG, partial(_organization, registry)
    yield "GET", f"{ORG}/users", partial(_users, registry)
    yield (
        "GET",
        f"{ORG}/users/by-ext-id/{{external}}",
        partial(_user_by_external_id, registry),
    )
    yield "GET", USER, partial(_user, registry)
    yield "GET", f"{USER}/buildings/{{building_id}}", partial(_building, registry)
    yield "GET", f"{USER}/energy-contracts", partial(_energy_contracts, registry)
    yield "POST", "/cues/{cue_id}/resolve", partial(_resolve, registry)
    yield "POST", "/cues/{cue_id}/state", partial(_report_outcome, registry)
    yield "GET", "/connect/{session_id}", partial(_connect, registry)


async def _organization(registry: Registry, request: web.Request) -> web.Response:
    path_ids(registry, request)
    return web.json_response(
        {
            "name": registry.org_name,
            "id": registry.org_id,
            "description": None,
            "contact": "energy@example.com",
        },
    )


async def _users(registry: Registry, request: web.Request) -> web.Response:
    path_ids(registry, request)
    deleted = include_deleted(request)
    users = [user for user in registry.users.values() if deleted or not user.deleted]
    return web.json_response([registry.user_json(user) for user in users])


async def _user(registry: Registry, request: web.Request) -> web.Response:
    user = user_of(registry, request, deleted=include_deleted(request))
    return web.json_response(registry.user_json(user))


async def _user_by_external_id(
    registry: Registry, request: web.Request
) -> web.Response:
    path_ids(registry, request)
    deleted = include_deleted(request)
    for user in registry.users.values():
        if user.external_user_id == request.match_info["external"] and (
            deleted or not user.deleted
        ):
            return web.json_response(registry.user_json(user))
    raise not_found()


async def _building(registry: Registry, request: web.Request) -> web.Response:
    user = user_of(registry, request)
    building = user.buildings.get(path_ids(registry, request)["building_id"])
    if building is None:
        raise not_found()
    return web.json_response(building.as_json())


async def _energy_contracts(registry: Registry, request: web.Request) -> web.Response:
    user = user_of(registry, request)
    if not user.buildings:
        return web.json_response([])
    return web.json_response(
        [
            {
                "energy_contract_type": "spot_hourly",
                "energy_prices": energy_prices(registry.seed, registry.clock),
                "id": stable_id(user.id, "contract"),
                "building": None,
                "meter_id": None,
                "supplier": registry.org_name,
                "currency_energy_price": "EUR",
                "energy_price_includes_external_components": True,
            },
        ],
    )


async def _resolve(registry: Registry, request: web.Request) -> web.Response:
    secret = query_of(request, {"secret": text()}, required=True)["secret"]
    body = await body_of(request, RESOLVE, required=True)
    device, action = registry.cues.open(
        path_ids(registry, request)["cue_id"], secret, registry.clock.wall
    )
    action.in_progress = True
    session_id = registry.cues.start_session(device, body["successUrl"])
    return web.json_response(
        {"redirect_url": f"{request.url.origin()}/connect/{session_id}"}
    )


async def _report_outcome(registry: Registry, request: web.Request) -> web.Response:
    secret = query_of(request, {"secret": text()}, required=True)["secret"]
    body = await body_of(request, OUTCOME, required=True)
    device, action = registry.cues.open(
        path_ids(registry, request)["cue_id"], secret, registry.clock.wall
    )
    action.in_progress = False
    if body["state"] == "success":
        registry.cues.solve(device)
        registry.site_of(device).sync()
    return web.json_response({"action_id": action.id})


async def _connect(registry: Registry, request: web.Request) -> web.Response:
    """The page where the owner signs in at the maker's; a look at it is enough."""
    device, success_url = registry.cues.finish_session(request.match_info["session_id"])
    registry.site_of(device).sync()
    if success_url:
        return web.Response(status=302, headers={"Location": success_url})
    model = device.known()["device_model"]
    name = escape(f"{model['manufacturer']} {model['model']}")
    return web.Response(
        text=f"<!doctype html><title>Connected</title><p>{name} is connected.",
        content_type="text/html",
    )
