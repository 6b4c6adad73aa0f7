"""Boost (Podero: trigger a boost charge or arm boost for the next session).

| Situation                | `boost_state`            | POST                       |
|--------------------------|--------------------------|----------------------------|
| unplugged                | `unavailable`            | arms for the next plug-in  |
| plugged in, idle         | `available`              | `requested`, then `ongoing`|
| plugged in, full         | `unavailable`            | 409 `fully_charged`        |
| charging without a boost | `unavailable`            | 409 `already_charging`     |
| in flight                | `requested` or `ongoing` | 409 `already_charging`     |

DELETE disarms a boost and does not stop a running one. A boost ends when the battery is
full or the vehicle is unplugged.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from .json_format import Json


class Situation(NamedTuple):
    """The state of the vehicle as of the last sync."""

    plugged_in: bool
    charging: bool
    full: bool


class BoostRefusedError(Exception):
    """A refused boost, with the body of the 409."""

    def __init__(self, state: str, reason: str) -> None:
        """Initialize with the state of the boost and the reason for the refusal."""
        super().__init__(state, reason)
        self.body: Json = {"state": state, "reason": reason}


@dataclass(slots=True)
class Boost:
    """The boost of one vehicle. Times are wall times."""

    armed: bool = False
    requested_at: datetime | None = None
    ongoing: bool = False

    def state(self, situation: Situation) -> str:
        """Return the `boost_state`."""
        if self.ongoing:
            return "ongoing"
        if self.requested_at is not None:
            return "requested"
        return (
            "available"
            if situation.plugged_in and not (situation.charging or situation.full)
            else "unavailable"
        )

    def request(self, situation: Situation, state: str, now: datetime) -> None:
        """Request a boost, or arm it while no cable is connected.

        Raises:
            BoostRefusedError: the vehicle is charging already, or full.
        """
        if state in ("requested", "ongoing"):
            raise BoostRefusedError(state, "already_charging")
        if not situation.plugged_in:
            self.armed = True
        elif situation.full:
            raise BoostRefusedError(state, "fully_charged")
        elif situation.charging:
            raise BoostRefusedError(state, "already_charging")
        else:
            self.requested_at = now

    def plugged_in(self, situation: Situation, now: datetime) -> None:
        """Request an armed boost, because a cable was connected."""
        if self.armed:
            self.armed = False
            self.requested_at = None if situation.full else now

    def start(self) -> None:
        """Change a requested boost to an ongoing one."""
        self.requested_at, self.ongoing = None, True

    def end(self) -> None:
        """End the boost, because the vehicle is full or unplugged."""
        self.requested_at, self.ongoing = None, False
