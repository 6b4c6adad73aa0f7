"""A client of the simulated cloud."""

from aiohttp import ClientSession
import pytest

from custom_components.podero.api import Podero
from simulator import Cloud


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
