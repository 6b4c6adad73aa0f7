"""A hundred thousand requests that want another home, or more than is listed."""

import asyncio
from collections.abc import Iterator
from itertools import islice
import json
import re
from typing import Any

from aiohttp import ClientSession
import pytest

from simulator import Cloud, Request, User
from tools.gateway import Gateway

from .attack import Attack
from .conftest import HomeClient
from .target import Target

ROUNDS = 20
REQUESTS_PER_ROUND = 5_000
REQUESTS_PER_HOLE = 4_000
CONNECTIONS = 48
# So that only the checks refuse requests, and nobody waits for the rest of a request.
NO_LIMITS = {
    "rate=5r/s": "rate=1000000r/s",
    "rate=6r/m": "rate=1000000r/s",
    "zone=home burst=60": "zone=home burst=100000",
    "zone=action burst=5": "zone=action burst=100000",
    "zone=address burst=50": "zone=address burst=100000",
    "server_tokens off;": "server_tokens off; client_body_timeout 300ms;",
}
ID = "[0-9a-f-]{36}"
DEVICE = f"(heat-pumps|electric-vehicles|inverters)/{ID}"
CAR = f"electric-vehicles/{ID}"
LISTED = [
    ("GET", ""),
    ("GET", "/energy-contracts"),
    ("GET", f"/buildings/{ID}"),
    ("GET", "/(heat-pumps|electric-vehicles|inverters)"),
    ("GET", f"/{DEVICE}"),
    ("PUT", f"/{DEVICE}"),
    ("GET", f"/{DEVICE}/data"),
    ("GET", f"/{DEVICE}/savings"),
    ("POST", f"/{DEVICE}/auth_session"),
    ("POST", f"/{CAR}/boost"),
    ("DELETE", f"/{CAR}/boost"),
    ("GET", f"/{CAR}/charge-policy"),
    ("PUT", f"/{CAR}/charge-policy"),
    ("GET", f"/{CAR}/sessions"),
    ("GET", f"/{CAR}/sessions/current"),
]
PARAMETERS = {
    *("from", "to", "limit", "offset"),
    *("from_datetime", "to_datetime", "resolution", "keywords"),
}
NEVER_WRITTEN = re.compile(
    '"(deleted_at|lifecycle_state|device_model|owner|building_id)":', re.IGNORECASE
)
# What makes a hole of a check, and what then reaches Podero.
HOLES = {
    "the path of another home": ({"!path.startsWith(base) ||": ""}, "path"),
    "an action below a home": (
        {"isCue !== resource.startsWith('/cues/')": "false"},
        "path",
    ),
    "an unlisted path": ({"parameters === 'refused' ||": ""}, "path"),
    "an unlisted parameter": (
        {"!areParameters(uri.slice(path.length + 1), parameters.split(' '))": "false"},
        "parameter",
    ),
    "a token that is not signed": (
        {"&& isSame(parts[3], signature(r, parts[1], parts[2]))": ""},
        "path",
    ),
    "an expired token": ({"Number(parts[2]) * 1000 > Date.now()": "true"}, "path"),
    "a field": ({"!found.endsWith(':')": "true"}, "field"),
    "a field in capitals": ({"-1)).toLowerCase()": "-1))"}, "field"),
    "an action of another home": ({".includes(`${cue}?`)": ""}, "path"),
    "a location of the gateway": (
        {"location /podero/ {\n            internal;": "location /podero/ {"},
        "path",
    ),
}


def mistake(request: Request, cloud: Cloud, home: Target) -> str | None:
    """Return what should have kept a request of a home from reaching Podero."""
    if (request.method, request.path) == ("POST", "/oauth2/token/"):
        return None
    if NEVER_WRITTEN.search(json.dumps(request.body)):
        return "field"
    if (request.method, request.path) == ("POST", f"/cues/{home.cue[0]}/resolve"):
        return None if request.query.keys() <= {"secret"} else "parameter"
    base = re.escape(f"/org/{cloud.org_id}/users/{home.user_id}")
    if not any(
        request.method == method and re.fullmatch(base + path, request.path)
        for method, path in LISTED
    ):
        return "path"
    return None if request.query.keys() <= PARAMETERS else "parameter"


