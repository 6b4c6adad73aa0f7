"""The times at which the devices of a household sync."""

from math import inf

from .behavior import Behavior
from .weather import seeded


class SyncSchedule:
    """Regular syncs with optional jitter and missed syncs, in house time."""

    def __init__(self, seed: int, behavior: Behavior) -> None:
        """Initialize a schedule that starts at the first `restart`."""
        self._seed = seed
        self._behavior = behavior
        self._last = -inf
        self._last_due = -inf

    def restart(self, at: float) -> None:
        """Count the intervals from a sync on demand."""
        self._last = self._last_due = at

    def last_due(self, now: float) -> float:
        """Return the time of the last sync that is due and not done, or infinity."""
        behavior = self._behavior
        interval = max(1.0, behavior.sync_interval.total_seconds())
        if not (behavior.sync_jitter or behavior.missed_syncs):
            rounds = (now - self._last) // interval
            return self._last + rounds * interval if rounds >= 1 else inf
        jitter = min(behavior.sync_jitter.total_seconds(), interval) / 2
        rounds = int((now + jitter - self._last) // interval)
        while rounds >= 1:
            regular = self._last + rounds * interval
            dice = seeded(self._seed, "sync", regular)
            due = regular + dice.uniform(-jitter, jitter)
            if self._last_due < due <= now and dice.random() >= behavior.missed_syncs:
                return due
            rounds -= 1
        return inf

    def done(self, due: float) -> None:
        """Continue after a sync that `last_due` returned."""
        interval = max(1.0, self._behavior.sync_interval.total_seconds())
        self._last += round((due - self._last) / interval) * interval
        self._last_due = due
