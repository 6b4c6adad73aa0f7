"""Actions that a device needs from its owner."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from yarl import URL

from .fields import read_text

REAUTHENTICATE = "reauthenticate"
MAX_LINK = 8000


@dataclass(frozen=True, slots=True)
class Action:
    """An item of a device's ``actions`` (Podero's page "Start a pending action").

    ``code`` is the reason; only ``reauthenticate`` is known, others are announced. The
    link may contain a secret that is valid for an hour, and must not be logged.
    """

    code: str
    link: str | None = field(repr=False)

    @classmethod
    def from_json(cls, data: Any) -> Self | None:
        """Read an action; None if the data is not an object with a code."""
        if not isinstance(data, Mapping) or not isinstance(data.get("code"), str):
            return None
        link = data.get("resolution_link")
        if isinstance(link, Mapping):
            link = link.get("url")
        return cls(read_text(data["code"]) or "", read_link(link))

    @property
    def cue(self) -> tuple[str, str] | None:
        """The ID and the secret that start the action; None if the link is a page.

        A link of the API ends in ``/cues/{id}/resolve?secret=…``.
        """
        url = URL(self.link or "")
        match url.parts[-3:]:
            case ("cues", cue_id, "resolve") if secret := url.query.get("secret"):
                return cue_id, secret
        return None


def read_actions(data: Any) -> list[Action] | None:
    """Read the actions of a device; None if the data is not an object."""
    if not isinstance(data, Mapping):
        return None
    listed = data.get("actions")
    actions = map(Action.from_json, listed if isinstance(listed, list) else ())
    if known := [action for action in actions if action is not None]:
        return known
    link = read_link(data.get("authorization_url"))
    if link is None or data.get("is_authenticated") is not False:
        return []
    return [Action(REAUTHENTICATE, link)]


def read_link(value: Any) -> str | None:
    """Return an absolute link of at most 8,000 characters, else None."""
    if not isinstance(value, str) or not 0 < len(value) <= MAX_LINK:
        return None
    try:
        url = URL(value)
    except ValueError:
        return None
    return str(url) if url.absolute else None
