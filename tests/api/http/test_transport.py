"""Sessions, headers, and the bounds of exchanges."""

import asyncio
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
import pytest
from yarl import URL

from custom_components.podero.api import PoderoConnectionError, PoderoResponseError
from custom_components.podero.api.http.transport import Transport
from tests.api.fake_session import fake_session

ADDRESS = URL("https://podero.example.com")


@pytest.fixture
async def server(socket_enabled: None) -> TestServer:
    """Give a server that sets a cookie and repeats the headers it receives."""

    async def handle(request: web.Request) -> web.Response:
        response = web.json_response(dict(request.headers))
        response.set_cookie("session", "of-another-home")
        return response

    app = web.Application()
    app.router.add_get("/", handle)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    return server


async def headers_of(transport: Transport, server: TestServer) -> dict[str, Any]:
    url = server.make_url("/")
    response = await transport.exchange("GET headers", "GET", url, headers={})
    return response.details()


async def test_a_session_of_its_own_keeps_no_cookies_and_is_closed(
    server: TestServer,
) -> None:
    transport = Transport()
    for _ in range(2):
        assert "Cookie" not in await headers_of(transport, server)
    session = transport._session
    assert session is not None
    await transport.close()
    await transport.close()
    assert session.closed
    # A closed transport opens a new session.
    assert await headers_of(transport, server)
    await transport.close()
    await server.close()


async def test_a_session_that_is_passed_in_stays_open(
    server: TestServer, session: ClientSession
) -> None:
    transport = Transport(session)
    assert await headers_of(transport, server)
    await transport.close()
    assert not session.closed
    assert await headers_of(transport, server)
    await server.close()


async def test_the_client_has_a_name_that_can_be_chosen(
    server: TestServer, session: ClientSession
) -> None:
    headers = await headers_of(Transport(session), server)
    assert headers["User-Agent"] == "podero-python"
    headers = await headers_of(Transport(session, user_agent="Sample/1.0"), server)
    assert headers["User-Agent"] == "Sample/1.0"
    await server.close()


async def test_a_response_has_as_long_as_was_chosen(socket_enabled: None) -> None:
    stalled = asyncio.Event()

    async def stall(_: web.Request) -> web.Response:
        await stalled.wait()
        return web.json_response({"a": 1})

    transport = Transport(timeout=0.05)
    app = web.Application()
    app.router.add_get("/", stall)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    with pytest.raises(PoderoConnectionError):
        await headers_of(transport, server)
    stalled.set()
    assert await headers_of(transport, server) == {"a": 1}
    await transport.close()
    await server.close()


async def test_a_body_larger_than_eight_megabytes_is_refused() -> None:
    megabyte = b" " * 1024 * 1024
    transport = Transport(fake_session(*[megabyte] * 8))
    response = await transport.exchange("GET x", "GET", ADDRESS, headers={})
    assert len(response.body) == 8 * 1024 * 1024
    transport = Transport(fake_session(*[megabyte] * 8, b" "))
    with pytest.raises(PoderoResponseError):
        await transport.exchange("GET x", "GET", ADDRESS, headers={})


async def test_chunks_of_a_success_are_passed_on_and_those_of_a_failure_are_not() -> (
    None
):
    for status, expected, body in ((200, b"abc", b""), (404, b"", b"abc")):
        transport = Transport(fake_session(b"a", b"bc", status=status))
        received = bytearray()
        response = await transport.exchange(
            "GET x", "GET", ADDRESS, headers={}, on_chunk=received.extend
        )
        assert (bytes(received), response.body) == (expected, body)
