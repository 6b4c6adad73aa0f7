"""Test the guarantees of docs/suppliers.md."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
import json
import re
import secrets

from aiohttp import ClientSession, ServerDisconnectedError, encode_basic_auth
import pytest

from simulator import Cloud
from tools.gateway import Gateway

from .conftest import GRANT, Answer, HomeClient

PUT_BODY = {"is_smart_optimization_active": False}
NEVER_WRITTEN = ("deleted_at", "lifecycle_state", "device_model", "owner")


def paths(cloud: Cloud) -> list[str]:
    return [request.path for request in cloud.requests]


async def until_answered[T](ask: Callable[[], Awaitable[T]], wanted: T) -> None:
    """Ask until the answer is the wanted one.

    A reload closes connections, which may happen while a request is sent on them.

    Raises:
        TimeoutError: It is not within 40 seconds.
    """
    async with asyncio.timeout(40):
        while True:
            with suppress(ServerDisconnectedError):
                if await ask() == wanted:
                    return
            await asyncio.sleep(0.05)


async def status(call: Awaitable[Answer]) -> int:
    return (await call).status


async def status_of(home: HomeClient, path: str) -> int:
    return (await home.get(path)).status


# Tokens


async def test_a_home_gets_a_token_with_a_json_or_a_form_body(home: HomeClient) -> None:
    for body in ({"json": GRANT}, {"data": GRANT, "json": None}):
        answer = await home.ask_for_token(**body)
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.json == {
            "access_token": answer.json["access_token"],
            "expires_in": 900,
            "token_type": "Bearer",
            "scope": "read write",
        }
        home.token = answer.json["access_token"]
        assert (await home.get("/heat-pumps")).status == 200


async def test_another_grant_type_is_refused(home: HomeClient) -> None:
    for body in (b'{"grant_type": "password"}', b"grant_type=refresh_token", b"{", b""):
        answer = await home.ask_for_token(json=None, data=body)
        assert (answer.status, answer.json) == (
            400,
            {"error": "unsupported_grant_type"},
        )
    assert (await home.ask_for_token()).status == 200


async def test_credentials_may_be_form_encoded(
    home: HomeClient, gateway: Gateway
) -> None:
    encoded = "".join(f"%{ord(char):02X}" for char in gateway.secrets[home.user_id])
    assert (await home.ask_for_token(secret=encoded)).status == 200
    shouted = home.user_id.upper().replace("-", "%2D")
    assert (await home.ask_for_token(client_id=shouted)).status == 200


async def test_other_credentials_are_refused(
    home: HomeClient, gateway: Gateway, other_home: HomeClient, cloud: Cloud
) -> None:
    secret = gateway.secrets[home.user_id]
    credential = gateway.credential(home.user_id)
    for client_id, wrong in (
        (home.user_id, gateway.secrets[other_home.user_id]),
        (home.user_id, secret[:-1]),
        (home.user_id, f"{secret} "),
        (home.user_id, secret.upper()),
        (home.user_id, credential),
        (home.user_id, "%"),
        (home.user_id, "0"),
        (cloud.organization.empty_home.id, secret),
        (cloud.client_id, cloud.client_secret),
        ("", secret),
        ("__proto__", secret),
    ):
        basic = encode_basic_auth(client_id, wrong)
        answer = await home.ask_for_token(headers={"Authorization": basic})
        assert (answer.status, answer.json) == (401, {"error": "invalid_client"})
    for header in ("", "Basic", "Basic %%%", f"Bearer {home.token}", "Basic Og=="):
        answer = await home.ask_for_token(headers={"Authorization": header})
        assert answer.status == 401
    assert (await home.ask_for_token()).status == 200


@pytest.mark.parametrize("changes", [{"TOKEN_SECONDS = 900": "TOKEN_SECONDS = 2"}])
async def test_a_token_ends_by_itself(home: HomeClient) -> None:
    assert (await home.get("/heat-pumps")).status == 200
    await until_answered(partial(status_of, home, "/heat-pumps"), 401)
    assert (await (await home.log_in()).get("/heat-pumps")).status == 200


# The token of the organization


async def test_the_token_of_the_organization_is_fetched_once(
    home: HomeClient, other_home: HomeClient, cloud: Cloud
) -> None:
    answers = await asyncio.gather(
        *(client.get("/heat-pumps") for client in (home, other_home) for _ in range(20))
    )
    assert {answer.status for answer in answers} == {200}
    assert paths(cloud).count("/oauth2/token/") == 1


async def test_a_token_that_podero_refuses_is_renewed_unnoticed(
    home: HomeClient, cloud: Cloud
) -> None:
    pump = f"/heat-pumps/{cloud.heat_pump.id}"
    assert (await home.get("/heat-pumps")).status == 200
    for method, path, body in (
        ("GET", f"{home.home}/heat-pumps", None),
        ("PUT", home.home + pump, PUT_BODY),
        ("GET", f"{home.org}/users", None),
    ):
        cloud.tokens.expire()
        cloud.requests.clear()
        assert (await home.call(method, path, json=body)).status == 200
        assert [request.status for request in cloud.requests] == [401, 200, 200]
    assert cloud.heat_pump.fields["is_smart_optimization_active"] is False


@pytest.mark.parametrize("changes", [{"= '5';": "= '1';"}])
async def test_credentials_that_podero_refuses_do_not_look_like_those_of_the_home(
    home: HomeClient, cloud: Cloud
) -> None:
    """A home must not ask its owner for new credentials then."""
    assert (await home.get("/heat-pumps")).status == 200
    cloud.tokens.revoke()
    cloud.requests.clear()

    for path in (f"{home.home}/heat-pumps", f"{home.org}/users"):
        assert (await home.call("GET", path)).status == 503
    assert (await home.ask_for_token()).status == 200

    cloud.tokens.change_secret(cloud.client_secret)
    await until_answered(partial(status_of, home, "/heat-pumps"), 200)


async def test_a_podero_without_tokens_is_not_asked_by_every_request(
    home: HomeClient, cloud: Cloud
) -> None:
    failure = cloud.faults.fail("POST", "/oauth2/token/", status=500)
    answers = await asyncio.gather(*(home.get("/heat-pumps") for _ in range(30)))
    assert {answer.status for answer in answers} == {503}
    assert len(cloud.requests) == 1
    failure.stop()
    await until_answered(partial(status_of, home, "/heat-pumps"), 200)


async def test_podero_may_read_forms_only(
    cloud: Cloud, gateway: Gateway, session: ClientSession
) -> None:
    cloud.behavior.token_body = "form"
    home = await HomeClient(gateway, session, cloud.home.id).log_in()
    assert (await home.get("/heat-pumps")).status == 200


# What a home reaches


async def test_the_list_of_users_is_the_home_alone(
    home: HomeClient, other_home: HomeClient, cloud: Cloud
) -> None:
    for client, user in (
        (home, cloud.home),
        (other_home, cloud.organization.large_home),
    ):
        answer = await client.call("GET", f"{client.org}/users")
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.json == [cloud.organization.user_json(user)]

    cloud.organization.remove_user(home.user_id)
    answer = await home.call("GET", f"{home.org}/users")
    assert (answer.status, answer.json) == (200, [])


async def test_another_home_is_not_reached(
    home: HomeClient, other_home: HomeClient, cloud: Cloud
) -> None:
    cloud.requests.clear()
    for path in ("", "/heat-pumps", "/energy-contracts"):
        assert (await home.call("GET", other_home.home + path)).status == 404
    home.token, other_home.token = other_home.token, home.token
    assert (await home.get("/heat-pumps")).status == 404
    assert cloud.requests == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "{org}"),
        ("POST", "{org}/users"),
        ("PUT", "{home}"),
        ("DELETE", "{home}"),
        ("GET", "{org}/users?include_deleted=true"),
        ("GET", "{org}/users/"),
        ("GET", "{org}/users/by-ext-id/sample-home"),
        ("POST", "{home}/buildings"),
        ("POST", "{home}/heat-pumps"),
        ("DELETE", "{home}/heat-pumps/{pump}"),
        ("PATCH", "{home}/heat-pumps/{pump}"),
        ("HEAD", "{home}/heat-pumps"),
        ("OPTIONS", "{home}/heat-pumps"),
        ("GET", "{home}/heat-pumps/{pump}?include_deleted=true"),
        ("GET", "{home}/heat-pumps/"),
        ("GET", "{home}//heat-pumps"),
        ("GET", "{home}/heat-pumps;a=b"),
        ("GET", "{home}/Heat-Pumps"),
        ("GET", "{home}/wallboxes"),
        ("POST", "{home}/cues/{pump}/resolve"),
        ("POST", "{home}cues/{pump}/resolve"),
        ("GET", "/api/partners/v2.0/openapi.json"),
        ("GET", "/"),
        ("GET", "/_control"),
        ("GET", "/podero{tail}/heat-pumps"),
        ("GET", "/lookup{tail}/heat-pumps"),
        ("GET", "/users"),
        ("GET", "/token"),
    ],
)
async def test_what_is_not_listed_is_not_reached(
    home: HomeClient, cloud: Cloud, method: str, path: str
) -> None:
    await home.get("/heat-pumps")
    cloud.requests.clear()
    path = path.format(
        org=home.org,
        home=home.home,
        pump=cloud.heat_pump.id,
        tail=home.home.removeprefix("/api/partners/v2.0"),
    )
    assert (await home.call(method, path)).status == 404
    assert cloud.requests == []
    assert (await home.get("/heat-pumps")).status == 200


async def test_parameters_are_those_that_are_listed(
    home: HomeClient, cloud: Cloud
) -> None:
    sessions = f"/electric-vehicles/{cloud.electric_vehicle.id}/sessions"
    good = "from=2026-01-01&to=2026-01-31&limit=200&offset=0"
    assert (await home.get(f"{sessions}?{good}")).status == 200
    assert cloud.requests[-1].query == {
        "from": "2026-01-01",
        "to": "2026-01-31",
        "limit": "200",
        "offset": "0",
    }
    cloud.requests.clear()
    for bad in (
        f"{good}&user_id=1",
        f"{good}&limit=1",
        "from=2026-01-01&&to=2026-01-31",
        "from=2026-01-01;to=2026-01-31",
        "%66rom=2026-01-01",
        "from[]=1",
        "from",
        "=",
    ):
        assert (await home.get(f"{sessions}?{bad}")).status == 404
    assert cloud.requests == []


# What a home writes


@pytest.mark.parametrize("field", NEVER_WRITTEN)
async def test_fields_that_delete_or_move_a_device_are_not_written(
    home: HomeClient, cloud: Cloud, field: str
) -> None:
    pump = f"/heat-pumps/{cloud.heat_pump.id}"
    escaped = "".join(f"\\u{ord(char):04x}" for char in field)
    cloud.requests.clear()
    for body in (
        f'{{"{field}": null}}',
        f'{{"{field.upper()}": null}}',
        f'{{"{escaped}": null}}',
        f'{{"comment": [{{"{field}": null}}]}}',
        f'{{"{field}": 1, "{field}": 2}}',
    ):
        answer = await home.call("PUT", home.home + pump, data=body)
        assert (answer.status, answer.json) == (
            403,
            {"detail": "Not available through this gateway"},
        )
        for encoding in ("utf-16", "utf-32", "utf-16-le"):
            data = body.encode(encoding)
            assert (await home.call("PUT", home.home + pump, data=data)).status == 403
    assert cloud.requests == []
    assert (await home.put(pump, PUT_BODY)).status == 200


async def test_a_body_goes_on_as_it_is(home: HomeClient, cloud: Cloud) -> None:
    text = '{ "comment":"\\u00e4 ö €",\n"is_smart_optimization_active" : false}'
    pump = f"{home.home}/heat-pumps/{cloud.heat_pump.id}"
    assert (await home.call("PUT", pump, data=text.encode())).status == 200
    assert cloud.requests[-1].body == {
        "comment": "ä ö €",
        "is_smart_optimization_active": False,
    }


async def test_bodies_have_at_most_64_kib(home: HomeClient, cloud: Cloud) -> None:
    pump = f"{home.home}/heat-pumps/{cloud.heat_pump.id}"
    assert (await home.get("/heat-pumps")).status == 200

    for chunked in (None, True):
        for size, status, reached in ((65537, 413, 0), (65536, 200, 1)):
            cloud.requests.clear()
            body = b'{"unknown": "' + b"x" * (size - 15) + b'"}'
            answer = await home.call("PUT", pump, data=body, chunked=chunked)
            assert (answer.status, len(cloud.requests)) == (status, reached)
    assert cloud.requests[-1].body == json.loads(body)


async def test_a_body_that_is_no_json_is_not_sent_on(
    home: HomeClient, cloud: Cloud
) -> None:
    cloud.requests.clear()
    pump = f"{home.home}/heat-pumps/{cloud.heat_pump.id}"
    for body in (b"{", b"\x1f\x8b\x08\x00", b'{"comment": "\xff"}', b"comment=1"):
        assert (await home.call("PUT", pump, data=body)).status == 403
    assert (await home.call("GET", pump, data=b"{}")).status == 403
    assert cloud.requests == []


# Actions of devices, whose paths do not name the home


async def test_an_action_is_resolved_for_the_home_that_has_it(
    home: HomeClient, other_home: HomeClient, cloud: Cloud
) -> None:
    cloud.controls.raise_action(cloud.electric_vehicle.id)
    car = await home.get(f"/electric-vehicles/{cloud.electric_vehicle.id}")
    link = car.json["actions"][0]["resolution_link"]["url"]
    path = re.sub(r"^http://[^/]+", "", link)
    body = {
        "successUrl": "https://a.example.com",
        "cancelUrl": "https://b.example.com",
        "language": "en",
    }
    cloud.requests.clear()

    assert (await other_home.call("POST", path, json=body)).status == 404
    assert not any("cues" in path for path in paths(cloud))

    cloud.tokens.expire()
    answer = await home.call("POST", path, json=body)
    assert answer.status == 200
    assert "redirect_url" in answer.json
    assert cloud.requests[-1].body == body


# Limits


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


# Revoking and rotating


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


# What is written down


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
