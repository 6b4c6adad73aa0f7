"""Compare metered energies with an independent model of a house, in steps of 10 s.

Run `python -m bench.energy_accuracy` to print the tables of docs/energy.md. The model
shares no code with the simulated cloud, the client, or the meter: a heat pump that
cycles, a sun behind clouds, a household with short loads, a battery, and a car whose
charging tapers.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import cos, pi, sqrt
from random import Random
import sys
from typing import Final, NamedTuple

from custom_components.podero.energy_meter import EnergyMeter

STEP_S: Final = 10
DAYS: Final = 30
STEPS: Final = DAYS * 24 * 3600 // STEP_S
STEPS_A_DAY: Final = 24 * 3600 // STEP_S
START: Final = datetime(2026, 1, 1, tzinfo=UTC)
HOUSES: Final = (1, 2, 3)
SEASONS: Final = ("winter", "summer")

type Powers = list[float]
type Readings = Iterator[tuple[int, float]]
"""The steps of the readings, and the power in W that they report."""


class Energy(NamedTuple):
    """A metered energy beside the true one, in kWh, with its sampling error."""

    true: float
    metered: float
    sampling_error: float

    @property
    def error(self) -> float:
        """Return the relative error."""
        return (self.metered - self.true) / self.true if self.true else 0.0


def house_powers(season: str, house: int) -> dict[str, Powers]:
    """Return the powers of a house in W, without its car, one per step of 10 s."""
    dice = Random(f"{season} {house}")
    solar, heat_pump = _sun(season, dice), _heat_pump(season, dice)
    household = [
        load + pump for load, pump in zip(_household(dice), heat_pump, strict=True)
    ]
    powers: dict[str, Powers] = {
        "heat pump": heat_pump,
        "solar": solar,
        "household": household,
    }
    flows = ("grid import", "grid export", "battery charge", "battery discharge")
    powers |= {name: [] for name in flows}
    level, capacity = 5000.0, 10_000.0
    for sun, load in zip(solar, household, strict=True):
        surplus = sun - load
        battery = max(-5000.0, min(5000.0, surplus))
        room = capacity - level if battery > 0 else level - capacity * 0.1
        battery = max(-room, min(room, battery * STEP_S / 3600)) * 3600 / STEP_S
        level += battery * STEP_S / 3600
        grid = surplus - battery
        for name, power in zip(flows, (-grid, grid, battery, -battery), strict=True):
            powers[name].append(max(0.0, power))
    return powers


def _sun(season: str, dice: Random) -> Powers:
    noon, length = (2500.0, 8.5) if season == "winter" else (8000.0, 15.5)
    powers: Powers = []
    cloud, target = 0.3, 0.3
    for step in range(STEPS):
        if dice.random() < STEP_S / 400:
            target = dice.choice((0.05, 0.1, 0.3, 0.6, 0.8))
        cloud += (target - cloud) * STEP_S / 60
        hour = step % STEPS_A_DAY * STEP_S / 3600 - 12.5
        height = max(0.0, cos(pi * hour / length)) if abs(hour) < length / 2 else 0.0
        powers.append(noon * height * (1 - cloud))
    return powers


def _heat_pump(season: str, dice: Random) -> Powers:
    powers: Powers = []
    is_on, left, power = False, 0, 0.0
    mean_on, mean_off = (35, 25) if season == "winter" else (22, 420)
    for _ in range(STEPS):
        if left <= 0:
            is_on = not is_on
            minutes = (mean_on if is_on else mean_off) * dice.uniform(0.6, 1.4)
            left = int(minutes * 60 / STEP_S)
            power = dice.uniform(1400, 2600) if is_on else 8.0
        left -= 1
        powers.append(power * dice.uniform(0.97, 1.03))
    return powers


def _household(dice: Random) -> Powers:
    powers: Powers = []
    loads: list[tuple[int, float]] = []
    for step in range(STEPS):
        hour = step % STEPS_A_DAY * STEP_S / 3600
        rate = 1.5 if 7 <= hour < 22 else 0.2
        if dice.random() < rate * STEP_S / 3600:
            minutes = dice.expovariate(1 / 20)
            end = step + int(minutes * 60 / STEP_S)
            loads.append((end, dice.choice((300.0, 800.0, 1200.0, 2000.0))))
        loads = [load for load in loads if load[0] > step]
        powers.append(220 + sum(power for _, power in loads))
    return powers


def car_powers(house: int, rate_w: float = 11_000) -> Powers:
    """Return the charging power of a car in W: a session on two of three evenings."""
    dice = Random(f"car {house} {rate_w}")
    powers = [0.0] * STEPS
    for day in range(DAYS - 1):
        if dice.random() < 1 / 3:
            continue
        step = day * STEPS_A_DAY + int(dice.uniform(18, 26) * 3600 / STEP_S)
        need = dice.uniform(8, 32 if rate_w > 3000 else 12) * 1000.0
        charged = 0.0
        while charged < need and step < STEPS:
            left = 1 - charged / need
            taper = 1.0 if left > 0.15 else max(0.25, left / 0.15)
            powers[step] = rate_w * taper
            charged += powers[step] * STEP_S / 3600
            step += 1
    return powers


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
    readings = [
        (START + timedelta(seconds=step * STEP_S), power)
        for step, power in read(powers, dice)
    ]
    energy = EnergyMeter(reports_switching=is_car)
    for at, power in readings:
        energy = energy.add(at, power)
    variance = 0.0
    for (before, low), (after, high) in pairwise(readings):
        hours = (after - before).total_seconds() / 3600
        if hours <= 1.1:
            variance += ((high - low) / 1000 * hours) ** 2 / 12
    first, last = (
        round((readings[i][0] - START).total_seconds() / STEP_S) for i in (0, -1)
    )
    true = sum(powers[first:last]) * STEP_S / 3_600_000
    return Energy(true, energy.total_kwh, sqrt(variance))


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
        sqrt(sum(energy.sampling_error**2 for energy in energies)),
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
        houses = [house_powers(season, house) for house in HOUSES]
        for name in houses[0]:
            columns = [
                total([meter(house[name], read, Random(7)) for house in houses])
                for read in RHYTHMS.values()
            ]
            cells = " | ".join(map(_cell, columns))
            out(f"| {season} | {name} | {columns[0].true:.0f} | {cells} |\n")
    out("\n| Car | True, kWh | Metered, kWh | Error |\n|---|--:|--:|--:|\n")
    for name, (rate_w, read) in CARS.items():
        energy = total(
            [
                meter(car_powers(house, rate_w), read, Random(house), is_car=True)
                for house in HOUSES
            ]
        )
        # A car that reports the moments of switching has no sampling error.
        error = f"{100 * energy.error:+.2f} %"
        if name.startswith("polled"):
            error = _cell(energy)
        out(f"| {name} | {energy.true:.1f} | {energy.metered:.1f} | {error} |\n")


if __name__ == "__main__":
    main()
