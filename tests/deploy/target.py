"""A home, as somebody knows it who attacks it or has its credentials."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Target:
    """A home, as far as its paths go."""

    user_id: str
    devices: tuple[tuple[str, str], ...]
    """The kind of each device, as in a path, and its ID."""
    building_id: str
    cue: tuple[str, str]
    """The ID of an action and the secret of its link."""
