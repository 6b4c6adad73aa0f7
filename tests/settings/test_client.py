"""Clients of config entries and flows."""

from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET
from homeassistant.core import HomeAssistant
from homeassistant.loader import async_get_integration
import pytest

from custom_components.podero.const import (
    CONF_BASE_URL,
    CONF_ENVIRONMENT,
    CONF_ORG_ID,
    DOMAIN,
)
from custom_components.podero.settings.client import async_create_client
from tests.conftest import Home


class Server:
    """Responds to everything, sets cookies and remembers headers."""

    def __init__(self) -> None:
        """Initialize the server."""
        self.headers: list[dict[str, str]] = []

    async def handle(self, request: web.Request) -> web.Response:
        """Respond to a request."""
        self.headers.append(dict(request.headers))
        is_token = request.path == "/oauth2/token/"
        response = web.json_response({"access_token": "token"} if is_token else [])
        response.set_cookie("session", "of-another-home")
        return response


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
async def data(server: Server, socket_enabled: None) -> AsyncIterator[dict[str, Any]]:
    """Give the data of an entry that leads to the server."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.handle)
    async with TestServer(app, host="127.0.0.1") as running:
        yield {
            CONF_BASE_URL: str(running.make_url("")).removesuffix("/"),
            CONF_CLIENT_ID: "the-id",
            CONF_CLIENT_SECRET: "the-secret",
            CONF_ORG_ID: "the-org",
        }


async def test_clients_keep_no_cookies(
    hass: HomeAssistant, server: Server, data: dict[str, Any]
) -> None:
    await async_get_integration(hass, DOMAIN)
    for client_id in ("one", "other"):
        client = async_create_client(hass, data | {CONF_CLIENT_ID: client_id})
        assert await client.users() == []
    assert len(server.headers) == 4
    assert not [headers for headers in server.headers if "Cookie" in headers]


async def test_clients_name_the_integration_and_its_version(
    hass: HomeAssistant, server: Server, data: dict[str, Any]
) -> None:
    version = (await async_get_integration(hass, DOMAIN)).version
    assert version
    assert await async_create_client(hass, data).users() == []
    names = {headers["User-Agent"] for headers in server.headers}
    assert names == {f"HomeAssistant-Podero/{version}"}


async def test_nothing_is_sent_by_set_up_while_the_cloud_asks_to_wait(
    new_home: Home,
) -> None:
    cloud = new_home.cloud
    limit = cloud.faults.fail(status=429, headers={"Retry-After": "3600"})
    assert not await new_home.set_up()
    assert new_home.state() is ConfigEntryState.SETUP_RETRY
    limit.stop()
    cloud.requests.clear()
    for _ in range(59):
        await new_home.wait(60)
        assert new_home.state() is ConfigEntryState.SETUP_RETRY
    assert not cloud.requests

    # A flow for the same account is told to wait as well.
    data = new_home.entry.data
    flow = await new_home.hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_USER},
        data={
            CONF_ENVIRONMENT: "custom",
            CONF_BASE_URL: data[CONF_BASE_URL],
            CONF_CLIENT_ID: data[CONF_CLIENT_ID],
            CONF_CLIENT_SECRET: data[CONF_CLIENT_SECRET],
            CONF_ORG_ID: data[CONF_ORG_ID],
        },
    )
    assert flow["errors"] == {"base": "rate_limited"}
    assert not cloud.requests

    await new_home.wait(61)
    for _ in range(11):
        await new_home.wait(60)
    assert new_home.state() is ConfigEntryState.LOADED
