"""An independent model of a house and its car, in steps of 10 s.

It shares no code with the simulated cloud, the client, or the meter: a heat pump that
cycles and heats water in some of its cycles, a sun behind clouds, a household with
short loads, a battery, and a car whose charging tapers.
"""

from collections.abc import Mapping
from math import cos, pi
from random import Random
from typing import Final

STEP_S: Final = 10
DAYS: Final = 30
STEPS: Final = DAYS * 24 * 3600 // STEP_S
STEPS_A_DAY: Final = 24 * 3600 // STEP_S
SEASONS: Final = ("winter", "summer")
# A pump that only heats water in summer; none of them cools.
USES: Final = ("heating", "hot water", "standby")

type Powers = list[float]


def house_powers(season: str, house: int) -> dict[str, Powers]:
    """Return the powers of a house in W, without its car, one per step of 10 s."""
    dice = Random(f"{season} {house}")
    solar = _sun(season, dice)
    heat_pump = sum_of(use_powers(season, house))
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


def sum_of(powers: Mapping[str, Powers]) -> Powers:
    """Return the sum of several powers at each step."""
    return [float(sum(together)) for together in zip(*powers.values(), strict=True)]


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


def use_powers(season: str, house: int) -> dict[str, Powers]:
    """Return the power of a heat pump in W by use; one of them at a time is not 0."""
    dice = Random(f"heat pump {season} {house}")
    powers: dict[str, Powers] = {use: [0.0] * STEPS for use in USES}
    is_on, left, watts, use = False, 0, 0.0, ""
    mean_on, mean_off = (35, 25) if season == "winter" else (22, 420)
    for step in range(STEPS):
        if left <= 0:
            is_on = not is_on
            minutes = (mean_on if is_on else mean_off) * dice.uniform(0.6, 1.4)
            left = int(minutes * 60 / STEP_S)
            watts, use = 8.0, "standby"
            if is_on:
                heats = season == "winter" and dice.random() < 0.8
                watts = dice.uniform(1400, 2600)
                use = "heating" if heats else "hot water"
        left -= 1
        powers[use][step] = watts * dice.uniform(0.97, 1.03)
    return {use: power for use, power in powers.items() if any(power)}


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
