"""Simulate many homes that lose the cloud together: they must not return in step.

The clients, the coordinators, and Home Assistant's scheduling are real. Time is
virtual, and a counter replaces the network.
"""

import argparse
import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from functools import partial
import gc
import logging
from random import Random, seed
from statistics import mean
import sys
from time import perf_counter
from typing import Any, cast
from unittest.mock import AsyncMock, patch

from aiohttp import ClientSession
from homeassistant.config_entries import ConfigEntries, ConfigEntryState
from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET
from homeassistant.core import HomeAssistant
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_test_home_assistant,
)

from bench.fleet_cloud import CAR, FleetCloud
from bench.outages import FEWER_HOMES, SCENARIOS, Scenario
from bench.report import Crashes, say, say_table
from bench.virtual_time import VirtualLoop
from custom_components.podero import async_setup_entry
from custom_components.podero.api import Podero
from custom_components.podero.const import (
    CONF_BASE_URL,
    CONF_ORG_ID,
    CONF_USER_ID,
    DOMAIN,
    LOGGER,
    POLL_INTERVAL,
)
from custom_components.podero.coordinator import PoderoHome

ROUND = int(POLL_INTERVAL.total_seconds())
DOWN_FROM = 100
STEADY_FROM = 40
AFTER = 360

HEAD = (
    *("The cloud", "homes", "steady /s", "outage /s", "busiest second", "ratio"),
    *("busiest 10 s /s", "ratio", "steady again after"),
)


@dataclass(frozen=True, slots=True)
class Result:
    """Requests a second."""

    scenario: Scenario
    homes: int
    steady: float
    outage: float
    peak: float
    peak_of_ten: float
    settled: int | None

    @property
    def is_good(self) -> bool:
        """Return whether the peak is below the limit.

        Few homes share a second by chance. For them, the peak of 10 s counts.
        """
        peak = self.peak_of_ten if self.homes < FEWER_HOMES else self.peak
        limit = self.scenario.limit * self.steady
        return self.settled is not None and peak < limit

    def row(self) -> tuple[str, ...]:
        """Return the row of the table."""
        return (
            self.scenario.name,
            f"{self.homes:,}",
            f"{self.steady:.0f}",
            f"{self.outage:.0f}",
            f"{self.peak:.0f}",
            f"{self.peak / self.steady:.2f}",
            f"{self.peak_of_ten:.0f}",
            f"{self.peak_of_ten / self.steady:.2f}",
            "never" if self.settled is None else f"{self.settled} s",
        )


def main(arguments: list[str]) -> int:
    """Run the scenarios and print the results. Return 1 if homes return in step."""
    parser = argparse.ArgumentParser("scripts/bench fleet", description=__doc__)
    parser.add_argument("scenario", nargs="*", help=f"some of {', '.join(SCENARIOS)}")
    parser.add_argument("--homes", type=int, help="how many (default: see the table)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    if unknown := set(options.scenario) - SCENARIOS.keys():
        parser.error(f"there is no scenario {', '.join(sorted(unknown))}")
    rows, is_good = [], True
    with Crashes() as crashes:
        for name in options.scenario or SCENARIOS:
            began = perf_counter()
            scenario = SCENARIOS[name]
            result = run(scenario, options.homes or scenario.homes, options.seed)
            rows.append(result.row())
            is_good &= result.is_good
            say(f"{scenario.name}: simulated in {perf_counter() - began:.0f} s")
    say_table(HEAD, rows)
    crashes.say()
    if not is_good:
        say("The homes return in step, or never: see the ratio.")
    return 0 if is_good and not crashes.found else 1


def run(scenario: Scenario, homes: int, number: int) -> Result:
    """Simulate a scenario."""
    seed(number)
    end = DOWN_FROM + scenario.outage
    cloud = FleetCloud(
        Random(number), DOWN_FROM, end, scenario.outage_answer, scenario.loses_tokens
    )
    with ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner(loop_factory=VirtualLoop))
        for what in _replaced(runner.get_loop().time, cloud):
            stack.enter_context(what)
        # The simulation creates no garbage cycles, and collections would take long.
        gc.disable()
        stack.callback(gc.enable)
        runner.run(_live(homes, end + AFTER))
    counts = [cloud.requests[second] for second in range(end + AFTER)]
    return _measure(scenario, homes, counts)


