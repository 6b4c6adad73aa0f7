"""Phase of the polls: right after a sync, it is visible 8 s earlier on average."""

from collections import deque
from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from random import uniform
from typing import Final

from ..const import POLL_INTERVAL

INTERVAL: Final = POLL_INTERVAL.total_seconds()
STRETCH: Final = 1.0
"""Extension of an interval that shifts the phase: timers have steps of 1 s."""
NEAR: Final = 6.0
"""Shift by stretching: 6 polls, which are 3 of the 5 minutes between two syncs."""
EARLY, LATE = 0.95, 2.0
"""Phase errors that are not corrected: one step early, or two steps late."""
REGULAR: Final = 8.0
"""Spread of regular sync intervals: a quarter of a poll interval."""
MOST_DEVICES: Final = 50
"""Devices that are followed, by ID: the time grows with the square of their number."""


class SyncSchedule:
    """Predicts when the next sync of a device is visible, in seconds since 1970.

    Stamps are by Podero's clock, polls by Home Assistant's; the delays contain both.
    """

    def __init__(self) -> None:
        """Initialize without observed syncs."""
        self._stamps: deque[float] = deque(maxlen=5)
        self._delays: deque[tuple[float, float]] = deque(maxlen=64)

    def observe(self, stamp: float, last_poll: float, now: float) -> None:
        """Observe the stamp in a poll; a new one was not visible at the last poll."""
        if self._stamps and stamp > self._stamps[-1]:
            self._delays.append((last_poll - stamp, now - stamp))
        if not self._stamps or stamp > self._stamps[-1]:
            self._stamps.append(stamp)

    def next_visible(self) -> float | None:
        """Return when the next sync is visible; None if syncs are not regular."""
        gaps = [after - before for before, after in pairwise(self._stamps)]
        if len(gaps) < 2 or max(gaps) - min(gaps) > REGULAR:
            return None
        polls = round(gaps[-1] / INTERVAL)
        if abs(sum(gaps) / len(gaps) - polls * INTERVAL) > polls * STRETCH / 2:
            return None
        hidden = max(hidden for hidden, _ in self._delays)
        shown = max(hidden, min(shown for _, shown in self._delays))
        delay = shown if shown - hidden < NEAR else (hidden + shown) / 2
        return self._stamps[-1] + max(gaps) + (0.0 if hidden < 0 <= shown else delay)


class PollPhase:
    """Shifts the polls to 1 to 5 s after the syncs, at random for each home."""

    def __init__(self) -> None:
        """Initialize without a preferred phase."""
        self._jitter = uniform(1, 5)  # noqa: S311
        self._last_poll, self._saved = 0.0, INTERVAL
        self._phase: float | None = None
        self._schedules: dict[str, SyncSchedule] = {}
        self._stamps: Mapping[str, datetime | None] = {}

    def update(self, stamps: Mapping[str, datetime | None], now: float) -> None:
        """Update the phase from the last sync of each device, by device ID."""
        if stamps == self._stamps:
            return
        self._stamps, known = stamps, self._schedules
        followed = sorted(stamps)[:MOST_DEVICES]
        self._schedules = {key: known.get(key) or SyncSchedule() for key in followed}
        for key, schedule in self._schedules.items():
            if (stamp := stamps[key]) is not None:
                schedule.observe(stamp.timestamp(), self._last_poll, now)
        syncs = [schedule.next_visible() for schedule in self._schedules.values()]
        phases = [at % INTERVAL for at in syncs if at is not None]
        ages = [sum((phase - at) % INTERVAL for at in phases) for phase in phases]
        self._phase = min(zip(ages, phases, strict=True), default=(0, None))[1]

    def next_interval(self, now: float) -> float:
        """Return the seconds until the next poll: 30, or what shifts the phase."""
        self._last_poll = now
        late = (now - (self._phase or 0.0) - self._jitter) % INTERVAL
        early = INTERVAL - late
        if self._phase is None or late <= LATE or early <= EARLY:
            return INTERVAL
        # A shorter interval is one more request, which longer ones make up for.
        interval = early if early > NEAR and self._saved >= late else INTERVAL + STRETCH
        self._saved += interval - INTERVAL
        return interval
