"""Helpers of the routes: look up paths, and read bodies and queries."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from http import HTTPStatus
import json

from aiohttp import web

from .device_fields import DeviceType
from .devices import Device
from .json_format import Json, RefusalError, dump_json, not_found
from .organization import Organization
from .schema import Check, boolean, uuid, validated
from .users import User

type Routes = Iterator[
    tuple[str, str, Callable[[web.Request], Awaitable[web.StreamResponse]]]
]

ORG = "/org/{org_id}"
USER = f"{ORG}/users/{{user_id}}"
NO_CONTENT = HTTPStatus.NO_CONTENT


def answer(value: object) -> web.Response:
    """Return a JSON response."""
    return web.json_response(text=dump_json(value))


def path_ids(organization: Organization, request: web.Request) -> Json:
    """Return the UUIDs of a path.

    Raises:
        RefusalError: 422 for an invalid UUID, 404 for another organization.
    """
    named = {
        name: value
        for name, value in request.match_info.items()
        if name.endswith("_id")
    }
    ids = validated(dict.fromkeys(named, uuid), named, where=("path",))
    if ids.get("org_id", organization.id) != organization.id:
        raise not_found()
    return ids


def user_of(
    organization: Organization, request: web.Request, *, deleted: bool = False
) -> User:
    """Return the user of a path.

    Raises:
        RefusalError: 422 for an invalid UUID, 404 for an unknown user."""
    user = organization.users.get(path_ids(organization, request)["user_id"])
    if user is None or (user.deleted and not deleted):
        raise not_found()
    return user


def device_of(
    organization: Organization, request: web.Request, device_type: DeviceType
) -> Device:
    """Return the device of a path, up to date.

    Raises:
        RefusalError: 422 for an invalid UUID, 404 for an unknown device."""
    ids, user = path_ids(organization, request), user_of(organization, request)
    for device in organization.devices_of(user, device_type):
        if device.id == ids["device_id"] and (
            not device.deleted or include_deleted(request)
        ):
            organization.household_of(device).catch_up()
            return device
    raise not_found()


def include_deleted(request: web.Request) -> bool:
    """Return whether the query includes deleted users and devices."""
    return bool(
        query_of(request, {"include_deleted": boolean}).get("include_deleted", False)
    )


def query_of(
    request: web.Request, schema: Mapping[str, Check], *, required: bool = False
) -> Json:
    """Return the validated query.

    Raises:
        RefusalError: 422 for an invalid query."""
    return validated(schema, dict(request.query), required=required, where=("query",))


async def body_of(
    request: web.Request, schema: Mapping[str, Check], *, required: bool = False
) -> Json:
    """Return the validated JSON body.

    Raises:
        RefusalError: 400 for a body that is not JSON, 422 for an invalid body."""
    try:
        body = json.loads(await request.read())
    except ValueError:
        raise RefusalError(400, {"detail": "Cannot parse request body"}) from None
    return validated(schema, body, required=required, where=("body", "data"))
