"""A gateway between the tests and the simulated cloud."""

from collections.abc import AsyncIterator
import json
from pathlib import Path
from typing import Any, NamedTuple, Self

from aiohttp import ClientSession, encode_basic_auth
import pytest
from yarl import URL

from simulator import Cloud
from tools.gateway import MISSING, Gateway, is_installed

API = "/api/partners/v2.0"
GRANT = {"grant_type": "client_credentials"}


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class HomeClient:
    """A home with its own credentials at a gateway."""

    def __init__(self, gateway: Gateway, session: ClientSession, user_id: str) -> None:
        self.gateway = gateway
        self.user_id = user_id
        self.token = ""
        self._session = session

    @property
    def org(self) -> str:
        return f"{API}/org/{self.gateway.organization['org_id']}"

    @property
    def home(self) -> str:
        return f"{self.org}/users/{self.user_id}"

    async def ask_for_token(
        self, client_id: str | None = None, secret: str | None = None, **options: Any
    ) -> Answer:
        basic = encode_basic_auth(
            client_id or self.user_id, secret or self.gateway.secrets[self.user_id]
        )
        options.setdefault("json", GRANT)
        options.setdefault("headers", {"Authorization": basic})
        return await self.send("POST", "/oauth2/token/", **options)

    async def log_in(self) -> Self:
        self.token = (await self.ask_for_token()).json["access_token"]
        return self

    async def get(self, path: str, **options: Any) -> Answer:
        return await self.call("GET", self.home + path, **options)

    async def put(self, path: str, body: Any) -> Answer:
        return await self.call("PUT", self.home + path, json=body)

    async def call(self, method: str, path: str, **options: Any) -> Answer:
        headers = {"Authorization": f"Bearer {self.token}"}
        return await self.send(
            method, path, headers=headers | options.pop("headers", {}), **options
        )

    async def send(self, method: str, path: str, **options: Any) -> Answer:
        async with self._session.request(
            method,
            URL(self.gateway.url + path, encoded=True),
            allow_redirects=False,
            **options,
        ) as response:
            headers = {
                name: ", ".join(response.headers.getall(name))
                for name in response.headers
            }
            return Answer(response.status, headers, await response.text())


def organization_of(cloud: Cloud) -> dict[str, str]:
    """Return the credentials of the organization of a cloud."""
    return {
        "org_id": cloud.org_id,
        "client_id": cloud.client_id,
        "client_secret": cloud.client_secret,
    }


@pytest.fixture
def cloud() -> Cloud:
    """Give a simulated cloud with the time of the machine, as nginx has no other."""
    return Cloud()


@pytest.fixture
def changes() -> dict[str, str]:
    """What a test changes in the files of the gateway."""
    return {}


@pytest.fixture
async def gateway(
    cloud: Cloud, base_url: str, tmp_path: Path, changes: dict[str, str]
) -> AsyncIterator[Gateway]:
    """Run the gateway with two homes."""
    if not is_installed():
        pytest.skip(MISSING)
    gateway = Gateway(
        tmp_path / "gateway", base_url, organization_of(cloud), changes=changes
    )
    gateway.add_homes([cloud.home.id, cloud.organization.large_home.id])
    with gateway:
        yield gateway


@pytest.fixture
async def home(gateway: Gateway, session: ClientSession, cloud: Cloud) -> HomeClient:
    """The main home, logged in."""
    return await HomeClient(gateway, session, cloud.home.id).log_in()


@pytest.fixture
async def other_home(
    gateway: Gateway, session: ClientSession, cloud: Cloud
) -> HomeClient:
    """Another home, logged in."""
    user_id = cloud.organization.large_home.id
    return await HomeClient(gateway, session, user_id).log_in()
