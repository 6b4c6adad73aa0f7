"""A session that responds without a network."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, Self, cast

from aiohttp import ClientSession
from yarl import URL

from custom_components.podero.api import Podero

TOKEN = b'{"access_token": "token", "expires_in": 36000}'


class FakeResponse(NamedTuple):
    """A response whose body arrives in chunks."""

    chunks: Iterable[bytes] = ()
    status: int = 200
    headers: Mapping[str, str] = {}

    @property
    def content(self) -> Self:
        """The stream of the body."""
        return self

    async def iter_chunked(self, size: int) -> AsyncIterator[bytes]:
        """Yield chunks of a size at most."""
        for chunk in self.chunks:
            for start in range(0, len(chunk), size):
                yield chunk[start : start + size]

    def close(self) -> None:
        """Close the connection."""


class FakeSession:
    """Responds to all requests but those for a token with the same response."""

    def __init__(self, response: FakeResponse) -> None:
        """Initialize the session."""
        self._response = response
        self.requests: list[tuple[str, URL, dict[str, Any]]] = []

    @asynccontextmanager
    async def request(
        self, method: str, url: URL, **options: Any
    ) -> AsyncIterator[FakeResponse]:
        """Respond to a request."""
        self.requests.append((method, url, options))
        is_token = url.path == "/oauth2/token/"
        yield FakeResponse([TOKEN]) if is_token else self._response


def fake_session(*chunks: bytes, **fields: Any) -> ClientSession:
    """Return a session that responds with a body."""
    return cast("ClientSession", FakeSession(FakeResponse(chunks, **fields)))


def fake_client(*chunks: bytes) -> Podero:
    """Return a client to which all requests have the same response."""
    return Podero(
        fake_session(*chunks),
        base_url="https://podero.example.com",
        client_id="the-id",
        client_secret="the-secret",
        org_id="the-org",
        user_id="the-user",
    )
