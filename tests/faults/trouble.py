"""The kinds of trouble."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
import json
from typing import Any, Protocol

from simulator import Cloud
from simulator.faults import replace_numbers

from .network import UNKNOWN_NAME, Elsewhere, Network, closed_port, crowded_port

PAGE = "<!doctype html><html><body><h1>Welcome</h1></body></html>"
QUIET_SECONDS = 90
HOME = b'{"id": "%036d", "num_heat_pumps": 3, "comment": "%s"}'
PADDING = b" " * 920
DEPTH = 100_000


class Strike(Protocol):
    """Trouble that goes on until it is stopped."""

    hits: int

    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Scene:
    """Where trouble can be made."""

    cloud: Cloud
    network: Network
    elsewhere: Elsewhere
    stack: ExitStack


type Maker = Callable[[Scene, str, str], Strike]


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of trouble, by its name in the table.

    ``strike`` takes the method and the path of the requests to meet. Where it hangs,
    nothing happens until the request is given up.
    """

    name: str
    strike: Maker
    hangs: bool = False


def _answer(**how: Any) -> Maker:
    return lambda scene, method, path: scene.cloud.faults.fail(method, path, **how)


def _status(status: int, **how: Any) -> Maker:
    return _answer(status=status, **how)


def _wait_until(scene: Scene, method: str, path: str) -> Strike:
    date = format_datetime(
        datetime.now(UTC) + timedelta(seconds=QUIET_SECONDS), usegmt=True
    )
    headers = {"Retry-After": date}
    return scene.cloud.faults.fail(method, path, status=429, headers=headers)


def _astray(origin: Callable[[Scene], str]) -> Maker:
    return lambda scene, method, path: scene.network.detour(method, path, origin(scene))


def _redirect(scene: Scene, method: str, path: str) -> Strike:
    headers = {"Location": f"{scene.elsewhere.url}/there"}
    return scene.cloud.faults.fail(method, path, status=307, headers=headers)


def _numbers(token: str) -> Maker:
    """Answer as without this trouble, with a JSON token in place of each number."""

    def strike(scene: Scene, method: str, path: str) -> Strike:
        faults = scene.cloud.faults
        for usual in faults.failures:
            if usual.path == path and usual.status == 200 and not usual.stopped:
                body = replace_numbers(json.dumps(usual.body), token)
                return faults.fail(method, path, status=200, body=body)
        return faults.fail(method, path, status=None, numbers=token)

    return strike


def _endless(scene: Scene, method: str, path: str) -> Strike:
    """Answer with a list, so that reading all of it would be taken for an answer."""
    body = b'["%s"]' % (b" " * 50_000_000)
    return scene.cloud.faults.fail(method, path, status=200, body=body)


def _long(scene: Scene, method: str, path: str) -> Strike:
    """Answer with a list of 50,000 objects, each of which could be a home."""
    homes = (HOME % (number, PADDING) for number in range(50_000))
    body = b"[%s]" % b",".join(homes)
    return scene.cloud.faults.fail(method, path, status=200, body=body)


WAIT = {"Retry-After": str(QUIET_SECONDS)}
FAULTS = (
    Fault(
        "Connection refused",
        _astray(lambda scene: scene.stack.enter_context(closed_port())),
    ),
    Fault("DNS failure", _astray(lambda _: f"http://{UNKNOWN_NAME}")),
    Fault(
        "TLS failure",
        _astray(lambda scene: scene.elsewhere.url.replace("http:", "https:")),
    ),
    Fault(
        "Connection timeout",
        _astray(lambda scene: scene.stack.enter_context(crowded_port())),
        hangs=True,
    ),
    Fault("Response timeout", _answer(delay=1000), hangs=True),
    Fault("Stalled response", _status(200, drop="stall"), hangs=True),
    Fault("Disconnected before the response", _answer(drop="connect")),
    Fault("Disconnected during the response", _status(200, drop="body")),
    Fault("400", _status(400)),
    Fault("401 once", _status(401, times=1)),
    Fault("401 always", _status(401)),
    Fault("403", _status(403)),
    Fault("404", _status(404, body=PAGE)),
    Fault("409", _status(409)),
    Fault("422", _status(422, body={"detail": [{"msg": "wrong"}]})),
    Fault("429 with seconds to wait", _status(429, headers=WAIT)),
    Fault("429 with a date", _wait_until),
    Fault("429 without a time", _status(429)),
    Fault("500", _status(500)),
    Fault("502 with an HTML page", _status(502, body=PAGE)),
    Fault("503", _status(503)),
    Fault("503 with seconds to wait", _status(503, headers=WAIT)),
    Fault("200 with an HTML page", _status(200, body=PAGE)),
    Fault("Truncated JSON", _status(200, body='[{"id": "a')),
    Fault("Unexpected JSON type", _status(200, body="5")),
    Fault("Empty response", _status(200, body="")),
    Fault("Value of 50 MB", _endless),
    Fault("List of 50 MB", _long),
    Fault("Deeply nested JSON", _status(200, body="[" * DEPTH + "]" * DEPTH)),
    Fault("NaN for each number", _numbers("NaN")),
    Fault("Infinity for each number", _numbers("Infinity")),
    Fault("1e400 for each number", _numbers("1e400")),
    Fault("400 digits for each number", _numbers("9" * 400)),
    Fault("Redirect to another host", _redirect),
)
