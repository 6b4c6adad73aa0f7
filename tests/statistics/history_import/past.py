"""A home whose past is imported, and what the recorder has of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import accumulate
import logging
from typing import Any

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.statistics import statistics_during_period
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from tests.conftest import MORNING, Home

HOUR = timedelta(hours=1)


# The requests for the past of a device, for a month each.
YEAR = 12


REMEMBERED_DAYS = 3
DAY_SECONDS = 24 * 60 * 60


LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


IN_WH = {"consumption": "Wh"}


UNKNOWN_UNIT = "the unit of unoptimized_consumption is unknown"


ENERGIES = ("consumption", "solar_production", "grid_export")


NOT_HOURLY = "it has no hourly values"


type Rows = dict[datetime, tuple[float, float]]
"""Energies and sums in kWh, by the beginning of their hour."""


class Past:
    """A home whose past is to be imported."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.hass = home.hass
        self.cloud = home.cloud

    async def start(self) -> None:
        """Set the home up, and wait for its import."""
        assert await self.home.set_up()
        await self.hass.async_block_till_done(wait_background_tasks=True)

    async def start_again(self) -> None:
        """Restart, as far as the home is concerned."""
        assert await self.home.unload()
        await self.start()

    async def next_day(self) -> None:
        """Let a day pass."""
        await self.home.wait(DAY_SECONDS)

    def asked(self) -> list[tuple[str, datetime, datetime]]:
        """Return the devices that the past was asked of, and from when until when."""
        return [
            (
                request.path.split("/")[-2],
                datetime.fromisoformat(request.query["from_datetime"]),
                datetime.fromisoformat(request.query["to_datetime"]),
            )
            for request in self.cloud.requests
            if request.path.endswith("/data")
        ]

    async def statistics(self) -> dict[str, Rows]:
        """Return all that the recorder has of any energy."""
        await async_wait_recording_done(self.hass)
        found = await get_instance(self.hass).async_add_executor_job(
            statistics_during_period,
            self.hass,
            LONG_AGO,
            None,
            None,
            "hour",
            None,
            {"state", "sum"},
        )
        return {
            statistic_id: {
                datetime.fromtimestamp(row["start"], UTC): (
                    row.get("state") or 0,
                    row.get("sum") or 0,
                )
                for row in rows
            }
            for statistic_id, rows in found.items()
            if ":" not in statistic_id or statistic_id.endswith(ENERGIES)
        }

    async def rows(self, statistic_id: str) -> Rows:
        """Return what the recorder has of one statistic."""
        return (await self.statistics()).get(statistic_id, {})

    def heat_pump(self, key: str = "consumption") -> str:
        """Return the id of a statistic of the heat pump."""
        return f"podero:heat_pump_{as_id(self.cloud.heat_pump.id)}_{key}"

    def car(self, key: str = "consumption") -> str:
        """Return the id of a statistic of the car."""
        return f"podero:electric_vehicle_{as_id(self.cloud.electric_vehicle.id)}_{key}"

    def inverter(self, key: str = "solar_production") -> str:
        """Return the id of a statistic of the inverter."""
        return f"podero:solar_inverter_{as_id(self.cloud.solar_inverter.id)}_{key}"

    def lived(self, name: str) -> Rows:
        """Return what the house remembers of an energy, of its full hours until now."""
        now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        watt_hours: defaultdict[datetime, list[float]] = defaultdict(list)
        for row in self.cloud.house.history.rows:
            hour = datetime.fromtimestamp(row.start // 3600 * 3600, UTC)
            watt_hours[hour].append(getattr(row.energies, name))
        # The cloud tells tenths of a watt hour.
        return summed(
            {
                hour: round(sum(quarters), 1) / 1000
                for hour, quarters in watt_hours.items()
                if hour < now
            }
        )

    def answer(
        self,
        kind: str,
        rows: Iterable[Mapping[str, Any]],
        units: Mapping[str, Any] = IN_WH,
    ) -> None:
        """Let the cloud answer this when asked for the past of a kind of device."""
        body = {"metadata": {"units": dict(units)}, "data": list(rows)}
        self.cloud.faults.fail("GET", f"*/{kind}/*/data", status=200, body=body)

    def only_heat_pump(
        self, rows: Iterable[Mapping[str, Any]], units: Mapping[str, Any] = IN_WH
    ) -> None:
        """Let the cloud have a past of the heat pump alone."""
        self.cloud.faults.heal()
        self.cloud.faults.fail("GET", "*/data", status=404)
        self.answer("heat-pumps", rows, units)


def as_id(device_id: str) -> str:
    return device_id.replace("-", "_")


def summed(energies: Mapping[datetime, float]) -> Rows:
    """Add sums to energies."""
    sums = accumulate(energies.values())
    return {
        hour: (energy, total)
        for (hour, energy), total in zip(energies.items(), sums, strict=True)
    }


def about(rows: Rows) -> dict[datetime, Any]:
    """Return rows to compare others with."""
    return {hour: pytest.approx(row, abs=1e-6) for hour, row in rows.items()}


def row(hours_ago: float, consumption: Any, unoptimized: Any = None) -> dict[str, Any]:
    """Return a row of an answer, in Wh, so many hours before the morning."""
    return {
        "time": (MORNING - hours_ago * HOUR).isoformat(),
        "estimated_consumption": consumption,
        "unoptimized_consumption": unoptimized,
    }


def hours_ago(energies: Mapping[int, float]) -> Rows:
    """Return energies in kWh, by how many hours before the morning, with sums."""
    return about(summed({MORNING - ago * HOUR: kwh for ago, kwh in energies.items()}))


def messages(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was said about the past in the log."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("custom_components.podero")
        and record.levelno >= logging.INFO
        and "istory" in record.getMessage()
    ]


def left_out(past: Past, reason: str) -> str:
    """Return what is said of a past of the heat pump that cannot be imported."""
    return f"History of {past.cloud.heat_pump.id} is not imported: {reason}"


WALK = hours_ago({5: 0.1, 4: 0.1, 3: 0.1, 2: 0.1, 1: 0.1})


def spans(past: Past) -> list[tuple[float, float]]:
    """Return from and until how many hours ago the heat pump was asked for."""
    return [
        ((MORNING - since) / HOUR, (MORNING - until) / HOUR)
        for device, since, until in past.asked()
        if device == past.cloud.heat_pump.id
    ]


def refuse(past: Past, status: int, times: int = 1, **failure: Any) -> None:
    """Let the cloud refuse the second request for the heat pump's past, and more."""
    path = f"*/{past.cloud.heat_pump.id}/data"
    past.cloud.faults.fail("GET", path, status=status, times=times, **failure)
    answers = [
        one for one in past.cloud.faults.failures if one.path == "*/heat-pumps/*/data"
    ]
    past.cloud.faults.fail("GET", path, status=200, body=answers[-1].body, times=1)
