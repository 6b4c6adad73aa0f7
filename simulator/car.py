"""A car: trips, battery, and charging in cheap hours.

Powers are in watts, energies in watt hours, times in seconds since the epoch, in house
time. The battery level runs from 0 to 1.
"""

from dataclasses import dataclass, field
from datetime import datetime, time as time_of_day, timedelta
from math import inf
from typing import Final
from zoneinfo import ZoneInfo

from . import prices
from .trips import trip_after
from .weather import HOUR, ZONE

FULL_POWER: Final = 11_000
EFFICIENCY: Final = 0.92
RANGE_KM_PER_KWH: Final = 6.2
_KEPT_SESSIONS: Final = 200


@dataclass(slots=True)
class Session:
    """A charging session, from plugging in to unplugging."""

    plugged_in: float
    level_at_start: float
    target: float
    deadline: float | None = None
    planned_from: float | None = None
    planned_until: float | None = None
    unplugged: float | None = None
    level: float = 0.0
    energy_wh: float = 0.0
    charging_seconds: float = 0.0
    peak_w: int = 0
    cost: float = 0.0
    eager_wh: float = 0.0
    eager_cost: float = 0.0


@dataclass(slots=True)
class CarSettings:
    """The settings that the car follows."""

    optimized: bool = True
    limit: float = 0.8
    """The level at which the car itself stops charging."""
    policy: bool = True
    """Whether the goals of `week` apply."""
    week: tuple[tuple[float, time_of_day], ...] = ((0.7, time_of_day(7)),) * 7
    """The level to reach and its deadline, for each day from Monday."""
    zone: ZoneInfo = field(default=ZONE)
    ahead: float = 0.0
    """Seconds by which the wall time is ahead of the house time."""


