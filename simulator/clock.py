"""The wall time of the client, and the time of the simulated house.

Every timestamp of the API, every away window and every pause is in wall time. The sun,
the loads, the car's plan and the syncs follow the house time, which can run faster or
be in another season. A charge deadline is a time of the client's calendar, whose days
pass at the speed of the house.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_FIRST = datetime(1, 1, 2, tzinfo=UTC)
_LAST = datetime(9999, 12, 30, tzinfo=UTC)


@dataclass(slots=True)
class ManualTime:
    """A wall time that only changes by `tick`, for `Clock(now=...)`."""

    now: datetime = datetime(2026, 1, 20, 19, 0, tzinfo=UTC)
    """By default a Tuesday evening in winter."""

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def tick(self, **by: float) -> None:
        """Advance the time by the arguments of a timedelta."""
        self.now += timedelta(**by)


class Clock:
    """The wall time, and the house time derived from it."""

    def __init__(
        self,
        now: Callable[[], datetime] | None = None,
        speed: float = 1.0,
        house_start: datetime | None = None,
    ) -> None:
        """Initialize both times.

        Args:
            now: returns the wall time as an aware datetime; real time by default.
            speed: seconds of house time per second of wall time, above 0.
            house_start: the first house time, aware; the wall time by default.

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
        """The current time of the client, in UTC."""
        now = datetime.now(UTC) if self._now is None else self._now()
        return _aware(now) + self._offset

    @property
    def house(self) -> datetime:
        """The current time of the house, in UTC."""
        return self.house_at(self.wall)

    @property
    def speed(self) -> float:
        """Seconds of house time per second of wall time, above 0."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        speed = _positive(speed)
        self.set_house(self.house)
        self._speed = speed

    @property
    def ahead(self) -> float:
        """Seconds by which the wall time was ahead at the last change of speed."""
        return (self._wall_anchor - self._house_anchor) // timedelta(seconds=1)

    def set_house(self, house: datetime) -> None:
        """Move the house time forwards or backwards; the wall time stays."""
        self._wall_anchor, self._house_anchor = self.wall, _aware(house)

    def advance(self, by: timedelta) -> None:
        """Advance the wall time, and the house time at its speed.

        Raises:
            RuntimeError: the wall time comes from `now`.
        """
        if self._now is not None:
            msg = "The time of this clock comes from its `now`: advance that instead"
            raise RuntimeError(msg)
        self._offset += by

    def house_at(self, wall: datetime) -> datetime:
        """Return the house time at a wall time.

        Before the last change of speed, both times passed at the same speed.
        """
        passed = wall - self._wall_anchor
        return _shifted(
            self._house_anchor, passed, self._speed if passed > timedelta() else 1.0
        )

    def wall_at(self, house: datetime) -> datetime:
        """Return the wall time at a house time.

        Before the last change of speed, both times passed at the same speed.
        """
        passed = house - self._house_anchor
        return _shifted(
            self._wall_anchor, passed, 1 / self._speed if passed > timedelta() else 1.0
        )


def _shifted(anchor: datetime, passed: timedelta, factor: float) -> datetime:
    """Return the sum, limited to the range of a datetime."""
    try:
        return anchor + (passed if factor == 1 else passed * factor)
    except OverflowError:
        return _LAST if passed > timedelta() else _FIRST


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        msg = "The time has no time zone: pass an aware datetime"
        raise ValueError(msg)
    return moment.astimezone(UTC)


def _positive(speed: float) -> float:
    if not speed > 0:
        msg = f"The speed must be above 0, not {speed}"
        raise ValueError(msg)
    return speed
