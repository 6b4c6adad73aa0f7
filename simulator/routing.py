"""What handlers share: finding what a path names, reading bodies and queries."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from http import HTTPStatus
import json

from aiohttp import web

from .device_fields import DeviceType
from .devices import Device
from .json_format import Json, RefusalError, not_found
from .organization import Organization
from .schema import Check, boolean, uuid, validated
from .users import User

type Routes = Iterator[
    tuple[str, str, Callable[[web.Request], Awaitable[web.StreamResponse]]]
]

ORG = "/org/{org_id}"
USER = f"{ORG}/users/{{user_id}}"
NO_CONTENT = HTTPStatus.NO_CONTENT


def path_ids(organization: Organization, request: web.Request) -> Json:
    """The UUIDs of a path.

    Raises:
        RefusalError: 422 for what is no UUID, 404 for another organization.
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
    """The user that a path names, or the refusal (422, 404)."""
    user = organization.users.get(path_ids(organization, request)["user_id"])
    if user is None or (user.deleted and not deleted):
        raise not_found()
    return user


def device_of(
    organization: Organization, request: web.Request, device_type: DeviceType
) -> Device:
    """The device that a path names, up to date, or the refusal (422, 404)."""
    ids, user = path_ids(organization, request), user_of(organization, request)
    for device in organization.devices_of(user, device_type):
        if device.id == ids["device_id"] and (
            not device.deleted or include_deleted(request)
        ):
            organization.household_of(device).catch_up()
            return device
    raise not_found()


def include_deleted(request: web.Request) -> bool:
    """Whether what counts as deleted is asked for, too."""
    return bool(
        query_of(request, {"include_deleted": boolean}).get("include_deleted", False)
    )


def query_of(
    request: web.Request, schema: Mapping[str, Check], *, required: bool = False
) -> Json:
    """The query, checked; 422 where it is wrong."""
    return validated(schema, dict(request.query), required=required, where=("query",))


async def body_of(
    request: web.Request, schema: Mapping[str, Check], *, required: bool = False
) -> Json:
    """The JSON body, checked; 400 where it is no JSON, 422 where it is wrong."""
    try:
        body = json.loads(await request.read())
    except ValueError:
        raise RefusalError(400, {"detail": "Cannot parse request body"}) from None
    return validated(schema, body, required=required, where=("body", "data"))
