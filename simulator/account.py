"""Routes of the organization, its users, buildings, contracts and pending actions.

Podero: retrieve organization, list users, get details about a building, get a user's
energy contracts, cues.
"""

from functools import partial
from html import escape

from aiohttp import web

from .json_format import not_found
from .organization import Organization
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


def account_routes(organization: Organization) -> Routes:
    """Yield the method, the path and the handler of each route."""
    yield "GET", ORG, partial(_organization, organization)
    yield "GET", f"{ORG}/users", partial(_users, organization)
    yield (
        "GET",
        f"{ORG}/users/by-ext-id/{{external}}",
        partial(_user_by_external_id, organization),
    )
    yield "GET", USER, partial(_user, organization)
    yield "GET", f"{USER}/buildings/{{building_id}}", partial(_building, organization)
    yield "GET", f"{USER}/energy-contracts", partial(_energy_contracts, organization)
    yield "POST", "/cues/{cue_id}/resolve", partial(_resolve, organization)
    yield "POST", "/cues/{cue_id}/state", partial(_report_outcome, organization)
    yield "GET", "/connect/{session_id}", partial(_connect, organization)


async def _organization(
    organization: Organization, request: web.Request
) -> web.Response:
    path_ids(organization, request)
    return web.json_response(
        {
            "name": organization.name,
            "id": organization.id,
            "description": None,
            "contact": "energy@example.com",
        },
    )


async def _users(organization: Organization, request: web.Request) -> web.Response:
    path_ids(organization, request)
    deleted = include_deleted(request)
    users = [
        user for user in organization.users.values() if deleted or not user.deleted
    ]
    return web.json_response([organization.user_json(user) for user in users])


async def _user(organization: Organization, request: web.Request) -> web.Response:
    user = user_of(organization, request, deleted=include_deleted(request))
    return web.json_response(organization.user_json(user))


async def _user_by_external_id(
    organization: Organization, request: web.Request
) -> web.Response:
    path_ids(organization, request)
    deleted = include_deleted(request)
    for user in organization.users.values():
        if user.external_user_id == request.match_info["external"] and (
            deleted or not user.deleted
        ):
            return web.json_response(organization.user_json(user))
    raise not_found()


async def _building(organization: Organization, request: web.Request) -> web.Response:
    user = user_of(organization, request)
    building = user.buildings.get(path_ids(organization, request)["building_id"])
    if building is None:
        raise not_found()
    return web.json_response(building.as_json())


async def _energy_contracts(
    organization: Organization, request: web.Request
) -> web.Response:
    user = user_of(organization, request)
    if not user.buildings:
        return web.json_response([])
    return web.json_response(
        [
            {
                "energy_contract_type": "spot_hourly",
                "energy_prices": energy_prices(organization.seed, organization.clock),
                "id": stable_id(user.id, "contract"),
                "building": None,
                "meter_id": None,
                "supplier": organization.name,
                "currency_energy_price": "EUR",
                "energy_price_includes_external_components": True,
            },
        ],
    )


async def _resolve(organization: Organization, request: web.Request) -> web.Response:
    secret = query_of(request, {"secret": text()}, required=True)["secret"]
    body = await body_of(request, RESOLVE, required=True)
    device, action = organization.cues.open(
        path_ids(organization, request)["cue_id"], secret, organization.clock.wall
    )
    action.in_progress = True
    session_id = organization.cues.start_session(device, body["successUrl"])
    return web.json_response(
        {"redirect_url": f"{request.url.origin()}/connect/{session_id}"}
    )


async def _report_outcome(
    organization: Organization, request: web.Request
) -> web.Response:
    secret = query_of(request, {"secret": text()}, required=True)["secret"]
    body = await body_of(request, OUTCOME, required=True)
    device, action = organization.cues.open(
        path_ids(organization, request)["cue_id"], secret, organization.clock.wall
    )
    action.in_progress = False
    if body["state"] == "success":
        organization.cues.solve(device)
        organization.household_of(device).sync()
    return web.json_response({"action_id": action.id})


async def _connect(organization: Organization, request: web.Request) -> web.Response:
    """Complete a sign-in at the manufacturer as soon as its page is opened."""
    device, success_url = organization.cues.finish_session(
        request.match_info["session_id"]
    )
    organization.household_of(device).sync()
    if success_url:
        return web.Response(status=302, headers={"Location": success_url})
    model = device.known()["device_model"]
    name = escape(f"{model['manufacturer']} {model['model']}")
    return web.Response(
        text=f"<!doctype html><title>Connected</title><p>{name} is connected.",
        content_type="text/html",
    )
