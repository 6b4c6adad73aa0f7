"""A bare client for the tests of the cloud itself."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
import json
from typing import Any, Self

from aiohttp import ClientSession

from .api import PREFIX, TOKEN_PATH
from .cloud import Cloud
from .devices import Device


@dataclass(slots=True)
class Wall:
    """A wall time that moves only when it is told to."""

    now: datetime = datetime(2026, 1, 20, 19, 0, tzinfo=UTC)
    """A Tuesday evening in winter: everybody is at home, and the house heats."""

    def __call__(self) -> datetime:
        """Give the time."""
        return self.now

    def tick(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.text)


class Client:
    """Somebody with the credentials of a cloud."""

    def __init__(self, cloud: Cloud, base_url: str, session: ClientSession) -> None:
        """Know a cloud, where it is served, and how to reach it."""
        self.cloud = cloud
        self.base_url = base_url
        self.token = ""
        self._session = session

    @property
    def org(self) -> str:
        """The path of the organization."""
        return f"/org/{self.cloud.org_id}"

    @property
    def home(self) -> str:
        """The path of the main home."""
        return f"{self.org}/users/{self.cloud.home.id}"

    def path(self, device: Device, rest: str = "") -> str:
        """The path of a device, or of what lies below it."""
        user = f"{self.org}/users/{device.owner.id}"
        return f"{user}/{device.device_type}/{device.id}{rest}"

    async def ask_for_token(self, **how: Any) -> Answer:
        """Ask for a token as documented, unless told otherwise."""
        secret = how.pop("secret", self.cloud.client_secret)
        basic = b64encode(f"{self.cloud.client_id}:{secret}".encode()).decode()
        how.setdefault("json", {"grant_type": "client_credentials"})
        how.setdefault("headers", {"Authorization": f"Basic {basic}"})
        return await self.send("POST", self.base_url + TOKEN_PATH, **how)

    async def log_in(self) -> Self:
        """Get a token to use from now on."""
        self.token = (await self.ask_for_token()).json["access_token"]
        return self

    async def get(self, path: str, **how: Any) -> Answer:
        """Read."""
        return await self.call("GET", path, **how)

    async def put(self, device: Device, body: object) -> Answer:
        """Update a device."""
        return await self.call("PUT", self.path(device), json=body)

    async def call(self, method: str, path: str, **how: Any) -> Answer:
        """Call the API with the token."""
        headers = {"Authorization": f"Bearer {self.token}", **how.pop("headers", {})}
        return await self.send(
            method, self.base_url + PREFIX + path, headers=headers, **how
        )

    async def control(self, name: str, /, **arguments: Any) -> Answer:
        """Use a control over HTTP."""
        return await self.send(
            "POST", f"{self.base_url}/_control/{name}", json=arguments
        )

    async def send(self, method: str, url: str, **how: Any) -> Answer:
        """Send any request."""
        how.setdefault("allow_redirects", False)
        async with self._session.request(method, url, **how) as response:
            return Answer(
                response.status, dict(response.headers), await response.text()
            )
