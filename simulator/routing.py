"""What handlers share: finding what a path names, reading bodies and queries."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from http import HTTPStatus
import json

from aiohttp import web

from .device_fields import Kind
from .devices import Device
from .json_format import Json, RefusalError, not_found
from .organization import Registry
from .schema import Check, boolean, uuid, validated
from .users import User

type Routes = Iterator[
    tuple[str, str, Callable[[web.Request], Awaitable[web.StreamResponse]]]
]

ORG = "/org/{org_id}"
USER = f"{ORG}/users/{{user_id}}"
NO_CONTENT = HTTPStatus.NO_CONTENT


def path_ids(registry: Registry, request: web.Request) -> Json:
    """The UUIDs of a path.

    Raises:
        RefusalError: 422 for what is no UUID, 404 for another organisation.
    """
    named = {
        name: value
        for name, value in request.match_info.items()
        if name.endswith("_id")
    }
    ids = validated(dict.fromkeys(named, uuid), named, where=("path",))
    if ids.get("org_id", registry.org_id) != registry.org_id:
        raise not_found()
    return ids


def user_of(registry: Registry, request: web.Request, *, deleted: bool = False) -> User:
    """The user that a path names, or the refusal (422, 404)."""
    user = registry.users.get(path_ids(registry, request)["user_id"])
    if user is None or (user.deleted and not deleted):
        raise not_found()
    return user


def device_of(registry: Registry, request: web.Request, kind: Kind) -> Device:
    """The device that a path names, up to date, or the refusal (422, 404)."""
    ids, user = path_ids(registry, request), user_of(registry, request)
    for device in registry.devices_of(user, kind):
        if device.id == ids["device_id"] and (
            not device.deleted or include_deleted(request)
        ):
            registry.site_of(device).catch_up()
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
