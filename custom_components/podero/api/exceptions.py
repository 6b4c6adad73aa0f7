"""Exceptions of the client.

The messages may be logged: none contains anything that the cloud sent.
"""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from .models.device import Device


class PoderoError(Exception):
    """Base of all exceptions that this client raises."""


class PoderoConnectionError(PoderoError):
    """The cloud cannot be reached, or does not respond in time."""


class PoderoServerError(PoderoError):
    """The cloud reports an error of its own (5xx)."""


class PoderoResponseError(PoderoError):
    """The response cannot be read."""


class PoderoAuthenticationError(PoderoError):
    """The client ID and secret are not accepted (401)."""


class PoderoForbiddenError(PoderoError):
    """The credentials are accepted, but do not permit this request (403)."""


class PoderoNotFoundError(PoderoError):
    """The cloud does not know the requested object (404)."""


class PoderoRejectedError(PoderoError):
    """The cloud rejects the content of a request (other 4xx).

    Attributes:
        status: The HTTP status.
        details: The JSON object of the response, empty if it has none.

    """

    def __init__(self, status: int, details: Mapping[str, Any]) -> None:
        """Initialize the error; the message leaves the details out."""
        super().__init__(f"The response has status {status}")
        self.status = status
        self.details = details


class PoderoIgnoredError(PoderoError):
    """The cloud accepted settings, but did not apply all of them.

    Attributes:
        settings: The names of the settings that were not applied.
        device: The device as it is after the update; None if the settings are not
            those of a device.

    """

    def __init__(self, settings: Collection[str], device: Device | None = None) -> None:
        """Initialize the error with the names of the settings."""
        super().__init__(f"The cloud did not apply {', '.join(settings)}")
        self.settings = settings
        self.device = device


class PoderoBoostRefusedError(PoderoError):
    """The cloud refuses to start a boost (409).

    Attributes:
        reason: ``already_charging``, ``fully_charged``, ``no_active_session`` or
            ``internal_error``; None if the cloud gives none.

    """

    def __init__(self, reason: str | None) -> None:
        """Initialize the error with the reason that the cloud gives."""
        super().__init__("The boost is refused")
        self.reason = reason

    @classmethod
    def from_details(cls, details: Mapping[str, Any]) -> Self:
        """Return the error for a response with a reason, also one in ``detail``."""
        inner = details.get("detail")
        for place in (details, inner if isinstance(inner, Mapping) else {}):
            if isinstance(reason := place.get("reason"), str):
                return cls(reason)
        return cls(None)


class PoderoRateLimitError(PoderoError):
    """The cloud asks for a pause (429, or 503 with ``Retry-After``).

    Attributes:
        retry_after: Seconds to wait, 1 to 86,400.
        was_sent: False if the request was not sent because of an earlier response.

    """

    def __init__(self, retry_after: float, *, was_sent: bool = True) -> None:
        """Initialize the error with the length of the pause."""
        super().__init__(f"Rate limited for {retry_after:.0f} s")
        self.retry_after = retry_after
        self.was_sent = was_sent
