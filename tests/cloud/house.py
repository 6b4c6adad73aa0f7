"""One small physical house: sun, loads, battery, heat pump and car, whose numbers always agree.

Powers are whole watts, energies kilowatt hours, times seconds since the epoch in house time. Over every tick

    household = solar + battery - grid

holds exactly, with a battery that is positive while discharging and a grid that is positive while exporting (Podero:
inverter state). The same seed and the same commands at the same times always give the same house.
"""

from copy import deepcopy
from dataclasses import astuple, dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from . import sky
from .car import Car
from .heating import Heating
from .history import QUARTER, History, Row
from .sky import DAY, HOUR, seeded

TICK: Final = 60
_COARSE_TICK: Final = 300
_COARSE_DAYS: Final = 24
_FINE_DAYS: Final = 8


class Equipment(NamedTuple):
    """What is installed in a house."""

    solar_kw: float = 8.0
    heat_pump: bool = True
    car: bool = True


class Flow(NamedTuple):
    """The powers of a tick, in whole watts."""

    solar: int
    household: int
    battery: int
    grid: int


@dataclass(frozen=True, slots=True)
class Meters:
    """True energy since the house began, in kWh. They only ever grow."""

    solar: float
    household: float
    grid_import: float
    grid_export: float
    battery_charge: float
    battery_discharge: float
    heat_pump: float
    car: float


@dataclass(slots=True)
class Battery:
    """A home battery. Levels run from 0 to 1."""

    capacity_wh: float = 10_000.0
    connected: bool = True
    level: float = 0.5
    level_min: float = 0.2
    level_max: float = 0.9
    optimized: bool = True
    strongest_w: int = 5000
    efficiency: float = 0.95

    def decide(self, surplus_w: int, rank: int, *, dark: bool) -> int:
        """The power for the next tick, positive while discharging: own use first, and cheap hours at night."""
        if not self.connected:
            return 0
        if self.optimized and dark and rank < 4 and surplus_w < 0:
            surplus_w = 2500 if self.level < min(0.55, self.level_max) else 0
        if surplus_w >= 0:
            room = max(0.0, self.level_max - self.level) * self.capacity_wh / self.efficiency
            return -min(surplus_w, self.strongest_w, int(room * HOUR / TICK))
        stored = max(0.0, self.level - self.level_min) * self.capacity_wh * self.efficiency
        return min(-surplus_w, self.strongest_w, int(stored * HOUR / TICK))

    def integrate(self, power_w: int, seconds: float) -> None:
        """Let so many seconds pass at a power."""
        lost = self.efficiency if power_w < 0 else 1 / self.efficiency
        self.level -= power_w * lost * seconds / HOUR / self.capacity_wh


