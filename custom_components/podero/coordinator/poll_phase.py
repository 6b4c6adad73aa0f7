"""When to ask, so that what the cloud has just synced shows soon."""

from collections import deque
from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from math import ceil
from random import uniform
from typing import Final

from ..const import POLL_INTERVAL

ROUND: Final = POLL_INTERVAL.total_seconds()
STRETCH: Final = 1.0
"""By how many seconds a round may be longer, to drift instead of jumping ahead."""
NEAR: Final = 6.0
"""How many seconds early a poll may be for that."""
LATE_ENOUGH: Final = 2.0
EARLY_ENOUGH: Final = 0.95
REGULAR: Final = 8.0
"""How many seconds the times between syncs may differ by."""


class Rhythm:
    """The syncs of one device: how far apart they are, and when they can be seen.

    All times are seconds since 1970: the stamps by the cloud's clock, the polls by the
    home's, which may be wrong: what a stamp is seen to lag behind contains that.
    """

    def __init__(self) -> None:
        """Start with no sync seen."""
        self._stamps: deque[float] = deque(maxlen=5)
        self._seen: deque[tuple[float, float]] = deque(maxlen=64)

    def saw(self, stamp: float, before: float, now: float) -> None:
        """Take a stamp that a poll shows, and when it and the last one were made."""
        if self._stamps and stamp <= self._stamps[-1]:
            return
        if self._stamps:
            self._seen.append((before - stamp, now - stamp))
        self._stamps.append(stamp)

    def due(self) -> float | None:
        """Return when the next sync can be seen; None where nobody can tell.

        It is also None where syncs do not keep in step with whole rounds of polls.
        """
        gaps = [after - before for before, after in pairwise(self._stamps)]
        if len(gaps) < 2 or max(gaps) - min(gaps) > REGULAR:
            return None
        rounds = round(gaps[-1] / ROUND)
        if abs(sum(gaps) / len(gaps) - rounds * ROUND) > rounds * STRETCH / 2:
            return None
        hidden = max(hidden for hidden, _ in self._seen)
        shown = max(hidden, min(shown for _, shown in self._seen))
        if hidden < 0 <= shown:
            lag = 0.0
        else:
            lag = shown if shown - hidden < NEAR else (hidden + shown) / 2
        return self._stamps[-1] + max(gaps) + lag


class Phase:
    """At which of each 30 s to ask, so that most syncs show soonest.

    All homes may be synced at the same moment: each lets some seconds of its own pass,
    so that they do not ask all at once.
    """

    def __init__(self) -> None:
        """Start without a preference."""
        self._asked = 0.0
        self._due: float | None = None
        self._patience = uniform(1, 5)  # noqa: S311
        self._rhythms: dict[str, Rhythm] = {}
        self._saved = ROUND
        self._stamps: Mapping[str, datetime | None] = {}

    def follow(self, stamps: Mapping[str, datetime | None], now: float) -> None:
        """Take what a poll says of when each device was synced, by id."""
        before, self._asked = self._asked, now
        if stamps == self._stamps:
            return
        self._stamps = stamps
        self._rhythms = {
            device_id: self._rhythms.get(device_id, Rhythm()) for device_id in stamps
        }
        for device_id, stamp in stamps.items():
            if stamp is not None:
                self._rhythms[device_id].saw(stamp.timestamp(), before, now)
        dues = [rhythm.due() for rhythm in self._rhythms.values()]
        self._due = _best([due for due in dues if due is not None])

    def wait(self, now: float) -> float:
        """Return the seconds until the next poll: 30, or what leads to the phase."""
        if self._due is None:
            return ROUND
        late = (now - self._due - self._patience) % ROUND
        early = ROUND - late
        if late <= LATE_ENOUGH or early <= EARLY_ENOUGH:
            return ROUND
        # A shorter round is one more request, which longer ones make up for.
        jumps = early > NEAR and self._saved >= late
        wait = early if jumps else ROUND + STRETCH
        self._saved += wait - ROUND
        return wait


def _best(dues: list[float]) -> float | None:
    """Return that of several times after which, round by round, all wait least."""
    phases = sorted({ceil(due) % ROUND for due in dues})
    return min(
        phases,
        key=lambda phase: sum((phase - due) % ROUND for due in dues),
        default=None,
    )