def _replaced(
    clock: Callable[[], float], cloud: FleetCloud
) -> Iterator[AbstractContextManager[object]]:
    """Return the patches of the clock, the network, the platforms, and the log."""
    for name, module in list(sys.modules.items()):
        if name.startswith("custom_components.podero") and hasattr(module, "monotonic"):
            yield patch.object(module, "monotonic", clock)
    yield patch("custom_components.podero.async_create_client", _create_client(cloud))
    yield patch.object(ConfigEntries, "async_forward_entry_setups", AsyncMock())
    # Thousands of homes log the same.
    yield patch.object(LOGGER, "filters", [_has_traceback])


def _create_client(
    cloud: FleetCloud,
) -> Callable[[HomeAssistant, Mapping[str, Any]], Podero]:
    def create(_: HomeAssistant, data: Mapping[str, Any]) -> Podero:
        return Podero(
            cast("ClientSession", cloud),
            base_url=data[CONF_BASE_URL],
            client_id=data[CONF_CLIENT_ID],
            client_secret=data[CONF_CLIENT_SECRET],
            org_id=data[CONF_ORG_ID],
            user_id=data[CONF_USER_ID],
        )

    return create


def _has_traceback(record: logging.LogRecord) -> bool:
    return record.exc_info is not None


async def _live(homes: int, seconds: float) -> None:
    async with async_test_home_assistant() as hass:
        dice = Random(homes)
        await asyncio.gather(*(_start(hass, number, dice) for number in range(homes)))
        await asyncio.sleep(seconds - hass.loop.time())
        await hass.async_stop(force=True)


async def _start(hass: HomeAssistant, number: int, dice: Random) -> None:
    """Set up a home at a random time, and add listeners as entities do."""
    await asyncio.sleep(dice.uniform(0, ROUND))
    entry = MockConfigEntry(
        domain=DOMAIN,
        title=f"Home {number}",
        data={
            CONF_BASE_URL: "https://podero.example",
            CONF_CLIENT_ID: "id",
            CONF_CLIENT_SECRET: "secret",
            CONF_ORG_ID: "organization",
            CONF_USER_ID: f"{number}",
        },
        state=ConfigEntryState.SETUP_IN_PROGRESS,
    )
    await async_setup_entry(hass, entry)
    entry.mock_state(hass, ConfigEntryState.LOADED)
    for coordinator in _coordinators(entry.runtime_data):
        listen = partial(coordinator.async_add_listener, _show, CAR)
        if coordinator in entry.runtime_data.device_coordinators:
            listen()
            continue
        # Slow coordinators were last refreshed at a random time.
        assert coordinator.update_interval is not None
        seconds = coordinator.update_interval.total_seconds()
        hass.loop.call_later(dice.uniform(0, seconds), listen)


def _coordinators(home: PoderoHome) -> list[DataUpdateCoordinator[Any]]:
    return [
        part for part in vars(home).values() if isinstance(part, DataUpdateCoordinator)
    ]


def _show() -> None:
    """Do nothing."""


def _measure(scenario: Scenario, homes: int, counts: list[int]) -> Result:
    end = DOWN_FROM + scenario.outage
    steady = mean(counts[STEADY_FROM:DOWN_FROM])
    after = counts[end:]
    rounds = [mean(after[at : at + ROUND]) for at in range(len(after) - ROUND)]
    restless = [at for at, rate in enumerate(rounds) if abs(rate / steady - 1) > 0.15]
    settled = restless[-1] + 1 if restless else 0
    return Result(
        scenario,
        homes,
        steady,
        mean(counts[DOWN_FROM:end] or [0]),
        max(after),
        max(mean(after[at : at + 10]) for at in range(len(after) - 10)),
        settled if settled < len(rounds) else None,
    )
