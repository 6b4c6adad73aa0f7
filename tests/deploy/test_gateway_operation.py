"""Limits, revoked homes, new secrets, and the log."""

import asyncio
from datetime import UTC, datetime
from functools import partial
import re
import secrets
from typing import Any

import pytest

from simulator import Cloud
from tools.gateway import Gateway

from .answers import PUT_BODY, status, status_of, until_answered
from .conftest import HomeClient


@pytest.mark.parametrize(
    "changes", [{"zone=home burst=60": "zone=home burst=3", "rate=5r/s": "rate=1r/m"}]
)
async def test_each_home_has_its_own_limit(
    home: HomeClient, other_home: HomeClient, cloud: Cloud
) -> None:
    statuses = [(await home.get("/heat-pumps")).status for _ in range(8)]
    assert statuses == [200] * 4 + [429] * 4
    for path in (f"{home.home}/heat-pumps", f"{home.org}/users"):
        answer = await home.call("GET", path)
        assert (answer.status, answer.headers["Retry-After"]) == (429, "10")
    assert (await other_home.get("/heat-pumps")).status == 200
    # A request without a valid token takes nothing from the limit of a home.
    for _ in range(8):
        other_home.token = f"{other_home.user_id}.9999999999.{'a' * 43}"
        assert (await other_home.get("/heat-pumps")).status == 401
    assert (await (await other_home.log_in()).get("/heat-pumps")).status == 200


async def test_retry_after_is_passed_on(home: HomeClient, cloud: Cloud) -> None:
    failure = cloud.faults.fail(
        "GET", "/org/*", status=429, headers={"Retry-After": "7"}
    )
    for path in (f"{home.home}/heat-pumps", f"{home.org}/users"):
        answer = await home.call("GET", path)
        assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
    failure.stop()
    assert (await home.get("/heat-pumps")).status == 200


@pytest.mark.parametrize("status", [404, 409, 422, 429, 500, 503])
async def test_answers_of_podero_are_passed_on(
    home: HomeClient, cloud: Cloud, status: int
) -> None:
    failure = cloud.faults.fail(
        "GET",
        "/org/*",
        status=status,
        body={"detail": "a"},
        headers={"Set-Cookie": "a=b"},
    )
    answer = await home.get("/heat-pumps")
    assert (answer.status, answer.json) == (status, {"detail": "a"})
    assert not {"Set-Cookie", "Retry-After"} & answer.headers.keys()
    failure.stop()
    assert (await home.get("/heat-pumps")).status == 200


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        ({"status": 200, "body": "<html>"}, 502),
        ({"status": 302, "headers": {"Location": "https://a.example.com"}}, 502),
        ({"status": 403}, 403),
        ({"status": 500}, 500),
    ],
)
async def test_a_user_whom_podero_does_not_return_is_no_empty_list(
    home: HomeClient, cloud: Cloud, failure: dict[str, Any], expected: int
) -> None:
    cloud.faults.fail("GET", "/org/*", **failure)
    answer = await home.call("GET", f"{home.org}/users")
    assert (answer.status, answer.json) == (
        expected,
        {"detail": "Not available through this gateway"},
    )
    assert "Location" not in answer.headers


async def test_a_revoked_home_is_out_and_the_others_notice_nothing(
    home: HomeClient, other_home: HomeClient, gateway: Gateway
) -> None:
    secret = gateway.secrets.pop(home.user_id)
    gateway.write_homes()
    gateway.reload()
    began = datetime.now(UTC)

    async def others() -> list[int]:
        return [(await other_home.get("/heat-pumps")).status for _ in range(50)]

    statuses = asyncio.create_task(others())
    await until_answered(partial(status_of, home, "/heat-pumps"), 401)
    assert (datetime.now(UTC) - began).total_seconds() < 60
    answer = await home.ask_for_token(secret=secret)
    assert (answer.status, answer.json) == (401, {"error": "invalid_client"})
    assert set(await statuses) == {200}

    gateway.secrets[home.user_id] = secret
    gateway.write_homes()
    gateway.reload()
    await until_answered(partial(status_of, home, "/heat-pumps"), 200)