class Car:
    """The state of the car."""

    capacity_wh = 60_000.0

    def __init__(self, seed: int, time: float) -> None:
        """Initialize a car that is at home and plugged in."""
        self.settings = CarSettings()
        self.level = 0.62
        self.at_home = True
        self.plugged_in = False
        self.boosted = False
        self.power_w = 0
        self.follows_trips = True
        self.report_step: int | None = None
        """Report the level at each multiple of this step, in %."""
        self.changed = False
        """Whether a change happened that the manufacturer reports through webhooks."""
        self.sessions: list[Session] = []
        self.session: Session | None = None
        self._seed = seed
        self._plan: frozenset[int] = frozenset()
        self._trip = trip_after(seed, time)
        self.plug_in(time)

    @property
    def is_full(self) -> bool:
        """Whether the battery has reached the limit of the car."""
        return self.level >= self.settings.limit - 1e-9

    def plug_in(self, time: float) -> None:
        """Return home if away, and connect the cable."""
        if not self.plugged_in:
            self.at_home = self.plugged_in = self.changed = True
            self.session = Session(
                time, self.level, self.settings.limit, level=self.level
            )
            self.replan(time)

    def unplug(self, time: float) -> None:
        """Disconnect the cable, which ends the session and a boost."""
        if self.session is not None:
            self.session.unplugged = time
            self.sessions.append(self.session)
            del self.sessions[:-_KEPT_SESSIONS]
        if self.plugged_in:
            self.changed = True
        self.plugged_in = self.boosted = False
        self.session, self.power_w, self._plan = None, 0, frozenset()

    def drive(self, time: float, energy_wh: float) -> None:
        """Leave now and use an amount of energy."""
        self.unplug(time)
        self.at_home, self.changed = False, True
        self.level = max(0.03, self.level - energy_wh / self.capacity_wh)

    def resume_trips(self, time: float) -> None:
        """Follow the trips again, after a control changed the state of the car."""
        self.follows_trips = True
        self._trip = trip_after(self._seed, time)
        if time < self._trip.leaves:
            self.plug_in(time)

    def set_level(self, level: float, time: float) -> None:
        """Set the battery level."""
        self.level = level
        self.replan(time)

    def decide(self, time: float) -> int:
        """Decide whether to charge, and return the power in W."""
        if self.follows_trips and time >= self._trip.leaves:
            self._travel(time)
        charging = self.plugged_in and (
            self.boosted
            or not self.settings.optimized
            or int(time // HOUR) in self._plan
        )
        power = 0
        if charging and not self.is_full:
            power = int(
                FULL_POWER
                * min(1.0, max(0.15, (self.settings.limit - self.level) / 0.02))
            )
        if (power > 0) != (self.power_w > 0):
            self.changed = True
        if power == 0 and self.boosted:
            self.boosted = False
        self.power_w = power
        return power

    def integrate(self, time: float, seconds: float) -> float:
        """Update the state after a number of seconds.

        Returns:
            The energy in Wh that immediate charging would have taken."""
        session = self.session
        if session is None:
            return 0.0
        hours = seconds / HOUR
        price = prices.price(self._seed, int(time // HOUR))
        wanted = (
            (session.target - session.level_at_start) * self.capacity_wh / EFFICIENCY
        )
        eager = min(FULL_POWER * hours, max(0.0, wanted - session.eager_wh))
        session.eager_wh += eager
        session.eager_cost += eager / 1000 * price
        if self.power_w:
            energy = self.power_w * hours
            before = self.level
            self.level = min(
                self.settings.limit, self.level + energy * EFFICIENCY / self.capacity_wh
            )
            if step := self.report_step:
                percents = before * 100 // step, self.level * 100 // step
                self.changed |= percents[0] != percents[1]
            session.level = self.level
            session.energy_wh += energy
            session.charging_seconds += seconds
            session.cost += energy / 1000 * price
            session.peak_w = max(session.peak_w, self.power_w)
        return eager

    def replan(self, time: float) -> None:
        """Plan the cheapest hours for the goal, then cheap hours up to the limit."""
        session = self.session
        if session is None:
            return
        settings = self.settings
        session.target, plan = settings.limit, set[int]()
        goal, session.deadline = self.level, None
        if settings.optimized and settings.policy:
            goal, session.deadline = self._deadline(time)
            goal = min(goal, settings.limit)
            plan |= self._cheapest(time, session.deadline, goal - self.level, plan)
        if settings.optimized:
            top_up = settings.limit - max(goal, self.level)
            plan |= self._cheapest(
                time, session.deadline or time + 24 * HOUR, top_up, plan, rank_below=8
            )
        self._plan = frozenset(plan)
        if plan and not session.energy_wh:
            session.planned_from = float(max(min(plan) * HOUR, time))
            session.planned_until = min(
                float((max(plan) + 1) * HOUR), session.deadline or inf
            )

    def _cheapest(
        self,
        time: float,
        until: float,
        level: float,
        taken: set[int],
        rank_below: int = 24,
    ) -> set[int]:
        """Return the cheapest free hours that raise the level by `level`."""
        needed = level * self.capacity_wh / EFFICIENCY / FULL_POWER * 1.06
        hours = [
            hour
            for hour in range(int(time // HOUR), int(until // HOUR) + 1)
            if hour not in taken
        ]
        chosen = set[int]()
        for hour in sorted(
            hours, key=lambda hour: (prices.price(self._seed, hour), hour)
        ):
            if needed <= 0:
                break
            if prices.rank(self._seed, hour) < rank_below:
                usable = (min(until, (hour + 1) * HOUR) - max(time, hour * HOUR)) / HOUR
                chosen.add(hour)
                needed -= max(0.0, usable)
        return chosen

    def _deadline(self, time: float) -> tuple[float, float]:
        """Return the level and the time of the next deadline of the week."""
        settings = self.settings
        today = datetime.fromtimestamp(time + settings.ahead, settings.zone).date()
        for ahead in range(8):
            day = today + timedelta(ahead)
            level, by = settings.week[day.weekday()]
            at = datetime.combine(day, by, settings.zone)
            deadline = at.timestamp() - settings.ahead
            if deadline > time:
                break
        return level, deadline

    def _travel(self, time: float) -> None:
        trip = self._trip
        if time >= trip.returns:
            if not self.at_home:
                self.plug_in(time)
            self._trip = trip_after(self._seed, time)
        elif self.at_home:
            self.drive(time, trip.energy_wh)
