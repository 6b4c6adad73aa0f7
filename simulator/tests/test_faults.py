"""Failures of requests."""

import asyncio
import json
import re
from typing import Any

from aiohttp import (
    ClientPayloadError,
    ClientSession,
    ClientTimeout,
    ServerDisconnectedError,
)
import pytest

from simulator import Clock, Cloud
from simulator.clock import ManualTime

from .client import Client


@pytest.mark.parametrize(
    ("how", "status", "content_type", "body"),
    [
        ({}, 500, "text/html", re.compile(r"Server Error \(500\)")),
        ({"status": 503}, 503, "text/html", re.compile("Server Error")),
        (
            {"status": 429, "headers": {"Retry-After": "7"}},
            429,
            "application/json",
            '{"detail": "Too Many Requests"}',
        ),
        ({"status": 499}, 499, "application/json", '{"detail": "Error"}'),
        ({"status": 403}, 403, "application/json", '{"detail": "Forbidden"}'),
        ({"status": 200, "body": "<p>Hi"}, 200, "text/html", "<p>Hi"),
        ({"status": 200, "body": "[{"}, 200, "application/json", "[{"),
        ({"status": 200, "body": {"a": 1}}, 200, "application/json", '{"a": 1}'),
        ({"status": 200, "body": 5}, 200, "application/json", "5"),
        ({"status": 200, "body": ""}, 200, "application/json", ""),
        ({"status": 200}, 200, "application/json", ""),
        ({"body": b"\x41", "content_type": "text/x"}, 500, "text/x", "A"),
        (
            {"status": 302, "headers": {"Location": "http://example.com/"}},
            302,
            "application/json",
            "",
        ),
    ],
)
async def test_failures(
    client: Client,
    how: dict[str, Any],
    status: int,
    content_type: str,
    body: str | re.Pattern[str],
) -> None:
    client.cloud.faults.fail(**how)

    answer = await client.get(client.org)

    assert answer.status == status
    assert answer.headers["Content-Type"].split(";")[0] == content_type
    if isinstance(body, str):
        assert answer.text == body
    else:
        assert body.search(answer.text)
    assert how.get("headers", {}).items() <= answer.headers.items()
    assert client.cloud.requests[-1].status == status


async def test_a_huge_body(client: Client, cloud: Cloud) -> None:
    cloud.faults.fail(status=200, body=b" " * 50_000_000)

    answer = await client.get(client.org)

    assert len(answer.text) == 50_000_000


async def test_a_dropped_connection(client: Client, cloud: Cloud) -> None:
    cloud.faults.fail(drop="connect", times=2)

    for _ in range(2):
        with pytest.raises(ServerDisconnectedError):
            # Not a PUT: aiohttp tries those again when a kept connection breaks.
            await client.call("POST", client.path(cloud.electric_vehicle, "/boost"))
        assert cloud.requests[-1].status is None

    assert (await client.get(client.org)).status == 200
    assert cloud.electric_vehicle.fields["boost_state"] == "available"


@pytest.mark.parametrize("body", [None, "[" + "1," * 500 + "1]"])
async def test_a_connection_dropped_in_the_body(
    client: Client, cloud: Cloud, body: str | None
) -> None:
    cloud.faults.fail(status=200, body=body, drop="body")

    with pytest.raises(ClientPayloadError):
        await client.get(client.org)


async def test_a_stalled_answer(client: Client, cloud: Cloud) -> None:
    silent = cloud.faults.fail(status=200, body="0123456789", drop="stall")

    url = f"{client.base_url}/api/partners/v2.0{client.org}"
    async with ClientSession() as session, session.get(url) as response:
        assert response.headers["Content-Length"] == "10"
        assert await response.content.readexactly(5) == b"01234"
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await response.content.read(1)

    silent.stop()
    assert (await client.get(client.org)).json["id"] == cloud.org_id


async def test_a_slow_answer(client: Client, cloud: Cloud) -> None:
    slow = cloud.faults.fail(status=None, delay=60)
    with pytest.raises(TimeoutError):
        await client.get(client.org, timeout=ClientTimeout(0.05))
    slow.stop()

    cloud.faults.fail(status=None, delay=0.01)
    assert (await client.get(client.org)).json["id"] == cloud.org_id


async def test_failures_match_method_and_path(client: Client, cloud: Cloud) -> None:
    cloud.faults.fail("put", status=502)
    lists = cloud.faults.fail(path="*/heat-pumps", status=503)
    cloud.faults.fail(path="/oauth2/token/", status=504)

    assert (await client.put(cloud.electric_vehicle, {})).status == 502
    assert (await client.get(f"{client.home}/heat-pumps")).status == 503
    assert (await client.get(client.path(cloud.heat_pump))).status == 200
    assert (await client.ask_for_token()).status == 504
    assert lists.hits == 1
    lists.stop()
    assert (await client.get(f"{client.home}/heat-pumps")).status == 200
    cloud.faults.heal()
    assert (await client.ask_for_token()).status == 200
    assert (await client.put(cloud.electric_vehicle, {})).status == 200


async def test_a_share_of_the_requests_fails(wall: ManualTime) -> None:
    def met(seed: int, **how: Any) -> list[bool]:
        cloud = Cloud(Clock(now=wall), seed)
        cloud.faults.fail(path="/org/*", status=503, rate=0.2, **how)
        return [
            cloud.faults.matching("GET", path) is not None
            for path in ["/x", "/org/x"] * 500
        ]

    assert not any(met(1)[::2])
    assert 80 < sum(met(1)) < 120
    assert met(1) == met(1) != met(2)
    assert not any(met(1, method="PUT"))


async def test_a_share_of_the_requests_fails_until_it_is_used_up(
    client: Client, cloud: Cloud
) -> None:
    rare = cloud.faults.fail(status=503, rate=0.5, times=3)

    statuses = [(await client.get(client.org)).status for _ in range(30)]

    assert statuses.count(503) == rare.hits == 3
    assert statuses[:3] != [503, 503, 503]
    assert statuses[-1] == 200


async def test_the_newest_failure_applies_until_it_is_used_up(
    client: Client, cloud: Cloud
) -> None:
    cloud.faults.fail(status=500)
    cloud.faults.fail(status=503, times=2)

    assert [(await client.get(client.org)).status for _ in range(3)] == [503, 503, 500]


@pytest.mark.parametrize("token", ["NaN", "-Infinity", "1e400", "9" * 400])
async def test_other_numbers(client: Client, cloud: Cloud, token: str) -> None:
    path = client.path(cloud.electric_vehicle)
    regular = (await client.get(path)).json
    failure = cloud.faults.fail("GET", status=None, numbers=token)

    text = (await client.get(path)).text
    assert f'"battery_level": {token}, ' in text
    assert f'"charge_rate_w": {token}, ' in text
    assert json.loads(text, parse_int=str).keys() == regular.keys()
    assert (await client.get("/org/x")).status == 422

    failure.stop()
    assert (await client.get(path)).json == regular


async def test_answers_without_numbers_stay(client: Client, cloud: Cloud) -> None:
    cloud.faults.fail(status=None, numbers="NaN")
    boost = client.path(cloud.electric_vehicle, "/boost")

    assert (await client.call("DELETE", boost)).status == 204
    assert (
        (await client.get("/nowhere")).headers["Content-Type"].startswith("text/html")
    )
