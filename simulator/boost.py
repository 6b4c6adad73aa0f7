"""Charging now (Podero: trigger a boost charge or arm boost for the next session).

| Situation                | `boost_state`            | POST                       |
|--------------------------|--------------------------|----------------------------|
| unplugged                | `unavailable`            | arms for the next plug-in  |
| plugged in, idle         | `available`              | `requested`, then `ongoing`|
| plugged in, full         | `unavailable`            | 409 `fully_charged`        |
| charging without a boost | `unavailable`            | 409 `already_charging`     |
| in flight                | `requested` or `ongoing` | 409 `already_charging`     |

DELETE takes back what was armed and nothing else. A boost ends when the battery is full
or the car is unplugged.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from .json_format import Json


class Situation(NamedTuple):
    """What the car is doing, as the cloud knows it."""

    plugged_in: bool
    charging: bool
    full: bool


class BoostRefusedError(Exception):
    """A boost that cannot be, with the body of the 409."""

    def __init__(self, state: str, reason: str) -> None:
        """Keep the state of the boost and the reason for the refusal."""
        super().__init__(state, reason)
        self.body: Json = {"state": state, "reason": reason}


@dataclass(slots=True)
class Boost:
    """The boost of one car. Times are wall times."""

    armed: bool = False
    requested_at: datetime | None = None
    ongoing: bool = False

    def state(self, situation: Situation) -> str:
        """The `boost_state` in a situation."""
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
        """Start a boost, or arm it where no cable is connected.

        Raises:
            BoostRefusedError: the car is charging already, or full.
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
        """Fire what was armed."""
        if self.armed:
            self.armed = False
            self.requested_at = None if situation.full else now

    def start(self) -> None:
        """Go on from requested to ongoing."""
        self.requested_at, self.ongoing = None, True

    def end(self) -> None:
        """Stop, because the car is full or unplugged."""
        self.requested_at, self.ongoing = None, False
