"""Clients of the simulated cloud and of a mocked one."""

from collections.abc import Iterable
from typing import Any

from aiohttp import ClientSession
from aioresponses import aioresponses
import pytest

from custom_components.podero.api import Podero
from simulator import Cloud

HOST = "https://podero.example.com"
HEAT_PUMPS = f"{HOST}/api/partners/v2.0/org/the-org/users/the-user/heat-pumps"


def only[T](items: Iterable[T]) -> T:
    """Return the only item."""
    [item] = items
    return item


def as_it_is(data: Any) -> Any:
    """Read JSON as what it is."""
    return data


@pytest.fixture
def client(session: ClientSession, cloud: Cloud, base_url: str) -> Podero:
    """Give a client of the main home."""
    return Podero(
        session,
        base_url=base_url,
        client_id=cloud.client_id,
        client_secret=cloud.client_secret,
        org_id=cloud.org_id,
        user_id=cloud.home.id,
    )


@pytest.fixture
def mocked(session: ClientSession, responses: aioresponses) -> Podero:
    """Give a client of a mocked cloud that has handed out a token."""
    responses.post(
        f"{HOST}/oauth2/token/",
        payload={"access_token": "token", "expires_in": 36000},
        repeat=True,
    )
    return Podero(
        session,
        base_url=HOST,
        client_id="the-id",
        client_secret="the-secret",
        org_id="the-org",
        user_id="the-user",
    )
