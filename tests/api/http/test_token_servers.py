"""Token endpoints that differ in what they read."""

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
import logging
from typing import Any
from urllib.parse import unquote_plus

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.podero.api import PoderoAuthenticationError, PoderoResponseError
from custom_components.podero.api.http.auth import AccessToken
from custom_components.podero.api.http.rate_limits import RateLimits
from custom_components.podero.api.http.transport import Transport

CLIENT_ID = "an id+with%signs"
CLIENT_SECRET = "a:secret+with%20signs/é"


def _as_it_is(text: str) -> str:
    return text


@dataclass
class Endpoint:
    """A token endpoint."""

    decode: Callable[[str], str] = unquote_plus
    reads: str = "json"
    refusal: dict[str, Any] = field(
        default_factory=lambda: {
            "status": 400,
            "text": '{"error": "unsupported_grant_type"}',
        }
    )
    grant: Any = field(
        default_factory=lambda: {"access_token": "the-token", "expires_in": 36000}
    )
    requests: int = 0

    async def handle(self, request: web.Request) -> web.Response:
        """Respond to a request for a token."""
        self.requests += 1
        body = await request.text()
        read = "json" if body.startswith("{") else "form"
        if read != self.reads:
            return web.Response(**self.refusal)
        encoded = request.headers["Authorization"].removeprefix("Basic ")
        client_id, _, secret = b64decode(encoded).decode().partition(":")
        sent = (self.decode(client_id), self.decode(secret))
        if sent != (CLIENT_ID, CLIENT_SECRET):
            return web.json_response({"error": "invalid_client"}, status=401)
        return web.json_response(self.grant)


@pytest.fixture
def endpoint() -> Endpoint:
    return Endpoint()


@pytest.fixture
async def origin(endpoint: Endpoint, socket_enabled: None) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/oauth2/token/", endpoint.handle)
    async with TestServer(app, host="127.0.0.1") as server:
        yield str(server.make_url("")).removesuffix("/")


@pytest.fixture
def token(session: ClientSession, origin: str) -> AccessToken:
    return AccessToken(
        Transport(session), origin, CLIENT_ID, CLIENT_SECRET, RateLimits()
    )


async def renewed(token: AccessToken) -> str:
    """Return a token that was requested anew."""
    token.drop(await token.get())
    return await token.get()


async def test_signs_in_a_secret_are_encoded(
    token: AccessToken, endpoint: Endpoint
) -> None:
    assert await token.get() == "the-token"
    assert endpoint.requests == 1


async def test_a_server_that_does_not_decode_gets_the_secret_as_it_is(
    token: AccessToken, endpoint: Endpoint
) -> None:
    endpoint.decode = _as_it_is
    assert await token.get() == "the-token"
    assert endpoint.requests == 2
    # What worked is remembered.
    endpoint.requests = 0
    assert await renewed(token) == "the-token"
    assert endpoint.requests == 1


async def test_a_wrong_secret_is_wrong_in_both_ways(
    session: ClientSession, origin: str, endpoint: Endpoint, token: AccessToken
) -> None:
    wrong = AccessToken(Transport(session), origin, CLIENT_ID, "+", RateLimits())
    with pytest.raises(PoderoAuthenticationError):
        await wrong.get()
    assert endpoint.requests == 2
    assert await token.get()


async def test_a_secret_without_signs_is_sent_once(
    session: ClientSession, origin: str, endpoint: Endpoint
) -> None:
    wrong = AccessToken(Transport(session), origin, "id", "secret", RateLimits())
    with pytest.raises(PoderoAuthenticationError):
        await wrong.get()
    assert endpoint.requests == 1


@pytest.mark.parametrize(
    "refusal",
    [
        {"status": 400, "text": '{"error": "unsupported_grant_type"}'},
        {"status": 400, "text": '{"error": "invalid_request"}'},
        {"status": 400, "text": '{"detail": "Cannot parse request body"}'},
        {"status": 400, "text": "<html>Bad request</html>"},
        {"status": 400},
        {"status": 415, "text": "Unsupported media type"},
    ],
)
@pytest.mark.parametrize("reads", ["json", "form"])
async def test_the_body_that_a_server_reads_is_found_and_remembered(
    token: AccessToken, endpoint: Endpoint, refusal: dict[str, Any], reads: str
) -> None:
    endpoint.refusal = refusal
    endpoint.reads = reads
    assert await token.get() == "the-token"
    assert endpoint.requests == (1 if reads == "json" else 2)
    endpoint.requests = 0
    assert await renewed(token) == "the-token"
    assert endpoint.requests == 1


async def test_a_server_that_reads_no_body_is_a_response_error(
    token: AccessToken, endpoint: Endpoint
) -> None:
    endpoint.reads = "xml"
    with pytest.raises(PoderoResponseError):
        await token.get()
    assert endpoint.requests == 2
    endpoint.reads = "json"
    assert await token.get()


@pytest.mark.parametrize(
    "value",
    ["a\nb", "a\r\nX: b", "a\x00", "a\x7f", "é", "тoken", "\udc80", "", 5, None],
)
async def test_a_token_that_no_header_can_carry_is_a_response_error(
    token: AccessToken, endpoint: Endpoint, value: object
) -> None:
    good, endpoint.grant = endpoint.grant, {"access_token": value}
    with pytest.raises(PoderoResponseError):
        await token.get()
    endpoint.grant = good
    assert await token.get() == "the-token"


@pytest.mark.parametrize("lifetime", [0, -5, None, "3600", True, 1, 30])
async def test_a_short_or_strange_lifetime_is_no_reason_to_renew_at_once(
    token: AccessToken, endpoint: Endpoint, lifetime: object
) -> None:
    endpoint.grant |= {"expires_in": lifetime}
    for _ in range(5):
        assert await token.get() == "the-token"
    assert endpoint.requests == 1


async def test_no_log_has_the_token(
    token: AccessToken, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0
    assert await renewed(token) == "the-token"
    loop.set_debug(False)
    assert "AccessToken" in caplog.text
    assert "the-token" not in caplog.text
    assert CLIENT_SECRET not in caplog.text
