"""Compare metered energies with an independent model of a house, in steps of 10 s.

Run `python -m bench.energy_accuracy` to print the tables of docs/energy.md.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import hypot, sqrt
from random import Random
import sys
from typing import Final, NamedTuple

from bench.energy_house import (
    SEASONS,
    STEP_S,
    STEPS,
    Powers,
    car_powers,
    house_powers,
    sum_of,
    use_powers,
)
from custom_components.podero.api import EnergyUse
from custom_components.podero.energy_meter import EnergyMeter
from custom_components.podero.energy_meter.heat_pump import HeatPumpMeter

START: Final = datetime(2026, 1, 1, tzinfo=UTC)
HOUSES: Final = range(1, 11)
# Other times of the readings, from which the sampling error is calculated.
DRAWS: Final = 20

type Readings = Iterator[tuple[int, float]]
"""The steps of the readings, and the power in W that they report."""


class Energy(NamedTuple):
    """A metered energy beside the true one, in kWh, with its sampling error."""

    true: float
    metered: float
    sampling_error: float = 0.0

    @property
    def error(self) -> float:
        """Return the relative error."""
        return (self.metered - self.true) / self.true if self.true else 0.0


def polled(minutes: tuple[float, float], missed: float) -> Callable[..., Readings]:
    """Read at random intervals in minutes, a share of which is missed."""

    def read(powers: Powers, dice: Random) -> Readings:
        step = 0
        while step < STEPS:
            if dice.random() >= missed:
                yield step, powers[step]
            step += round(dice.uniform(*minutes) * 60 / STEP_S)

    return read


def on_change(percent: float | None) -> Callable[..., Readings]:
    """Read when charging starts and stops, and at each percent of 60 kWh."""

    def read(powers: Powers, _dice: Random) -> Readings:
        yield 0, 0.0
        charged, reported = 0.0, 0.0
        for step in range(1, STEPS):
            charged += powers[step] * STEP_S / 3_600_000
            switched = (powers[step] > 0) != (powers[step - 1] > 0)
            if switched:
                reported = charged
            if switched or (percent and charged - reported >= 0.6 * percent):
                reported = charged
                yield step, powers[step]

    return read


def meter(
    powers: Powers,
    read: Callable[..., Readings],
    dice: Random,
    *,
    is_car: bool = False,
) -> Energy:
    """Meter the readings of a power, and compare with its true energy."""
    steps = [*read(powers, dice)]
    energy = EnergyMeter(reports_switching=is_car)
    for step, power in steps:
        energy = energy.add(_time(step), power)
    return Energy(_true_kwh(powers, steps), energy.total_kwh)


def meter_uses(
    uses: Mapping[str, Powers], read: Callable[..., Readings], dice: Random
) -> dict[str, Energy]:
    """Meter a heat pump by use, and compare each use with its true energy."""
    steps = [*read(sum_of(uses), dice)]
    energy = HeatPumpMeter()
    for step, power in steps:
        name = next(name for name in uses if uses[name][step])
        energy = energy.add_use(_time(step), power, _use(name), START)
    return {
        name: Energy(_true_kwh(powers, steps), energy.part_kwh(_use(name)))
        for name, powers in uses.items()
    }


def _use(name: str) -> EnergyUse:
    return EnergyUse(name.replace(" ", "_"))


def _time(step: int) -> datetime:
    return START + timedelta(seconds=step * STEP_S)


def sampling_error(powers: Powers, read: Callable[..., Readings]) -> float:
    """Return the usual error of straight lines between readings at other times."""
    squares = 0.0
    for draw in range(DRAWS):
        readings = [*read(powers, Random(f"draw {draw}"))]
        lines = sum(
            (low + high) / 2 * (after - before)
            for (before, low), (after, high) in pairwise(readings)
        )
        squares += (lines * STEP_S / 3_600_000 - _true_kwh(powers, readings)) ** 2
    return sqrt(squares / DRAWS)


def _true_kwh(powers: Powers, readings: list[tuple[int, float]]) -> float:
    """Return the true energy from the first to the last reading."""
    return sum(powers[readings[0][0] : readings[-1][0]]) * STEP_S / 3_600_000


RHYTHMS: Final[Mapping[str, Callable[..., Readings]]] = {
    "every 4 to 6 min": polled((4, 6), 0),
    "5 min, 5 % missed": polled((4.9, 5.1), 0.05),
    "14 to 16 min": polled((14, 16), 0),
    "14 to 16 min, 3 % missed": polled((14, 16), 0.03),
    "14 to 16 min, 10 % missed": polled((14, 16), 0.10),
}
CARS: Final[Mapping[str, tuple[float, Callable[..., Readings]]]] = {
    "polled every 5 min": (11_000, polled((4.9, 5.1), 0)),
    "polled every 15 min, 5 % missed": (11_000, polled((14, 16), 0.05)),
    "polled every 5 to 15 min": (11_000, polled((5, 15), 0)),
    "reports each 1 %": (11_000, on_change(1)),
    "reports each 5 %": (11_000, on_change(5)),
    "reports each 1 %, 1.4 kW": (1_400, on_change(1)),
    "reports each 5 %, 1.4 kW": (1_400, on_change(5)),
    "reports start and end": (11_000, on_change(None)),
}


def total(energies: list[Energy]) -> Energy:
    """Return the sum over several houses."""
    return Energy(
        sum(energy.true for energy in energies),
        sum(energy.metered for energy in energies),
        hypot(*(energy.sampling_error for energy in energies)),
    )


def _cell(energy: Energy) -> str:
    """Return the error with the sampling error, in kWh if the energy is small."""
    if energy.true < 20:
        error = energy.metered - energy.true
        return f"{error:+.2f} ± {energy.sampling_error:.2f} kWh"
    margin = 100 * energy.sampling_error / energy.true
    return f"{100 * energy.error:+.2f} ± {margin:.2f} %"


def main() -> None:
    """Print the table of the house, then that of the cars."""
    out = sys.stdout.write
    out(f"| 30 days | Energy | True, kWh | {' | '.join(RHYTHMS)} |\n")
    out(f"|---|---|--:{'|--:' * len(RHYTHMS)}|\n")
    for season in SEASONS:
        energies: dict[str, dict[str, list[Energy]]] = {}
        for house in HOUSES:
            powers, uses = house_powers(season, house), use_powers(season, house)
            for rhythm, read in RHYTHMS.items():
                dice = Random(f"{rhythm} {house}")
                metered = {
                    name: meter(power, read, dice) for name, power in powers.items()
                } | meter_uses(uses, read, dice)
                for name, power in {**powers, **uses}.items():
                    energy = metered[name]._replace(
                        sampling_error=sampling_error(power, read)
                    )
                    energies.setdefault(name, {}).setdefault(rhythm, []).append(energy)
        for name, rhythms in energies.items():
            columns = [*map(total, rhythms.values())]
            cells = " | ".join(map(_cell, columns))
            out(f"| {season} | {name} | {columns[0].true:.0f} | {cells} |\n")
    out("\n| Car | True, kWh | Metered, kWh | Error |\n|---|--:|--:|--:|\n")
    for name, (rate_w, read) in CARS.items():
        cars = [car_powers(house, rate_w) for house in HOUSES]
        charged = [meter(car, read, Random(7), is_car=True) for car in cars]
        energy = total(charged)
        # A car that reports the moments of switching has no sampling error.
        error = f"{100 * energy.error:+.2f} %"
        if name.startswith("polled"):
            margins = [sampling_error(car, read) for car in cars]
            error = _cell(energy._replace(sampling_error=hypot(*margins)))
        out(f"| {name} | {energy.true:.1f} | {energy.metered:.1f} | {error} |\n")


if __name__ == "__main__":
    main()
