"""Session, credentials and paths of a client."""

from functools import cached_property
from types import TracebackType
from typing import Self
from urllib.parse import quote

from aiohttp import ClientSession

from .exceptions import PoderoNotFoundError
from .http.connection import Connection
from .http.rate_limits import RateLimits
from .http.request_log import RequestLog
from .http.transport import DEFAULT_TIMEOUT, USER_AGENT, Transport
from .models.device import DOT_SEGMENTS, Device


class PoderoBase:
    """Base of the client: how it reaches the cloud."""

    def __init__(
        self,
        session: ClientSession | None = None,
        *,
        base_url: str,
        client_id: str,
        client_secret: str,
        org_id: str,
        user_id: str = "",
        rate_limits: RateLimits | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        user_agent: str = USER_AGENT,
    ) -> None:
        """Initialize the client; nothing is requested yet.

        Args:
            session: Stays open, and should keep no cookies. Without one, the client
                opens one with the first request, and closes it on exit.
            base_url: The origin of the cloud, such as https://app.podero.com.
            client_id: The ID of an application with the client credentials grant.
            client_secret: Its secret.
            org_id: The ID of the organization, a UUID.
            user_id: The ID of the user; needed for all but the users.
            rate_limits: The pauses to obey, shared with other clients.
            timeout: Seconds that a request may take.
            user_agent: The value of the header of this name.

        """
        self._transport = Transport(session, timeout=timeout, user_agent=user_agent)
        self._cloud = Connection(
            self._transport, base_url, client_id, client_secret, rate_limits
        )
        self._org_id = org_id
        self._user_id = user_id

    async def __aenter__(self) -> Self:
        """Return the client."""
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the client."""
        await self.close()

    async def close(self) -> None:
        """Close the session, unless it was passed in."""
        await self._transport.close()

    @property
    def request_log(self) -> RequestLog:
        """The log of the requests that were sent, and of the failures."""
        return self._cloud.request_log

    def _path(self, *segments: str) -> str:
        return "/".join(("/org", *map(path_segment, (self._org_id, *segments))))

    @cached_property
    def _user_path(self) -> str:
        return self._path("users", self._user_id)

    def _home(self, *segments: str) -> str:
        return "/".join((self._user_path, *map(path_segment, segments)))

    def _device(self, device: Device, *segments: str) -> str:
        return self._home(device.path, device.id, *segments)


def path_segment(value: str) -> str:
    """Return a segment of a path.

    Raises:
        PoderoNotFoundError: The segment would lead to another path.

    """
    if value in ("", *DOT_SEGMENTS):
        raise PoderoNotFoundError("There is no object with this ID")
    return quote(value, safe="")
