"""Two notions of time: the client's wall time, and the simulated house's.

Every timestamp of the API, every away window and every pause is in wall time. The sun,
the loads, the car's plan and the rhythm of the syncs follow the house, which may run
faster or stand in another season. A charge deadline is one of the client's calendar,
whose days pass at the speed of the house.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_FIRST = datetime(1, 1, 2, tzinfo=UTC)
_LAST = datetime(9999, 12, 30, tzinfo=UTC)


class Clock:
    """The wall time, and the house time derived from it."""

    def __init__(
        self,
        now: Callable[[], datetime] | None = None,
        speed: float = 1.0,
        house_start: datetime | None = None,
    ) -> None:
        """Start both times.

        Args:
            now: gives the wall time as an aware datetime; real time by default.
            speed: seconds of house time a second of wall time, above 0.
            house_start: the house time to begin at, aware; the wall time by default.

        Raises:
            ValueError: `speed` is not above 0, or `house_start` is naive.
        """
        self._now = now
        self._offset = timedelta()
        self._speed = _positive(speed)
        self._wall_anchor = self.wall
        self._house_anchor = (
            self._wall_anchor if house_start is None else _aware(house_start)
        )

    @property
    def wall(self) -> datetime:
        """The time now for the client, in UTC."""
        now = datetime.now(UTC) if self._now is None else self._now()
        return _aware(now) + self._offset

    @property
    def house(self) -> datetime:
        """The time now in the house, in UTC."""
        return self.house_at(self.wall)

    @property
    def speed(self) -> float:
        """Seconds of house time a second of wall time, above 0."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        speed = _positive(speed)
        self.set_house(self.house)
        self._speed = speed

    @property
    def ahead(self) -> float:
        """How far the wall time was ahead at the last change of pace, in whole s."""
        return (self._wall_anchor - self._house_anchor) // timedelta(seconds=1)

    def set_house(self, house: datetime) -> None:
        """Let the house go on from another time, forwards or backwards.

        The wall time stays.
        """
        self._wall_anchor, self._house_anchor = self.wall, _aware(house)

    def advance(self, by: timedelta) -> None:
        """Move the wall time on, and the house with it at its speed.

        Raises:
            RuntimeError: the clock was given a `now`, so somebody else owns the time.
        """
        if self._now is not None:
            msg = "This clock follows the time it was given: move that on instead"
            raise RuntimeError(msg)
        self._offset += by

    def house_at(self, wall: datetime) -> datetime:
        """The house time at a wall time.

        Before the last change of pace both ran alike.
        """
        passed = wall - self._wall_anchor
        return _shifted(
            self._house_anchor, passed, self._speed if passed > timedelta() else 1.0
        )

    def wall_at(self, house: datetime) -> datetime:
        """The wall time at a house time.

        Before the last change of pace both ran alike.
        """
        passed = house - self._house_anchor
        return _shifted(
            self._wall_anchor, passed, 1 / self._speed if passed > timedelta() else 1.0
        )


def _shifted(anchor: datetime, passed: timedelta, factor: float) -> datetime:
    """Add a stretch of time, staying within what a datetime can hold."""
    try:
        return anchor + (passed if factor == 1 else passed * factor)
    except OverflowError:
        return _LAST if passed > timedelta() else _FIRST


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        msg = "A time without a zone says nothing: pass an aware datetime"
        raise ValueError(msg)
    return moment.astimezone(UTC)


def _positive(speed: float) -> float:
    if not speed > 0:
        msg = f"The speed must be above 0, not {speed}"
        raise ValueError(msg)
    return speed
