"""Helpers for tests of houses."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from simulator import Cloud, Device, weather
from simulator.house import House

DAY = 86400
WINTER = datetime(2026, 1, 20, 19, 0, tzinfo=UTC).timestamp()
SUMMER = datetime(2026, 7, 14, 6, 0, tzinfo=UTC).timestamp()


def ticks(house: House, days: float) -> Iterator[House]:
    """Advance a house by some days, tick by tick."""
    end = house.time + days * DAY
    while house.time < end:
        house.run(house.time + weather.TICK)
        yield house


def write(cloud: Cloud, device: Device, **changes: Any) -> None:
    """Update a device as a PUT does."""
    household = cloud.organization.household_of(device)
    household.command(lambda: device.write(changes, cloud.clock.wall))
