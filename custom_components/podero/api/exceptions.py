"""What can go wrong between here and the Podero cloud.

The messages end up in logs: none carries anything that the cloud sent.
"""

from collections.abc import Mapping
from typing import Any


class PoderoError(Exception):
    """Base of everything this client raises."""


class PoderoConnectionError(PoderoError):
    """The cloud could not be reached, or did not answer in time."""


class PoderoServerError(PoderoError):
    """The cloud answered that it has a problem of its own (5xx)."""


class PoderoResponseError(PoderoError):
    """The cloud answered with something that cannot be read."""


class PoderoAuthenticationError(PoderoError):
    """The cloud does not accept the client id and secret."""


class PoderoForbiddenError(PoderoError):
    """The credentials are accepted, but not for this (403)."""


class PoderoNotFoundError(PoderoError):
    """The cloud does not know what was asked for (404)."""


class PoderoRejectedError(PoderoError):
    """The cloud refused the content of a request (other 4xx).

    Attributes:
        status: the HTTP status.
        details: the JSON object of the answer, empty where it has none.

    """

    def __init__(self, status: int, details: Mapping[str, Any]) -> None:
        """Keep what the cloud gave as its reason, which the message leaves out."""
        super().__init__(f"The answer has status {status}")
        self.status = status
        self.details = details


class PoderoIgnoredError(PoderoError):
    """The cloud accepted a setting in form and did not take it over."""


class PoderoBoostRefusedError(PoderoError):
    """The cloud refused to start a boost charge (409).

    Attributes:
        reason: ``already_charging``, ``fully_charged``, ``no_active_session`` or
            ``internal_error``; None where the cloud gave none.

    """

    def __init__(self, reason: str | None) -> None:
        """Keep the reason the cloud gave."""
        super().__init__("The boost is refused")
        self.reason = reason


class PoderoRateLimitError(PoderoError):
    """The cloud asks to wait before the next request (429).

    Attributes:
        retry_after: seconds to wait, at least 1.
        was_sent: False where an earlier answer asked to wait, and nothing was sent.

    """

    def __init__(self, retry_after: float, *, was_sent: bool = True) -> None:
        """Keep how long to wait."""
        super().__init__(f"Rate limited for {retry_after:.0f} s")
        self.retry_after = retry_after
        self.was_sent = was_sent
