"""The controls over HTTP, for the demo and for tests in another process.

`GET /_control` returns the state of the cloud, including its credentials, and the list
of controls. `POST /_control/<name>` uses a control: the JSON body holds its arguments,
and the answer its result. An unknown control or device is a 404; wrong arguments are a
400 with a sentence.
"""

from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from functools import wraps
import json
from typing import Any, Final

from aiohttp import web

from .behavior import Behavior
from .contracts import EnergyContract
from .controls import Controls
from .faults import Failure, Faults
from .json_format import Json, timestamp
from .organization import Organization
from .parts import CloudParts
from .tokens import Tokens

type Control = Callable[..., Any]
"""Takes the cloud and the arguments of the JSON body."""


_TIMES: Final = {"sync_interval", "sync_jitter", "correction_delay"}


def fail(cloud: CloudParts, *, repeat: int = 1, body: Any = None, **how: Any) -> Json:
    """`Faults.fail`; a text body is repeated `repeat` times.

    Returns the number of the `failure`, for `stop_failure`.
    """
    body = body * repeat if isinstance(body, str) else body
    failure = cloud.faults.fail(**how, body=body)
    return {"failure": cloud.faults.failures.index(failure)}


def stop_failure(cloud: CloudParts, failure: int) -> None:
    """End one failure."""
    cloud.faults.failures[failure].stop()


def add_device(
    cloud: CloudParts, device_type: str, user_id: str | None = None, **how: Any
) -> Json:
    """`Organization.add_device`, with `fields` as an object.

    Returns the `device_id`.
    """
    values = how.pop("fields", {})
    user = None if user_id is None else cloud.organization.users[user_id]
    device = cloud.organization.add_device(device_type, user, **how, **values)
    return {"device_id": device.id}


def add_bare_devices(
    cloud: CloudParts,
    count: int,
    device_type: str = "heat-pumps",
    user_id: str | None = None,
) -> None:
    """`Organization.add_bare_devices`."""
    user = None if user_id is None else cloud.organization.users[user_id]
    cloud.organization.add_bare_devices(count, device_type, user)


def set_energy_contracts(
    cloud: CloudParts, contracts: list[Json], user_id: str | None = None
) -> None:
    """`Organization.set_energy_contracts`, with each contract as an object."""
    user = cloud.home if user_id is None else cloud.organization.users[user_id]
    terms = [EnergyContract(**contract) for contract in contracts]
    cloud.organization.set_energy_contracts(user, *terms)


def set_fields(cloud: CloudParts, device_id: str, values: Json) -> None:
    """`Controls.set_fields`, with the fields in `values`."""
    cloud.controls.set_fields(device_id, **values)


def omit_fields(cloud: CloudParts, device_id: str, names: list[str]) -> None:
    """`Controls.omit_fields`, with the fields in `names`."""
    cloud.controls.omit_fields(device_id, *names)


def set_behavior(cloud: CloudParts, **options: Any) -> None:
    """Set options of `Behavior`; times in seconds of house time."""
    unknown = options.keys() - {field.name for field in fields(Behavior)}
    if unknown:
        msg = f"There is no behavior called {', '.join(sorted(unknown))}"
        raise TypeError(msg)
    for name in _TIMES & options.keys():
        if options[name] is not None:
            options[name] = timedelta(seconds=options[name])
    for name, value in options.items():
        setattr(cloud.behavior, name, value)


def set_clock(
    cloud: CloudParts,
    speed: float | None = None,
    house: str | None = None,
    advance: float = 0.0,
) -> None:
    """Set `speed` or `house` (ISO, with zone), or `advance` the wall time (s)."""
    if speed is not None:
        cloud.clock.speed = speed
    if house is not None:
        cloud.clock.set_house(datetime.fromisoformat(house))
    if advance:
        cloud.clock.advance(timedelta(seconds=advance))


def clear_requests(cloud: CloudParts) -> None:
    """Forget the requests recorded so far."""
    cloud.requests.clear()


def _of(part: str, method: Callable[..., Any]) -> Control:
    """Return a control that calls a method of a part of the cloud."""

    @wraps(method)
    def control(cloud: CloudParts, **arguments: Any) -> Any:
        return method(getattr(cloud, part), **arguments)

    return control


