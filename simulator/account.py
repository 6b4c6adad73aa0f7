"""Routes of the organization, its users, buildings, contracts and pending actions.

Podero: retrieve organization, list users, get details about a building, get a user's
energy contracts, cues.
"""

from functools import partial
from html import escape
from itertools import batched
from typing import Final

from aiohttp import web

from .json_format import dump_json, not_found
from .organization import Organization
from .routing import (
    ORG,
    USER,
    Routes,
    answer,
    body_of,
    include_deleted,
    path_ids,
    query_of,
    user_of,
)
from .schema import text
from .schemas import OUTCOME, RESOLVE
from .users import stable_id

_BATCH: Final = 1000
"""Longer lists of users are streamed in batches of this size."""


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
    return answer(
        {
            "name": organization.name,
            "id": organization.id,
            "description": None,
            "contact": "energy@example.com",
        },
    )


async def _users(
    organization: Organization, request: web.Request
) -> web.StreamResponse:
    path_ids(organization, request)
    deleted = include_deleted(request)
    users = [
        user for user in organization.users.values() if deleted or not user.deleted
    ]
    if len(users) <= _BATCH:
        return answer(organization.users_json(users))
    response = web.StreamResponse()
    response.content_type = "application/json"
    await response.prepare(request)
    for number, batch in enumerate(batched(users, _BATCH, strict=False)):
        objects = dump_json(organization.users_json(batch))[1:-1]
        await response.write(f"{',' if number else '['}{objects}".encode())
    await response.write_eof(b"]")
    return response


async def _user(organization: Organization, request: web.Request) -> web.Response:
    user = user_of(organization, request, deleted=include_deleted(request))
    return answer(organization.user_json(user))


async def _user_by_external_id(
    organization: Organization, request: web.Request
) -> web.Response:
    path_ids(organization, request)
    deleted = include_deleted(request)
    for user in organization.users.values():
        if user.external_user_id == request.match_info["external"] and (
            deleted or not user.deleted
        ):
            return answer(organization.user_json(user))
    raise not_found()


async def _building(organization: Organization, request: web.Request) -> web.Response:
    user = user_of(organization, request)
    building = user.buildings.get(path_ids(organization, request)["building_id"])
    if building is None:
        raise not_found()
    return answer(building.as_json())


async def _energy_contracts(
    organization: Organization, request: web.Request
) -> web.Response:
    user = user_of(organization, request)
    return answer(
        [
            contract.as_json(
                stable_id(user.id, "contract", *([number] if number else [])),
                organization.name,
                organization.seed,
                organization.clock,
            )
            for number, contract in enumerate(organization.contracts_of(user))
        ]
    )


async def _resolve(organization: Organization, request: web.Request) -> web.Response:
    secret = query_of(request, {"secret": text()}, required=True)["secret"]
    body = await body_of(request, RESOLVE, required=True)
    device, action = organization.cues.open(
        path_ids(organization, request)["cue_id"], secret, organization.clock.wall
    )
    action.in_progress = True
    session_id = organization.cues.start_session(device, body["successUrl"])
    return answer({"redirect_url": f"{request.url.origin()}/connect/{session_id}"})


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
    return answer({"action_id": action.id})


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