class House:
    """A house that moves in ticks of a minute, and remembers."""

    def __init__(self, seed: int, time: float, equipment: Equipment) -> None:
        """Begin at a time, with empty meters and no past."""
        self.seed = seed
        self.time = time
        self.equipment = equipment
        self.heating = Heating(seed)
        self.car = Car(seed, time)
        self.battery = Battery(connected=equipment.solar_kw > 0)
        self.history = History()
        self.outdoor = self.sunshine = 0.0
        self.flow = Flow(0, 0, 0, 0)
        self._watt_seconds = [0.0] * 9
        self._row_start = list(self._watt_seconds)
        self._zero = list(self._watt_seconds)
        self._hour = -1
        self._rank = 0
        self.decide()

    @property
    def meters(self) -> Meters:
        """The true energies since the house began."""
        return Meters(
            *((now - zero) / 3.6e6 for now, zero in zip(self._watt_seconds[:8], self._zero[:8], strict=True)),
        )

    def run(self, until: float, tick: int = TICK) -> bool:
        """Pass full ticks that end by `until`; stop early, with True, right after something happened to the car."""
        while (edge := (self.time // tick + 1) * tick) <= until:
            self._pass(edge)
            if self.car.changed:
                self.car.changed = False
                return True
        return False

    def settle(self, until: float) -> None:
        """Pass time up to exactly `until`, so that a command acts from then on."""
        while (edge := (self.time // TICK + 1) * TICK) <= until:
            self._pass(edge)
        if until > self.time:
            self._pass(until)

    def decide(self) -> None:
        """Decide the powers from now on, after something changed."""
        time = self.time
        hour = int(time // HOUR)
        if hour != self._hour:
            self._hour, self._rank = hour, sky.rank(self.seed, hour)
            self.heating.choose_mode(self._rank)
            self.car.replan(time)
        equipment = self.equipment
        self.outdoor = sky.outdoor_temperature(self.seed, time)
        self.sunshine = sky.sunshine(self.seed, time)
        solar = int(self.sunshine * equipment.solar_kw)
        household = _base_load(self.seed, int(time // DAY))[int(time % DAY) // QUARTER] + int(time // TICK * 7 % 23)
        if equipment.heat_pump:
            household += self.heating.decide(time, self.outdoor)
        if equipment.car:
            household += self.car.decide(time)
        battery = self.battery.decide(solar - household, self._rank, dark=solar < 50)
        self.flow = Flow(solar, household, battery, solar + battery - household)

    def replan(self) -> None:
        """Follow changed settings at once rather than from the next hour on."""
        self.heating.choose_mode(self._rank)
        self.car.replan(self.time)
        self.decide()

    def keep_counting(self, counted: Meters) -> None:
        """Let the meters go on from what another house, which this one replaces, has counted."""
        energies = (*astuple(counted), 0.0)
        self._zero = [now - before * 3.6e6 for now, before in zip(self._watt_seconds, energies, strict=True)]

    def _pass(self, until: float) -> None:
        """Let the time up to `until`, a tick or less, pass as decided."""
        time, seconds = self.time, until - self.time
        solar, household, battery, grid = self.flow
        meters = self._watt_seconds
        meters[0] += solar * seconds
        meters[1] += household * seconds
        meters[2 if grid < 0 else 3] += abs(grid) * seconds
        meters[4 if battery < 0 else 5] += abs(battery) * seconds
        equipment = self.equipment
        if equipment.heat_pump:
            meters[6] += self.heating.power_w * seconds
            self.heating.integrate(time, seconds, self.outdoor, self.sunshine)
        if equipment.car:
            meters[7] += self.car.power_w * seconds
            meters[8] += self.car.integrate(time, seconds) * HOUR
        if battery:
            self.battery.integrate(battery, seconds)
        self.time = until
        if until % QUARTER == 0:
            self._remember(until - QUARTER)
        self.decide()

    def _remember(self, start: float) -> None:
        energies = ((now - before) / HOUR for now, before in zip(self._watt_seconds, self._row_start, strict=True))
        car, heating = self.car, self.heating
        self.history.add(
            Row(
                start,
                sky.price(self.seed, int(start // HOUR)),
                *energies,
                inlet=heating.inlet,
                hot_water=heating.tank,
                car_level=car.level,
                is_charging=car.power_w > 0,
                is_plugged_in=car.plugged_in,
            ),
        )
        self._row_start = list(self._watt_seconds)

    def live(self, until: float) -> None:
        """Live through the past up to `until`, in coarse ticks at first; then zero the meters."""
        fine_from = until - _FINE_DAYS * DAY
        for end, tick in ((fine_from, _COARSE_TICK), (until, TICK)):
            while self.run(end, tick):
                pass
        self._zero = list(self._watt_seconds)


def lived_in(seed: int, time: float, equipment: Equipment) -> House:
    """A house at a time (to the minute), with a month behind it and its meters at zero."""
    return deepcopy(_lived_in(seed, time // TICK * TICK, equipment))


@lru_cache(maxsize=8)
def _lived_in(seed: int, time: float, equipment: Equipment) -> House:
    start = (time - (_COARSE_DAYS + _FINE_DAYS) * DAY) // QUARTER * QUARTER
    house = House(seed, start, equipment)
    house.live(time)
    return house


@lru_cache(maxsize=256)
def _base_load(seed: int, day: int) -> tuple[int, ...]:
    """The household of a UTC day without heat pump and car, in watts for each quarter of an hour."""
    dice = seeded(seed, "loads", day)
    ahead = sky.local(day * DAY // HOUR).hour
    loads = []
    for quarter in range(96):
        hour = (quarter / 4 + ahead) % 24
        morning = 420 * max(0.0, 1 - abs(hour - 7.2) / 1.6)
        evening = 850 * max(0.0, 1 - abs(hour - 19.2) / 3.2)
        cooking = dice.uniform(600, 1800) if dice.random() < (0.25 if 17.5 < hour < 20 else 0.02) else 0
        loads.append(int(190 + morning + evening + cooking + dice.uniform(0, 90)))
    return tuple(loads)
