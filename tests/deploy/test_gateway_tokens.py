"""Tokens of the homes and of the organization."""

import asyncio
from functools import partial
from typing import Any

from aiohttp import ClientSession, encode_basic_auth
import pytest

from simulator import Cloud
from tools.gateway import Gateway

from .answers import PUT_BODY, paths, status_of, until_answered
from .conftest import GRANT, HomeClient


async def test_a_home_gets_a_token_with_a_json_or_a_form_body(home: HomeClient) -> None:
    for body in (
        {"json": GRANT},
        {"data": GRANT, "json": None},
        {"data": b"scope=read&grant_type=client%5Fcredentials", "json": None},
    ):
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
    for body in (
        *(b'{"grant_type": "password"}', b"grant_type=refresh_token", b"{", b""),
        *(b"null", b'["grant_type", "client_credentials"]'),
        b'{"grant_type": "password", "scope": "grant_type client_credentials"}',
        b'{"grant_type": "client_credentials.a"}',
        b"grant_type=password&grant_type=client_credentials",
    ):
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


@pytest.mark.parametrize("changes", [{"any 5s": "any 1s"}])
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


async def test_a_refused_token_is_renewed_once_for_all(
    home: HomeClient, other_home: HomeClient, cloud: Cloud
) -> None:
    assert (await home.get("/heat-pumps")).status == 200
    cloud.tokens.expire()
    cloud.requests.clear()
    answers = await asyncio.gather(
        *(client.get("/heat-pumps") for client in (home, other_home) for _ in range(40))
    )
    assert {answer.status for answer in answers} == {200}
    assert paths(cloud).count("/oauth2/token/") == 1


@pytest.mark.parametrize(
    "failure",
    [{"status": 500}, {"status": 200, "body": "<html>"}, {"status": 200, "body": {}}],
)
async def test_a_podero_without_tokens_is_not_asked_by_every_request(
    home: HomeClient, gateway: Gateway, cloud: Cloud, failure: dict[str, Any]
) -> None:
    failed = cloud.faults.fail("POST", "/oauth2/token/", **failure)
    answers = await asyncio.gather(*(home.get("/heat-pumps") for _ in range(30)))
    assert {answer.status for answer in answers} == {503}
    assert len(cloud.requests) == 1
    log = (gateway.folder / "log" / "podero-error.log").read_text()
    assert "Podero gives the organization no token" in log
    failed.stop()
    await until_answered(partial(status_of, home, "/heat-pumps"), 200)


async def test_podero_may_read_forms_only(
    cloud: Cloud, gateway: Gateway, session: ClientSession
) -> None:
    cloud.behavior.token_body = "form"
    home = await HomeClient(gateway, session, cloud.home.id).log_in()
    assert (await home.get("/heat-pumps")).status == 200
