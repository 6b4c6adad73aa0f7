"""Access tokens."""

from typing import Any, Literal
from urllib.parse import quote_plus

import pytest

from simulator import Cloud
from simulator.clock import ManualTime

from .client import Client


async def test_a_token_is_granted_as_documented(client: Client) -> None:
    answer = await client.ask_for_token()

    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    token = answer.json.pop("access_token")
    assert len(token) == 30
    assert answer.json == {
        "access_token": token,
        "expires_in": 36000,
        "token_type": "Bearer",
        "scope": "read write",
    }


@pytest.mark.parametrize(
    ("how", "status", "error"),
    [
        ({"secret": "wrong"}, 401, "invalid_client"),
        ({"headers": {}}, 401, "invalid_client"),
        ({"headers": {"Authorization": "Basic ?"}}, 401, "invalid_client"),
        ({"json": {"grant_type": "password"}}, 400, "unsupported_grant_type"),
        ({"json": []}, 400, "unsupported_grant_type"),
        (
            {"json": None, "data": {"grant_type": "client_credentials"}},
            400,
            "unsupported_grant_type",
        ),
    ],
)
async def test_bad_token_requests_are_refused(
    client: Client, how: dict[str, Any], status: int, error: str
) -> None:
    answer = await client.ask_for_token(**how)

    assert (answer.status, answer.json) == (status, {"error": error})


async def test_only_forms_are_accepted(client: Client, cloud: Cloud) -> None:
    cloud.behavior.token_body = "form"

    form = await client.ask_for_token(
        json=None, data={"grant_type": "client_credentials"}
    )
    as_json = await client.ask_for_token()

    assert form.status == 200
    assert as_json.json == {"error": "unsupported_grant_type"}


FORM = {"grant_type": "client_credentials"}


async def test_json_and_forms_are_accepted(client: Client, cloud: Cloud) -> None:
    cloud.behavior.token_body = "both"

    assert (await client.ask_for_token(json=None, data=FORM)).status == 200
    assert (await client.ask_for_token()).status == 200


@pytest.mark.parametrize("accepted", ["json", "form"])
async def test_another_body_can_be_an_unsupported_media_type(
    client: Client, cloud: Cloud, accepted: Literal["json", "form"]
) -> None:
    cloud.behavior.token_body = accepted
    cloud.behavior.token_body_status = 415

    as_json = await client.ask_for_token()
    form = await client.ask_for_token(json=None, data=FORM)

    good, bad = (as_json, form) if accepted == "json" else (form, as_json)
    assert good.status == 200
    assert bad.status == 415
    assert "Unsupported media type" in bad.json["detail"]


SECRET = "a+b%20c:ü &=/?"


async def test_basic_credentials_are_form_encoded(client: Client, cloud: Cloud) -> None:
    cloud.tokens.change_secret(SECRET)

    assert (await client.ask_for_token(secret=SECRET)).status == 401
    assert (await client.ask_for_token(secret=quote_plus(SECRET))).status == 200

    cloud.behavior.basic_is_form_encoded = False
    assert (await client.ask_for_token(secret=SECRET)).status == 200
    assert (await client.ask_for_token(secret=quote_plus(SECRET))).status == 401


@pytest.mark.parametrize("token", ["a.b-c_d~e+f/g==", "{}", "x" * 4000, "ab cd"])
async def test_the_text_of_the_next_token(client: Client, token: str) -> None:
    await client.control("set_next_token", token=token)

    assert (await client.ask_for_token()).json["access_token"] == token
    client.token = token
    assert (await client.get(client.org)).status == 200
    assert len((await client.ask_for_token()).json["access_token"]) == 30


async def test_tokens_expire(client: Client, cloud: Cloud, wall: ManualTime) -> None:
    wall.tick(seconds=35999)
    assert (await client.get(client.org)).status == 200
    wall.tick(seconds=1)
    late = await client.get(client.org)
    assert (late.status, late.json) == (401, {"detail": "Unauthorized"})

    await client.log_in()
    cloud.tokens.expire()
    assert (await client.get(client.org)).status == 401

    await client.log_in()
    cloud.tokens.revoke()
    assert (await client.get(client.org)).status == 401
    assert (await client.ask_for_token()).status == 401

    cloud.tokens.change_secret("new")
    assert (await client.ask_for_token(secret="new")).status == 200


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic {token}"])
async def test_a_valid_bearer_token_is_required(client: Client, header: str) -> None:
    headers = {"Authorization": header.format(token=client.token)}

    answer = await client.get(client.org, headers=headers)

    assert (answer.status, answer.json) == (401, {"detail": "Unauthorized"})