@pytest.mark.parametrize(
    "changes", [{"worker_shutdown_timeout 30s;": "worker_shutdown_timeout 1s;"}]
)
async def test_a_write_that_began_before_is_not_finished_after(
    home: HomeClient, gateway: Gateway, cloud: Cloud
) -> None:
    assert (await home.get("/heat-pumps")).status == 200
    cloud.requests.clear()
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    writer.write(
        f"PUT {home.home}/heat-pumps/{cloud.heat_pump.id} HTTP/1.1\r\nHost: a\r\n"
        f"Authorization: Bearer {home.token}\r\nContent-Length: 2\r\n\r\n{{".encode()
    )
    gateway.secrets.pop(home.user_id)
    gateway.write_homes()
    gateway.reload()

    assert await asyncio.wait_for(reader.read(), 40) == b""
    writer.close()
    assert cloud.requests == []


async def test_a_new_secret_ends_the_old_one_and_its_tokens(
    home: HomeClient, other_home: HomeClient, gateway: Gateway
) -> None:
    old = gateway.secrets[home.user_id]
    gateway.add_homes([home.user_id])
    gateway.write_homes()
    gateway.reload()
    await until_answered(partial(status_of, home, "/heat-pumps"), 401)
    assert (await home.ask_for_token(secret=old)).status == 401
    assert (await (await home.log_in()).get("/heat-pumps")).status == 200
    assert (await other_home.get("/heat-pumps")).status == 200


async def test_a_list_with_a_mistake_changes_nothing(
    home: HomeClient, gateway: Gateway
) -> None:
    log = gateway.folder / "log" / "error.log"
    (gateway.folder / "podero" / "homes.map").write_text("this is no list")
    gateway.reload()

    async def is_refused() -> bool:
        return "[emerg]" in log.read_text()

    await until_answered(is_refused, wanted=True)
    assert (await home.get("/heat-pumps")).status == 200


async def test_a_new_signing_key_ends_all_tokens(
    home: HomeClient, other_home: HomeClient, gateway: Gateway
) -> None:
    gateway.organization["signing_key"] = secrets.token_hex(32)
    gateway.write()
    gateway.reload()
    for client in (home, other_home):
        await until_answered(partial(status_of, client, "/heat-pumps"), 401)
        assert (await (await client.log_in()).get("/heat-pumps")).status == 200


async def test_homes_of_a_list_of_ten_thousand(
    home: HomeClient, gateway: Gateway, cloud: Cloud
) -> None:
    before = dict(gateway.secrets)
    gateway.add_homes(
        f"{number:08x}-0000-4000-8000-000000000000" for number in range(10_000)
    )
    gateway.secrets |= before
    new = cloud.organization.empty_home.id
    gateway.add_homes([new])
    gateway.write_homes()
    gateway.reload()
    secret = gateway.secrets[new]
    await until_answered(lambda: status(home.ask_for_token(new, secret)), 200)
    assert (await home.get("/heat-pumps")).status == 200


async def test_each_write_leaves_a_line(
    home: HomeClient, cloud: Cloud, gateway: Gateway
) -> None:
    pump = f"/heat-pumps/{cloud.heat_pump.id}"
    await home.get("/heat-pumps")
    await home.put(pump, PUT_BODY)
    await home.put(pump, {"owner": {}})
    await home.get("/heat-pumps/../x?secret=1")
    home.token = "none"
    await home.put(pump, PUT_BODY)
    log = gateway.folder / "log" / "podero.log"
    # nginx writes a line after it has sent the response.
    async with asyncio.timeout(5):
        while len(lines := log.read_text().splitlines()) < 4:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert [re.sub(r"^\S+ | seconds=\S+", "", line) for line in lines] == [
        f"home={home.user_id} method=PUT path={pump} status=200 podero=200",
        f"home={home.user_id} method=PUT path={pump} status=403 podero=-",
        f"home={home.user_id} method=GET path= status=404 podero=-",
        "home= method=PUT path= status=401 podero=-",
    ]
