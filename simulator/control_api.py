"""The knobs over HTTP, for the demo and for tests in another process.

`GET /_control` gives the state of the cloud, credentials included, and the list of
knobs. `POST /_control/<knob>` turns one: the JSON body holds its arguments, and the
answer its result. A knob or a device that does not exist is a 404, wrong arguments are
a 400 with a sentence.
"""

from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import datetime, timedelta
import json
from typing import Any, Final

from aiohttp import web

from .behavior import Behaviour
from .controls import Knobs
from .faults import Failure
from .json_format import Json, timestamp


def fail(knobs: Knobs, *, repeat: int = 1, body: Any = None, **how: Any) -> Json:
    """`Knobs.fail`; `repeat` writes a text body so many times.

    Gives the `failure` number for `stop_failure`.
    """
    failure = knobs.fail(**how, body=body * repeat if isinstance(body, str) else body)
    return {"failure": knobs.failures.index(failure)}


def stop_failure(knobs: Knobs, failure: int) -> None:
    """End one failure."""
    knobs.failures[failure].stop()


def add_device(knobs: Knobs, kind: str, user_id: str | None = None, **how: Any) -> Json:
    """`Knobs.add_device`, with `fields` as an object. Gives the `device_id`."""
    values = how.pop("fields", {})
    user = None if user_id is None else knobs.users[user_id]
    return {"device_id": knobs.add_device(kind, user, **how, **values).id}


def set_fields(knobs: Knobs, device_id: str, values: Json) -> None:
    """`Knobs.set_fields`, with the fields in `values`."""
    knobs.set_fields(device_id, **values)


def omit_fields(knobs: Knobs, device_id: str, names: list[str]) -> None:
    """`Knobs.omit_fields`, with the fields in `names`."""
    knobs.omit_fields(device_id, *names)


def behave(knobs: Knobs, **behaviour: Any) -> None:
    """Set attributes of `Behaviour`; `sync_interval` in seconds of house time."""
    unknown = behaviour.keys() - {field.name for field in fields(Behaviour)}
    if unknown:
        msg = f"There is no behaviour called {', '.join(sorted(unknown))}"
        raise TypeError(msg)
    if "sync_interval" in behaviour:
        behaviour["sync_interval"] = timedelta(seconds=behaviour["sync_interval"])
    for name, value in behaviour.items():
        setattr(knobs, name, value)


def set_clock(
    knobs: Knobs,
    speed: float | None = None,
    house: str | None = None,
    advance: float = 0.0,
) -> None:
    """Set `speed` or `house` (ISO, with zone), or `advance` the wall time (s)."""
    if speed is not None:
        knobs.clock.speed = speed
    if house is not None:
        knobs.clock.set_house(datetime.fromisoformat(house))
    if advance:
        knobs.clock.advance(timedelta(seconds=advance))


def forget_requests(knobs: Knobs) -> None:
    """Forget the requests recorded so far."""
    knobs.requests.clear()


_OWN: Final[list[Callable[..., Any]]] = [
    fail,
    stop_failure,
    add_device,
    set_fields,
    omit_fields,
    behave,
    set_clock,
    forget_requests,
]
_SAME: Final[list[Callable[..., Any]]] = [
    Knobs.heal,
    Knobs.expire_tokens,
    Knobs.revoke_secret,
    Knobs.change_secret,
    Knobs.remove_device,
    Knobs.remove_user,
    Knobs.release,
    Knobs.ignore_field,
    Knobs.stale_reads,
    Knobs.raise_action,
    Knobs.solve_action,
    Knobs.sync,
    Knobs.set_time_zone,
    Knobs.plug_in,
    Knobs.unplug,
    Knobs.drive,
    Knobs.set_battery_level,
]
KNOBS: Final = {knob.__name__: knob for knob in [*_OWN, *_SAME]}
"""Everything that `POST /_control/<knob>` can do."""


def state(knobs: Knobs) -> Json:
    """The state of the cloud as JSON."""
    clock = knobs.clock
    return {
        "client_id": knobs.client_id,
        "client_secret": knobs.client_secret,
        "org_id": knobs.org_id,
        "home_id": knobs.home.id,
        "clock": {
            "wall": timestamp(clock.wall),
            "house": timestamp(clock.house),
            "speed": clock.speed,
        },
        "behaviour": {
            field.name: value.total_seconds() if isinstance(value, timedelta) else value
            for field in fields(Behaviour)
            for value in (getattr(knobs, field.name),)
        },
        "users": [knobs.user_json(user) for user in knobs.users.values()],
        "devices": [
            {"kind": device.kind, "fields": device.fields} for device in knobs.devices
        ],
        "meters": asdict(knobs.house.meters),
        "failures": [
            _failure(number, failure) for number, failure in enumerate(knobs.failures)
        ],
        "requests": [
            {**asdict(request), "at": timestamp(request.at)}
            for request in knobs.requests
        ],
        "knobs": {
            name: (knob.__doc__ or "").splitlines()[0] for name, knob in KNOBS.items()
        },
    }


def add_control(app: web.Application, knobs: Knobs) -> None:
    """Let an application answer under `/_control`."""

    async def show(_: web.Request) -> web.Response:
        return web.json_response(state(knobs))

    async def turn(request: web.Request) -> web.Response:
        name = request.match_info["knob"]
        try:
            knob = KNOBS[name]
            result = knob(knobs, **json.loads(await request.read() or b"{}"))
        except LookupError as error:
            return web.json_response({"error": f"There is no {error}"}, status=404)
        except (TypeError, ValueError, RuntimeError) as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response(result if isinstance(result, dict) else {})

    app.router.add_get("/_control", show)
    app.router.add_post("/_control/{knob}", turn)


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