CONTROLS: Final[dict[str, Control]] = {
    "fail": fail,
    "stop_failure": stop_failure,
    "heal": _of("faults", Faults.heal),
    "expire_tokens": _of("tokens", Tokens.expire),
    "revoke_secret": _of("tokens", Tokens.revoke),
    "change_secret": _of("tokens", Tokens.change_secret),
    "set_next_token": _of("tokens", Tokens.set_next_token),
    "add_users": _of("organization", Organization.add_users),
    "remove_user": _of("organization", Organization.remove_user),
    "set_energy_contracts": set_energy_contracts,
    "add_device": add_device,
    "add_bare_devices": add_bare_devices,
    "remove_device": _of("organization", Organization.remove_device),
    "set_fields": set_fields,
    "omit_fields": omit_fields,
    "ignore_field": _of("controls", Controls.ignore_field),
    "stale_reads": _of("controls", Controls.stale_reads),
    "raw_fields": _of("controls", Controls.raw_fields),
    "raw_rows": _of("controls", Controls.raw_rows),
    "lagging_replica": _of("controls", Controls.lagging_replica),
    "shuffle_lists": _of("controls", Controls.shuffle_lists),
    "set_savings": _of("controls", Controls.set_savings),
    "add_sessions": _of("controls", Controls.add_sessions),
    "correct_session": _of("controls", Controls.correct_session),
    "release": _of("controls", Controls.release),
    "raise_action": _of("controls", Controls.raise_action),
    "solve_action": _of("controls", Controls.solve_action),
    "sync": _of("controls", Controls.sync),
    "set_time_zone": _of("controls", Controls.set_time_zone),
    "plug_in": _of("controls", Controls.plug_in),
    "unplug": _of("controls", Controls.unplug),
    "drive": _of("controls", Controls.drive),
    "set_battery_level": _of("controls", Controls.set_battery_level),
    "set_behavior": set_behavior,
    "set_clock": set_clock,
    "clear_requests": clear_requests,
}
"""Everything that `POST /_control/<name>` can do."""


def state(cloud: CloudParts) -> Json:
    """Return the state of the cloud as JSON."""
    clock, organization = cloud.clock, cloud.organization
    return {
        "client_id": cloud.client_id,
        "client_secret": cloud.client_secret,
        "org_id": cloud.org_id,
        "home_id": cloud.home.id,
        "clock": {
            "wall": timestamp(clock.wall),
            "house": timestamp(clock.house),
            "speed": clock.speed,
        },
        "behavior": {
            field.name: value.total_seconds() if isinstance(value, timedelta) else value
            for field in fields(Behavior)
            for value in (getattr(cloud.behavior, field.name),)
        },
        "users": [organization.user_json(user) for user in organization.users.values()],
        "devices": [
            {"device_type": device.device_type, "fields": device.fields}
            for device in organization.devices
        ],
        "meters": asdict(cloud.house.meters),
        "failures": [
            _failure(number, failure)
            for number, failure in enumerate(cloud.faults.failures)
        ],
        "requests": [
            {**asdict(request), "at": timestamp(request.at)}
            for request in cloud.requests
        ],
        "controls": {
            name: (control.__doc__ or "").splitlines()[0]
            for name, control in CONTROLS.items()
        },
    }


def add_control_api(app: web.Application, cloud: CloudParts) -> None:
    """Add the paths under `/_control` to an application."""

    async def show(_: web.Request) -> web.Response:
        return web.json_response(state(cloud))

    async def use(request: web.Request) -> web.Response:
        try:
            control = CONTROLS[request.match_info["control"]]
            result = control(cloud, **json.loads(await request.read() or b"{}"))
        except LookupError as error:
            return web.json_response({"error": f"There is no {error}"}, status=404)
        except (TypeError, ValueError, RuntimeError) as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response(result if isinstance(result, dict) else {})

    app.router.add_get("/_control", show)
    app.router.add_post("/_control/{control}", use)


def _failure(number: int, failure: Failure) -> Json:
    return {
        "failure": number,
        "method": failure.method,
        "path": failure.path,
        "status": failure.status,
        "rate": failure.rate,
        "hits": failure.hits,
        "stopped": failure.stopped,
    }
