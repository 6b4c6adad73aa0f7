"""A heat pump, the rooms that it heats and its hot water tank.

Powers are in watts, temperatures in degrees Celsius, times in seconds since the epoch,
in house time.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import inf
from typing import Final

from .weather import DAY, HOUR, local, seeded

MODES: Final = ("min", "low", "mid", "max")
STANDBY, HEATING, HOT_WATER = "Standby", "Heating", "Hot Water"

_LOSS: Final = 190.0
"""Heat loss of the house, in W/K."""
_ROOMS: Final = 38e6
"""Heat capacity of the rooms, in J/K."""
_TANK: Final = 837e3
"""Heat capacity of 200 liters of water, in J/K."""
_CIRCUIT: Final = 1400.0
"""Heat flow of the heating circuit, in W/K."""
_PEOPLE: Final = 350.0
_MARGIN: Final = 0.45
_HYSTERESIS: Final = 0.2
_SLOT: Final = 300
_HEATING_LIMIT: Final = 15.0
"""Days with a higher mean temperature in °C need no heating."""
_SHARE: Final = {"min": 0.0, "low": 0.3, "mid": 0.6, "max": 1.0}
_OWN_ROOM: Final = 21.0
_OWN_TANK: Final = 48.0


@dataclass(slots=True)
class HeatPumpSettings:
    """The settings that a heat pump follows."""

    optimized: bool = True
    ceiling: str = "mid"
    """The strongest mode that optimization may choose."""
    policy: bool = True
    """Whether the limits below apply, rather than the device's own defaults."""
    room_min: float = 20.0
    room_max: float = 22.5
    tank_target: float = 48.0
    tank_min: float = 42.0
    away_from: float = inf
    away_until: float = -inf
    away_room_min: float = 16.0
    away_tank_min: float = 35.0
    paused_until: float = -inf
    space_heating: bool = True
    hot_water: bool = True


