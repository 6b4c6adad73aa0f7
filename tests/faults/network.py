"""Trouble on the way to the cloud, and another host to be sent to."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
import socket
from typing import Any

from aiohttp import ClientResponse, ClientSession, web
from aiohttp.resolver import AsyncResolver
import pytest
from yarl import URL

from simulator.api import PREFIX

UNKNOWN_NAME = "podero.invalid"


@dataclass(slots=True, eq=False)
class Detour:
    """Leads requests to another origin, until it is stopped."""

    method: str
    path: str
    origin: str
    hits: int = 0
    """How many requests it has met."""
    stopped: bool = False

    def stop(self) -> None:
        """Let requests reach the cloud again."""
        self.stopped = True

    def meets(self, method: str, path: str) -> bool:
        """Whether it meets a request, given its method and API path."""
        return (
            not self.stopped
            and fnmatchcase(method, self.method)
            and fnmatchcase(path, self.path)
        )


class Network:
    """What lies between the integration and the cloud."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stand in the way of every request, and know no names."""
        self._detours: list[Detour] = []
        send = ClientSession._request

        async def request(
            session: ClientSession, method: str, url: str | URL, **options: Any
        ) -> ClientResponse:
            return await send(session, method, self._way(method, URL(url)), **options)

        async def resolve(
            _: AsyncResolver, host: str, *_where: object, **_how: object
        ) -> None:
            raise OSError(None, f"There is no {host}")

        monkeypatch.setattr(ClientSession, "_request", request)
        monkeypatch.setattr(AsyncResolver, "resolve", resolve)

    def detour(self, method: str, path: str, origin: str) -> Detour:
        """Lead requests to another origin; the pattern is that of `Cloud.fail`."""
        self._detours.append(Detour(method, path, origin))
        return self._detours[-1]

    def _way(self, method: str, url: URL) -> URL:
        path = url.path.removeprefix(PREFIX)
        for detour in self._detours:
            if detour.meets(method, path):
                detour.hits += 1
                return URL(detour.origin + url.raw_path_qs, encoded=True)
        return url


@contextmanager
def closed_port() -> Iterator[str]:
    """Give an origin that refuses connections."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@contextmanager
def crowded_port() -> Iterator[str]:
    """Give an origin that leaves connections waiting, as its queue is full."""
    with socket.socket() as server, socket.socket() as first:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        first.connect(server.getsockname())
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@dataclass(slots=True)
class Elsewhere:
    """A host that requests may be redirected to, and what it got."""

    url: str
    requests: list[web.BaseRequest]


@asynccontextmanager
async def another_host() -> AsyncIterator[Elsewhere]:
    """Serve another host, which answers everything with an empty list."""
    requests: list[web.BaseRequest] = []

    async def answer(request: web.BaseRequest) -> web.Response:
        requests.append(request)
        return web.json_response([])

    runner = web.ServerRunner(web.Server(answer, access_log=None))
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield Elsewhere(f"http://127.0.0.1:{runner.addresses[0][1]}", requests)
    finally:
        await runner.cleanup()
