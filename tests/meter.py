"""Readings of energy meters."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any

from custom_components.podero.energy_meter import EnergyMeter

START = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
YEAR = 365 * 24 * 60

type Reading = tuple[datetime | None, float | None]


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def count(*readings: tuple[float, float | None], **how: Any) -> EnergyMeter:
    """Return the meter after readings, each its minute and its power in W."""
    return feed(EnergyMeter(**how), [(at(minute), power) for minute, power in readings])


def feed(meter: EnergyMeter, readings: Iterable[Reading]) -> EnergyMeter:
    return reduce(lambda meter, reading: meter.add(*reading), readings, meter)