class Heating:
    """The state of a heat pump, its rooms and its tank."""

    def __init__(self, seed: int) -> None:
        """Initialize a warm house with an idle heat pump."""
        self.settings = HeatPumpSettings()
        self.mode: str | None = "mid"
        self.activity = STANDBY
        self.power_w = 0
        self.room = 21.2
        self.room_target = 21.2
        self.tank = 46.0
        self.outlet = 26.0
        self._spread = 0.4
        self._goal_outlet = 24.0
        self._goal_spread = 0.3
        self._room_heat = 0.0
        self._tank_heat = 0.0
        self._warming = False
        self._filling = False
        self._season = True
        self._seed = seed

    @property
    def inlet(self) -> float:
        """The temperature of the water that enters the heat pump."""
        return self.outlet - self._spread

    @property
    def offset(self) -> float:
        """The room target minus the middle of the limits, in kelvin."""
        limits = self.settings
        return self.room_target - (limits.room_min + limits.room_max) / 2

    def plan_hour(self, rank: int, day_temperature: float) -> None:
        """Choose the mode of an hour.

        Args:
            rank: how many hours of the day are cheaper.
            day_temperature: the mean temperature of the day, in degrees Celsius."""
        self._season = day_temperature < _HEATING_LIMIT
        wanted = 3 if rank < 5 else 2 if rank < 12 else 1 if rank < 19 else 0
        settings = self.settings
        self.mode = (
            MODES[min(wanted, MODES.index(settings.ceiling))]
            if settings.optimized
            else None
        )

    def decide(self, time: float, outdoor: float) -> int:
        """Decide whether to heat, and return the electrical power in W."""
        settings = self.settings
        away = settings.away_from <= time < settings.away_until
        self.room_target = room_target = self._room_target(away=away)
        running = time >= settings.paused_until
        self._filling = running and settings.hot_water and self._tank_calls(away=away)
        self._warming = (
            running
            and settings.space_heating
            and self.room
            < room_target + (_HYSTERESIS if self._warming else -_HYSTERESIS)
            and (self._season or self.room < self._room_limits()[0] + _MARGIN)
        )
        self._tank_heat = self._room_heat = 0.0
        strongest = min(9500.0, max(5500.0, 8300.0 + 120.0 * outdoor))
        if self._filling:
            heat = self._tank_heat = min(7000.0, strongest)
            self.activity, water = HOT_WATER, self.tank + 6.0
        elif self._warming:
            need = (
                _LOSS * (room_target - outdoor)
                + 4000.0 * (room_target - self.room)
                - _PEOPLE
            )
            heat = self._room_heat = min(strongest, max(2000.0, need))
            self.activity, water = (
                HEATING,
                min(50.0, max(27.0, 26.0 + 0.55 * (20.0 - outdoor))),
            )
        else:
            self.activity, self.power_w = STANDBY, 18
            self._goal_outlet, self._goal_spread = self.room + 1.5, 0.3
            return 18
        self._goal_outlet, self._goal_spread = water, heat / _CIRCUIT
        efficiency = min(5.5, 0.42 * (water + 273.15) / max(12.0, water - outdoor))
        self.power_w = power = int(heat / efficiency) + 60
        return power

    def integrate(
        self, time: float, seconds: float, outdoor: float, sunshine: float
    ) -> None:
        """Update the state after a number of seconds."""
        target = self.room_target
        sun = 2.2 * sunshine * (0.15 if self.room > target + 0.3 else 1.0)
        loss = (
            _LOSS if outdoor >= self.room or self.room < target + 0.8 else _LOSS + 600.0
        )
        self.room += (
            seconds
            * (self._room_heat + _PEOPLE + sun - loss * (self.room - outdoor))
            / _ROOMS
        )
        day = int(time // DAY)
        drawn = (
            _draws(self._seed, day)[int(time - day * DAY) // _SLOT]
            * max(0.0, self.tank - 15.0)
            / 35.0
        )
        self.tank += (
            seconds * (self._tank_heat - drawn - 1.6 * (self.tank - 20.0)) / _TANK
        )
        self.outlet += (self._goal_outlet - self.outlet) * min(1.0, seconds / 600.0)
        self._spread += (self._goal_spread - self._spread) * min(1.0, seconds / 300.0)

    def _room_limits(self) -> tuple[float, float]:
        if self.settings.policy:
            return self.settings.room_min, self.settings.room_max
        return _OWN_ROOM - 1, _OWN_ROOM + 1

    def _room_target(self, *, away: bool) -> float:
        if away:
            return self.settings.away_room_min + _MARGIN
        low, high = self._room_limits()
        if self.mode is None or high - low < 2 * _MARGIN:
            return (low + high) / 2
        return low + _MARGIN + (high - low - 2 * _MARGIN) * _SHARE[self.mode]

    def _tank_calls(self, *, away: bool) -> bool:
        settings = self.settings
        target, floor = (
            (settings.tank_target, settings.tank_min)
            if settings.policy
            else (_OWN_TANK, _OWN_TANK - 8)
        )
        if away:
            target, floor = settings.away_tank_min + 4.0, settings.away_tank_min
        target = max(target, floor + 4.0)
        if self.mode == "min":
            target, start = min(target, floor + 6.0), floor + 3.0
        else:
            start = max(target - (2.0 if self.mode == "max" else 5.0), floor + 3.0)
        return self.tank < (target if self._filling else start)


@lru_cache(maxsize=256)
def _draws(seed: int, day: int) -> tuple[float, ...]:
    """Return the heat of the hot water used on a UTC day, in W per five minutes."""
    dice = seeded(seed, "water", day)
    ahead = local(day * DAY // HOUR).hour
    slots = [0.0] * (DAY // _SLOT)
    showers = [
        (dice.gauss(6.9, 0.4), 900.0),
        (dice.gauss(7.3, 0.4), 900.0),
        (dice.gauss(20.5, 1.0), 800.0),
    ]
    sinks = [(dice.uniform(6.5, 22.5), dice.uniform(60.0, 350.0)) for _ in range(9)]
    for hour, watt_hours in showers + sinks:
        at = int((hour - ahead) % 24 * HOUR) // _SLOT
        for slot in (at, at + 1):
            slots[slot % len(slots)] += watt_hours / 2 * HOUR / _SLOT
    return tuple(slots)
