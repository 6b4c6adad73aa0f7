"""Compare energies from power readings with the true meters of the simulated house.

Run `python -m bench.energy_accuracy` to print the table of docs/energy.md.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from math import sqrt
from random import Random
import sys
from typing import Final, NamedTuple

from custom_components.podero.api import (
    Device,
    ElectricVehicle,
    HeatPump,
    SolarInverter,
)
from custom_components.podero.energy_meter import EnergyMeter
from simulator import Clock, Cloud
from simulator.clock import ManualTime
from simulator.device_fields import DeviceType

SEASONS: Final = {
    "winter": datetime(2026, 1, 20, 19, tzinfo=UTC),
    "summer": datetime(2026, 7, 14, 6, tzinfo=UTC),
}
HOUSES: Final = (1, 2, 3)
POLL_SECONDS: Final = 30
POLLS_OF_A_WEEK: Final = 7 * 24 * 60 * 60 // POLL_SECONDS

POWERS: Final[Mapping[type[Device], Mapping[str, str]]] = {
    HeatPump: {"heat_pump": "current_power_consumption_w"},
    ElectricVehicle: {"car": "charge_rate_w"},
    SolarInverter: {
        "solar": "current_solar_production_w",
        "household": "household_consumption_w",
        "grid_import": "grid_import_w",
        "grid_export": "grid_export_w",
        "battery_charge": "battery_charge_w",
        "battery_discharge": "battery_discharge_w",
    },
}
"""For each true meter, the power field that the energy is calculated from."""


class Energy(NamedTuple):
    """An energy of one or more weeks, in kWh."""

    name: str
    true: float
    counted: float
    standard_error: float
    """The standard error of readings that are minutes apart: the power may have changed
    at any time between two of them."""

    @property
    def error(self) -> float:
        """Return the difference from the true meter, in kWh."""
        return self.counted - self.true


def simulate_week(season: str, house: int) -> list[Energy]:
    """Simulate a house for a week, with readings every 4 to 6 minutes.

    The interval is random because the car starts to charge at full hours: at a fixed
    interval, the error would be the same each time.
    """
    wall, dice = ManualTime(SEASONS[season]), Random(house)
    cloud = Cloud(Clock(now=wall), house)
    cloud.behavior.sync_interval = timedelta(weeks=2)
    site = cloud.organization.household_of(cloud.solar_inverter)
    begin = site.house.meters
    meters = {
        name: EnergyMeter(reports_switching=kind is ElectricVehicle)
        for kind, powers in POWERS.items()
        for name in powers
    }
    variances = dict.fromkeys(meters, 0.0)
    stamps: dict[type[Device], object] = {}
    next_reading = 0
    for poll in range(POLLS_OF_A_WEEK + 1):
        site.catch_up()
        if poll in {next_reading, POLLS_OF_A_WEEK}:
            site.sync()
            next_reading = poll + dice.randint(8, 12)
        for kind, powers in POWERS.items():
            simulated = site.devices[DeviceType(kind.path)]
            stamp = simulated.known()["current_state_last_updated_at"]
            if stamps.get(kind) == stamp:
                continue
            stamps[kind] = stamp
            device = kind.from_json(simulated.as_json(wall.now))
            assert device is not None
            for name, power in powers.items():
                before = meters[name]
                meters[name] = before.add(
                    device.current_state_last_updated_at, getattr(device, power)
                )
                variances[name] += _variance(before, meters[name])
        wall.tick(seconds=POLL_SECONDS)
    end = site.house_now().meters
    return [
        Energy(
            name,
            getattr(end, name) - getattr(begin, name),
            meter.total_kwh,
            sqrt(variances[name]),
        )
        for name, meter in meters.items()
    ]


def sum_weeks(weeks: Iterable[list[Energy]]) -> list[Energy]:
    """Return the sums of several weeks."""
    return [
        Energy(
            energies[0].name,
            sum(energy.true for energy in energies),
            sum(energy.counted for energy in energies),
            sqrt(sum(energy.standard_error**2 for energy in energies)),
        )
        for energies in zip(*weeks, strict=True)
    ]


def _variance(before: EnergyMeter, after: EnergyMeter) -> float:
    """Return the variance of the energy between two readings, in kWh²."""
    if before.last_at is None or after.last_at is None:
        return 0.0
    switched = (before.last_power_w > 0) != (after.last_power_w > 0)
    if after.reports_switching and switched:
        return 0.0
    hours = (after.last_at - before.last_at).total_seconds() / 3600
    step_kw = (after.last_power_w - before.last_power_w) / 1000
    return (step_kw * hours) ** 2 / 12


def main() -> None:
    """Print the table with the sums of all houses and the error of each."""
    houses = " | ".join(f"House {house}" for house in HOUSES)
    lines = [
        f"| Week | Energy | True, kWh | Counted, kWh | Error | {houses} |",
        f"|---|---|--:|--:|--:{'|--:' * len(HOUSES)}|",
    ]
    for season in SEASONS:
        weeks = [simulate_week(season, house) for house in HOUSES]
        for total, *each in zip(sum_weeks(weeks), *weeks, strict=True):
            errors = " | ".join(map(_percent, (total, *each)))
            lines.append(
                f"| {season} | {total.name} | {total.true:.2f} | {total.counted:.2f} "
                f"| {errors} |"
            )
    sys.stdout.write("\n".join(lines) + "\n")


def _percent(energy: Energy) -> str:
    return f"{100 * energy.error / energy.true:+.2f} %" if energy.true else "none"


if __name__ == "__main__":
    main()
