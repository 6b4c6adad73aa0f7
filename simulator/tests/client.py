"""A bare client of the simulated cloud."""

from base64 import b64encode
from dataclasses import dataclass
import json
from typing import Any, Self

from aiohttp import ClientSession

from simulator.api import PREFIX, TOKEN_PATH
from simulator.cloud import Cloud
from simulator.device_fields import DeviceType
from simulator.devices import Device


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the cloud."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.text)


class Client:
    """A client with the credentials of a cloud."""

    def __init__(self, cloud: Cloud, base_url: str, session: ClientSession) -> None:
        """Initialize the client."""
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
        """Return the path of a device, or a path below it."""
        user = f"{self.org}/users/{device.owner.id}"
        return f"{user}/{device.device_type}/{device.id}{rest}"

    async def ask_for_token(self, **how: Any) -> Answer:
        """Request a token as documented, unless arguments change the request."""
        secret = how.pop("secret", self.cloud.client_secret)
        basic = b64encode(f"{self.cloud.client_id}:{secret}".encode()).decode()
        how.setdefault("json", {"grant_type": "client_credentials"})
        how.setdefault("headers", {"Authorization": f"Basic {basic}"})
        return await self.send("POST", self.base_url + TOKEN_PATH, **how)

    async def log_in(self) -> Self:
        """Request a token, and use it for all calls."""
        self.token = (await self.ask_for_token()).json["access_token"]
        return self

    async def get(self, path: str, **how: Any) -> Answer:
        """Send a GET request."""
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


def device_of(cloud: Cloud, device_type: DeviceType) -> Device:
    """Return the main home's device of a type."""
    return cloud.organization.devices_of(cloud.home, device_type)[0]
