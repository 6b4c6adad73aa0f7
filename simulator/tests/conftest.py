"""Fixtures of the simulator's tests."""

from collections.abc import AsyncIterator

from aiohttp import ClientSession
import pytest

from simulator import Clock, Cloud
from simulator.clock import ManualTime
from simulator.house import Equipment, House, house_with_past

from .client import Client
from .houses import SUMMER, WINTER


@pytest.fixture
def wall() -> ManualTime:
    """Return the wall time of the cloud."""
    return ManualTime()


@pytest.fixture
def cloud(wall: ManualTime) -> Cloud:
    """Return a cloud with a manual wall time."""
    return Cloud(Clock(now=wall))


@pytest.fixture
async def client(cloud: Cloud, request: pytest.FixtureRequest) -> AsyncIterator[Client]:
    """Serve the cloud, and return a client that has a token."""
    request.getfixturevalue("socket_enabled")
    async with cloud.serve() as base_url, ClientSession() as session:
        yield await Client(cloud, base_url, session).log_in()


@pytest.fixture(params=[WINTER, SUMMER], ids=["winter", "summer"])
def house(request: pytest.FixtureRequest) -> House:
    """Return a house with a month of history."""
    return house_with_past(1, request.param, Equipment())
