"""The same figures of integrations that come with Home Assistant and poll a cloud.

All of them, and ours, run in this process with their own clients; what takes the place
of the network answers at once, with the same HTTP for all.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any, Final
from unittest.mock import AsyncMock, patch

from homeassistant.core import HomeAssistant
from homeassistant.helpers.config_entry_oauth2_flow import (
    LocalOAuth2Implementation,
    async_register_implementation,
)
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from pytest_homeassistant_custom_component.common import MockConfigEntry

from bench.in_process import InProcessConnector
from bench.performance import peer_clouds
from bench.performance.cloud import CloudProcess, answers, entry_data
from bench.performance.home_assistant import entities, instance, set_up
from bench.performance.measure import Act, side_by_side
from bench.performance.peer_clouds import Bodies, oauth
from bench.performance.row import Row
from bench.performance.server import Answers, Server
from bench.performance.virtual_day import in_virtual_time
from bench.performance.watch import watch
from custom_components.podero.const import DOMAIN

HOUR: Final = 3600
ROUNDS: Final = 100

type Coordinator = DataUpdateCoordinator[Any]


@dataclass(frozen=True, slots=True)
class Peer:
    """An integration, what its cloud answers, and what it polls most often."""

    domain: str
    data: dict[str, Any]
    bodies: Callable[[int], Bodies]
    polled: Callable[[Any], Sequence[Coordinator]]
    signs_in_elsewhere: bool = False
    version: int = 1
    minor_version: int = 1


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of one integration."""

    entities: int
    unchanged: float
    synced: float
    changed: int
    writes: int
    touched: int
    asked: int
    requests: int


OURS: Final = Peer(
    DOMAIN,
    entry_data("http://127.0.0.1:1"),
    lambda syncs: answers(1, syncs),
    lambda home: home.device_coordinators,
)
PEERS: Final = (
    Peer(
        "ohme",
        {"email": "a@b.example", "password": "secret"},
        peer_clouds.ohme,
        lambda home: [home.charge_session_coordinator],
    ),
    Peer(
        "weheat",
        oauth("weheat"),
        peer_clouds.weheat,
        lambda home: [one.data_coordinator for one in home],
    ),
    Peer(
        "melcloud_home",
        {"email": "a@b.example", "password": "secret"},
        peer_clouds.melcloud_home,
        lambda home: [home.coordinator],
        signs_in_elsewhere=True,
        minor_version=2,
    ),
    Peer(
        "watts",
        oauth("watts"),
        peer_clouds.watts,
        lambda home: [home.hub_coordinator],
    ),
)


def measure(_cloud: CloudProcess, _sizes: Sequence[int]) -> Iterator[Row]:
    """Measure ours, then the others beside it."""
    ours = figures(OURS)
    for peer in PEERS:
        yield from rows(peer.domain, ours, figures(peer))


def rows(name: str, ours: Figures, theirs: Figures) -> Iterator[Row]:
    """Walk the rows that compare two integrations; the second stands for the floor."""
    size = f"{ours.entities} and {theirs.entities} entities"
    row = partial(Row, size=size, most=1)
    yield row(
        what=f"{name}: CPU of a poll per entity, nothing changed",
        figure=ours.unchanged / ours.entities * 1000,
        floor=theirs.unchanged / theirs.entities * 1000,
        unit="µs",
    )
    yield row(
        what=f"{name}: CPU of a poll per state changed, all synced",
        figure=ours.synced / ours.changed * 1000,
        floor=theirs.synced / theirs.changed * 1000,
        unit="µs",
    )
    yield row(
        what=f"{name}: state writes of a poll, nothing changed",
        figure=ours.writes,
        floor=theirs.writes,
    )
    yield row(
        what=f"{name}: entities touched, nothing changed",
        figure=ours.touched,
        floor=theirs.touched,
    )
    yield row(
        what=f"{name}: requests an hour per entity",
        figure=ours.requests / ours.entities,
        floor=theirs.requests / theirs.entities,
    )
    yield row(
        what=f"{name}: requests an hour",
        figure=ours.requests,
        floor=theirs.requests,
        most=None,
    )
    yield row(
        what=f"{name}: requests of a poll",
        figure=ours.asked,
        floor=theirs.asked,
        most=None,
    )


def figures(peer: Peer) -> Figures:
    """Measure one integration, in real time and for an hour of virtual time."""
    requests = in_virtual_time(partial(_requests_an_hour, peer))
    return asyncio.run(_polls(peer, requests))


async def _polls(peer: Peer, requests: int) -> Figures:
    cloud = Answers(peer.bodies(0))
    async with _home(peer, cloud) as (hass, entry):
        poll = partial(_poll, peer.polled(entry.runtime_data))
        await poll()
        cloud.requests.clear()
        with watch(hass) as same:
            await poll()
        asked = cloud.requests.total()
        cloud.change(peer.bodies(1))
        with watch(hass) as other:
            await poll()
        unchanged = await _cpu(poll)
        synced = await _cpu(poll, lambda number: cloud.change(peer.bodies(number)))
        return Figures(
            entities=entities(hass, entry),
            unchanged=unchanged,
            synced=synced,
            changed=other.changed,
            writes=same.writes,
            touched=len(same.entities),
            asked=asked,
            requests=requests,
        )


async def _cpu(act: Act, prepare: Callable[[int], None] | None = None) -> float:
    return (await side_by_side({"poll": act}, ROUNDS, prepare))["poll"].cpu


async def _poll(coordinators: Sequence[Coordinator]) -> None:
    await asyncio.gather(*(one.async_refresh() for one in coordinators))


async def _requests_an_hour(peer: Peer) -> int:
    cloud = Answers(peer.bodies(0))
    async with _home(peer, cloud):
        await asyncio.sleep(HOUR)
        cloud.requests.clear()
        await asyncio.sleep(HOUR)
        return cloud.requests.total()


@asynccontextmanager
async def _home(
    peer: Peer, cloud: Answers
) -> AsyncIterator[tuple[HomeAssistant, MockConfigEntry]]:
    connector = InProcessConnector(lambda: Server(cloud))
    async with instance(connector) as hass:
        # Nobody signs in here, and nobody needs the cloud of Home Assistant.
        hass.config.components |= {"application_credentials", "cloud"}
        local = LocalOAuth2Implementation(
            hass, peer.domain, "id", "secret", "https://a.example", "https://b.example"
        )
        async_register_implementation(hass, peer.domain, local)
        entry = MockConfigEntry(
            domain=peer.domain,
            data=peer.data,
            version=peer.version,
            minor_version=peer.minor_version,
        )
        entry.add_to_hass(hass)
        with ExitStack() as stack:
            if peer.signs_in_elsewhere:
                auth = import_module("aiomelcloudhome").MelCloudHomeAuth
                token = AsyncMock(return_value="token")
                stack.enter_context(patch.object(auth, "async_get_access_token", token))
            await set_up(hass, entry)
            yield hass, entry
            assert await hass.config_entries.async_unload(entry.entry_id)
