"""A physical house, whose numbers are always consistent.

Powers are in whole watts, energies in kilowatt hours, times in seconds since the epoch,
in house time. In every tick

    household = solar + battery - grid

holds exactly. The battery is positive while discharging, and the grid while exporting
(Podero: inverter state). The same seed and the same commands at the same times always
give the same house.
"""

from copy import deepcopy
from dataclasses import astuple, dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from . import prices, weather
from .battery import Battery
from .car import Car
from .heating import Heating
from .history import QUARTER, Energies, History, Row
from .weather import DAY, HOUR, TICK, seeded

_COARSE_TICK: Final = 300
_COARSE_DAYS: Final = 24
_FINE_DAYS: Final = 8


class Equipment(NamedTuple):
    """The equipment of a house."""

    solar_kw: float = 8.0
    battery: bool = True
    heat_pump: bool = True
    car: bool = True


class Flow(NamedTuple):
    """The powers of a tick, in watts."""

    solar: int
    household: int
    battery: int
    grid: int


@dataclass(frozen=True, slots=True)
class Meters:
    """True energies since the house began, in kWh. They never decrease."""

    solar: float
    household: float
    grid_import: float
    grid_export: float
    battery_charge: float
    battery_discharge: float
    heat_pump: float
    car: float


class House:
    """A house that advances in ticks of a minute, and keeps its history."""

    def __init__(self, seed: int, time: float, equipment: Equipment) -> None:
        """Initialize a house without a history."""
        self.seed = seed
        self.time = time
        self.equipment = equipment
        self.heating = Heating(seed)
        self.car = Car(seed, time)
        self.battery = Battery(connected=equipment.battery)
        self.history = History()
        self.outdoor = self.sunshine = 0.0
        self.flow = Flow(0, 0, 0, 0)
        self._watt_seconds = [0.0] * 9
        self._row_start = list(self._watt_seconds)
        self._zero = list(self._watt_seconds)
        self._hour = -1
        self._rank = 0
        self._tick: float = TICK
        self.decide()

    @property
    def meters(self) -> Meters:
        """The true energies since the house began."""
        return Meters(
            *(
                (now - zero) / 3.6e6
                for now, zero in zip(
                    self._watt_seconds[:8], self._zero[:8], strict=True
                )
            ),
        )

    def run(self, until: float, tick: int = TICK) -> bool:
        """Advance in full ticks up to `until`.

        Returns:
            Whether it stopped early, because the state of the car changed."""
        self._tick = tick
        while (edge := (self.time // tick + 1) * tick) <= until:
            self._pass(edge)
            if self.car.changed:
                self.car.changed = False
                return True
        return False

    def settle(self, until: float) -> None:
        """Advance to `until`, which can be in the middle of a tick."""
        if until > self.time:
            self._pass(until)

    def decide(self) -> None:
        """Decide the powers until the next decision."""
        time = self.time
        hour = int(time // HOUR)
        if hour != self._hour:
            self._hour, self._rank = hour, prices.rank(self.seed, hour)
            self._plan_hour()
        equipment = self.equipment
        self.outdoor = weather.outdoor_temperature(self.seed, time)
        self.sunshine = weather.sunshine(self.seed, time)
        solar = int(self.sunshine * equipment.solar_kw)
        household = _base_load(self.seed, int(time // DAY))[
            int(time % DAY) // QUARTER
        ] + int(time // TICK * 7 % 23)
        if equipment.heat_pump:
            household += self.heating.decide(time, self.outdoor)
        if equipment.car:
            household += self.car.decide(time)
        battery = self.battery.decide(
            solar - household, self._rank, self._tick, dark=solar < 50
        )
        self.flow = Flow(solar, household, battery, solar + battery - household)

    def replan(self) -> None:
        """Apply changed settings now, rather than from the next hour."""
        self._plan_hour()
        self.decide()

    def _plan_hour(self) -> None:
        mean = weather.day_temperature(self.seed, self.time)
        self.heating.plan_hour(self._rank, mean)
        self.car.replan(self.time)

    def keep_counting(self, counted: Meters) -> None:
        """Continue the meters of the house that this one replaces."""
        energies = (*astuple(counted), 0.0)
        self._zero = [
            now - before * 3.6e6
            for now, before in zip(self._watt_seconds, energies, strict=True)
        ]

    def _pass(self, until: float) -> None:
        """Advance to `until`, by a tick or less."""
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
        now = self._watt_seconds
        energies = [
            (now - then) / HOUR for now, then in zip(now, self._row_start, strict=True)
        ]
        car, heating = self.car, self.heating
        self.history.add(
            Row(
                start,
                prices.price(self.seed, int(start // HOUR)),
                Energies(*energies),
                inlet=heating.inlet,
                hot_water=heating.tank,
                room=heating.room,
                outdoor=self.outdoor,
                car_level=car.level,
                is_charging=car.power_w > 0,
                is_plugged_in=car.plugged_in,
            ),
        )
        self._row_start = list(now)

    def run_past(self, until: float) -> None:
        """Simulate the past, first in coarse ticks, and reset the meters."""
        fine_from = until - _FINE_DAYS * DAY
        for end, tick in ((fine_from, _COARSE_TICK), (until, TICK)):
            while self.run(end, tick):
                pass
        self._zero = list(self._watt_seconds)


def house_with_past(seed: int, time: float, equipment: Equipment) -> House:
    """Return a house at a time, to the minute, with a month of history."""
    return deepcopy(_house_with_past(seed, time // TICK * TICK, equipment))


@lru_cache(maxsize=16)
def _house_with_past(seed: int, time: float, equipment: Equipment) -> House:
    start = (time - (_COARSE_DAYS + _FINE_DAYS) * DAY) // QUARTER * QUARTER
    house = House(seed, start, equipment)
    house.run_past(time)
    return house


@lru_cache(maxsize=256)
def _base_load(seed: int, day: int) -> tuple[int, ...]:
    """Return the small loads of a UTC day, in watts per quarter of an hour."""
    dice = seeded(seed, "loads", day)
    ahead = weather.local(day * DAY // HOUR).hour
    loads = []
    for quarter in range(96):
        hour = (quarter / 4 + ahead) % 24
        morning = 420 * max(0.0, 1 - abs(hour - 7.2) / 1.6)
        evening = 850 * max(0.0, 1 - abs(hour - 19.2) / 3.2)
        cooking = (
            dice.uniform(600, 1800)
            if dice.random() < (0.25 if 17.5 < hour < 20 else 0.02)
            else 0
        )
        loads.append(int(190 + morning + evening + cooking + dice.uniform(0, 90)))
    return tuple(loads)
