"""The trouble on the way to the cloud is what it is meant to be."""

from contextlib import ExitStack

from aiohttp import (
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientConnectorSSLError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
)
import pytest

from simulator import Cloud

from .network import Network, another_host
from .trouble import FAULTS, Scene

SOON = ClientTimeout(sock_connect=0.05)


@pytest.mark.parametrize(
    ("name", "error", "patience"),
    [
        ("Connection refused", ClientConnectorError, None),
        ("DNS failure", ClientConnectorDNSError, None),
        ("TLS failure", ClientConnectorSSLError, None),
        ("Connection timeout", ConnectionTimeoutError, SOON),
    ],
)
async def test_requests_go_astray(
    monkeypatch: pytest.MonkeyPatch,
    session: ClientSession,
    name: str,
    error: type[Exception],
    patience: ClientTimeout | None,
) -> None:
    [fault] = [fault for fault in FAULTS if fault.name == name]
    with ExitStack() as stack:
        async with another_host() as host:
            scene = Scene(Cloud(), Network(monkeypatch), host, stack)
            strike = fault.strike(scene, "GET", "/a/*")
            with pytest.raises(error) as failed:
                await session.get(f"{host.url}/a/b", timeout=patience)
            assert type(failed.value) is error
            assert strike.hits == 1
            assert not host.requests

            await session.get(f"{host.url}/b")
            await session.post(f"{host.url}/a/b")
            strike.stop()
            await session.get(f"{host.url}/a/b")
            assert strike.hits == 1
            assert len(host.requests) == 3


async def test_another_host_sees_who_follows_a_redirect(
    monkeypatch: pytest.MonkeyPatch, session: ClientSession
) -> None:
    [fault] = [fault for fault in FAULTS if fault.name == "Redirect to another host"]
    cloud = Cloud()
    with ExitStack() as stack:
        async with another_host() as host, cloud.serve() as url:
            fault.strike(Scene(cloud, Network(monkeypatch), host, stack), "*", "*")
            headers = {"Authorization": "Bearer secret"}
            async with session.put(url, headers=headers, json={}) as response:
                assert await response.json() == []
    [request] = host.requests
    assert (request.method, request.path) == ("PUT", "/there")