class Battlefield:
    """Two homes behind a gateway, and everything that comes out of it.

    ``reached`` counts the requests that reached Podero, ``mistakes`` has those of them
    that should not have.
    """

    def __init__(self, gateway: Gateway, cloud: Cloud) -> None:
        self.gateway = gateway
        self.cloud = cloud
        self.homes: dict[str, Target] = {}
        self.answers: list[bytes] = []
        self.reached = 0
        self.mistakes: list[tuple[str, str, str, dict[str, str]]] = []

    async def furnish(self, session: ClientSession) -> None:
        """Let a device of each home need its owner."""
        for user in (self.cloud.home, self.cloud.organization.large_home):
            devices = [
                device
                for device in self.cloud.organization.devices
                if device.owner is user
            ]
            self.cloud.controls.raise_action(devices[-1].id)
            client = await HomeClient(self.gateway, session, user.id).log_in()
            path = f"/{devices[-1].device_type}/{devices[-1].id}"
            (action,) = (await client.get(path)).json["actions"]
            *_, cue_id, resolve = action["resolution_link"]["url"].split("/")
            self.homes[user.id] = Target(
                user_id=user.id,
                devices=tuple((str(one.device_type), one.id) for one in devices),
                building_id=next(iter(user.buildings)),
                cue=(cue_id, resolve.removeprefix("resolve?secret=")),
            )

    async def attack(self, seed: int, attacker: User, count: int) -> None:
        """Let one home attack the other."""
        home = self.homes[attacker.id]
        (victim,) = (other for other in self.homes.values() if other is not home)
        self.cloud.requests.clear()
        supply = islice(Attack(seed, self.gateway, home, victim), count)
        await asyncio.gather(*(self._send(supply) for _ in range(CONNECTIONS)))
        self.reached = len(self.cloud.requests)
        self.mistakes = [
            (wrong, request.method, request.path, request.query)
            for request in self.cloud.requests
            if (wrong := mistake(request, self.cloud, home))
        ]

    async def _send(self, supply: Iterator[bytes]) -> None:
        writer = None
        for request in supply:
            if writer is None:
                reader, writer = await asyncio.open_connection(
                    "127.0.0.1", self.gateway.port
                )
            writer.write(request)
            answer, is_open = await _read(reader, is_head=request.startswith(b"HEAD "))
            self.answers.append(answer)
            if not is_open:
                writer.close()
                writer = None
        if writer:
            writer.close()


async def _read(reader: asyncio.StreamReader, *, is_head: bool) -> tuple[bytes, bool]:
    """Return an answer, and whether the connection can be used again."""
    answer = b""
    try:
        async with asyncio.timeout(5):
            answer += await reader.readuntil(b"\r\n\r\n")
            if answer.startswith(b"HTTP/1.1 100 "):
                answer += await reader.readuntil(b"\r\n\r\n")
            if b"\r\nTransfer-Encoding: chunked\r\n" in answer:
                while not answer.endswith(b"\r\n0\r\n\r\n"):
                    answer += await reader.readuntil(b"\r\n")
            elif length := re.search(rb"\r\nContent-Length: (\d+)\r\n", answer):
                answer += await reader.readexactly(0 if is_head else int(length[1]))
    except (asyncio.IncompleteReadError, ConnectionError, TimeoutError) as err:
        return answer + getattr(err, "partial", b""), False
    return answer, b"\r\nConnection: keep-alive\r\n" in answer


@pytest.fixture
def granted(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the access tokens of the organization."""
    tokens: list[str] = []
    grant = cloud.tokens.grant

    def collect(*args: Any) -> dict[str, Any]:
        reply = grant(*args)
        tokens.append(reply["access_token"])
        return reply

    monkeypatch.setattr(cloud.tokens, "grant", collect)
    return tokens


@pytest.fixture
def changes(request: pytest.FixtureRequest) -> dict[str, str]:
    """Lift the limits, and make the hole that a test asks for."""
    hole, _ = HOLES.get(getattr(request, "param", ""), ({}, ""))
    return NO_LIMITS | hole


@pytest.fixture
async def field(
    granted: list[str], gateway: Gateway, cloud: Cloud, session: ClientSession
) -> Battlefield:
    field = Battlefield(gateway, cloud)
    await field.furnish(session)
    return field


@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_neither_another_home_nor_more_than_is_listed_is_reached(
    field: Battlefield, cloud: Cloud, granted: list[str], seed: int
) -> None:
    homes = (cloud.home, cloud.organization.large_home)
    attacker, victim = homes if seed % 2 else reversed(homes)

    await field.attack(seed, attacker, REQUESTS_PER_ROUND)

    assert len(field.answers) == REQUESTS_PER_ROUND
    assert field.mistakes == []
    # The attacker reaches its own home, so that the gateway does not just refuse all.
    assert field.reached > REQUESTS_PER_ROUND / 50

    output = field.gateway.output() + b"".join(field.answers)
    assert granted
    assert field.gateway.leaks(output, *granted, cloud.client_id) == []
    assert f'"{victim.email}"'.encode() not in output
    assert f'"{attacker.email}"'.encode() in output


@pytest.mark.parametrize("changes", HOLES, indirect=True, ids=str)
async def test_the_attack_finds_a_hole(
    field: Battlefield, cloud: Cloud, request: pytest.FixtureRequest
) -> None:
    _, found = HOLES[request.node.callspec.params["changes"]]
    await field.attack(0, cloud.home, REQUESTS_PER_HOLE)
    assert found in {wrong for wrong, *_ in field.mistakes}
