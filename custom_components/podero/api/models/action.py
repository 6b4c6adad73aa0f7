"""What a device needs from its owner."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from yarl import URL

REAUTHENTICATE = "reauthenticate"
MAX_LINK = 8000


@dataclass(frozen=True, slots=True)
class Action:
    """One item of a device's ``actions`` (Podero's page "Start a pending action").

    ``code`` says what it is about; only ``reauthenticate`` is known, others are
    announced. The link may carry a secret that is good for an hour: it is for the
    moment, and never for a log.
    """

    code: str
    link: str | None = field(repr=False)

    @classmethod
    def from_json(cls, data: Any) -> Self | None:
        """Read one action; None where the data is none."""
        if not isinstance(data, Mapping) or not isinstance(data.get("code"), str):
            return None
        link = data.get("resolution_link")
        if isinstance(link, Mapping):
            link = link.get("url")
        return cls(data["code"], read_link(link))

    @property
    def cue(self) -> tuple[str, str] | None:
        """The id and the secret to start it with, where the link is one of the API's.

        Such a link ends in ``/cues/{id}/resolve?secret=…``; any other is a page.
        """
        url = URL(self.link or "")
        match url.parts[-3:]:
            case ("cues", cue_id, "resolve") if secret := url.query.get("secret"):
                return cue_id, secret
        return None


def read_link(value: Any) -> str | None:
    """Return a link of the cloud's; None where it is not one."""
    if not isinstance(value, str) or not 0 < len(value) <= MAX_LINK:
        return None
    try:
        url = URL(value)
    except ValueError:
        return None
    return str(url) if url.absolute else None
