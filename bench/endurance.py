"""Simulate a home for a month with faults: nothing may grow, no command may get lost.

Home Assistant, the integration, and the simulated cloud are real. Time is virtual, and
HTTP uses no sockets unless they are asked for.
"""

import argparse
import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random, seed
from time import perf_counter
from unittest.mock import patch

from freezegun import freeze_time

from bench import invariants
from bench.command_runner import CommandRunner, Outcome
from bench.fault_plan import FaultPlan
from bench.report import Crashes, say, say_table
from bench.resource_usage import Counts, count, grown, slope
from bench.schedule import Schedule
from bench.simulated_home import simulated_home
from bench.virtual_time import VirtualLoop

START = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
DAY = 86_400
# No fault and no command happens at the end of each day. What exists then is kept.
REST = 1_800
COMMAND_EVERY = (60.0, 480.0)
SOCKET_GRACE = 0.0002


@dataclass(slots=True)
class Result:
    """Result of the simulated days."""

    days: list[Counts] = field(default_factory=list)
    requests: int = 0
    faults: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    services: Counter[str] = field(default_factory=Counter)
    unclear: list[str] = field(default_factory=list)
    wrong_states: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """Return the violated invariants, as sentences."""
        return [
            *(f"It grows: {name}" for name in grown(self.days)),
            *(f"Neither applied nor failed: {command}" for command in self.unclear),
            *(f"State differs from the cloud: {state}" for state in self.wrong_states),
            *self.crashes,
        ]


def main(arguments: list[str]) -> int:
    """Run the simulation and print the result. Return 1 if an invariant is violated."""
    parser = argparse.ArgumentParser("scripts/bench endurance", description=__doc__)
    parser.add_argument("--days", type=float, default=30, help="default: 30")
    parser.add_argument("--faults", type=float, default=2, help="in %%, default: 2")
    parser.add_argument("--sockets", action="store_true", help="use real connections")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    began = perf_counter()
    result = run(
        options.days, options.faults / 100, options.seed, sockets=options.sockets
    )
    say(f"{options.days:g} days simulated in {perf_counter() - began:.0f} s")
    _say(result)
    return 1 if result.problems else 0


def run(days: float, faults: float, number: int, *, sockets: bool = False) -> Result:
    """Simulate some days. `faults` is the share of requests that fail, 0 to 1."""
    seed(number)
    loops = partial(VirtualLoop, SOCKET_GRACE if sockets else 0.0)
    with (
        Crashes() as crashes,
        # No module sees the real time.
        patch("freezegun.api.call_stack_inspection_limit", 0),
        freeze_time(START) as frozen,
    ):

        def show(now: float) -> None:
            time = START.replace(tzinfo=None) + timedelta(seconds=now)
            frozen.time_to_freeze = time

        with asyncio.Runner(loop_factory=partial(loops, show)) as runner:
            result = runner.run(_live(days, faults, number, sockets=sockets))
    result.crashes = crashes.found
    return result


async def _live(days: float, faults: float, number: int, *, sockets: bool) -> Result:
    result, parts = Result(), max(2, round(days))
    clock = asyncio.get_running_loop().time
    async with simulated_home(number, sockets=sockets) as home:
        guest = home.cloud.organization.add_device("electric-vehicles")
        await asyncio.sleep(60)
        guest.deleted = True
        schedule = Schedule()
        fault_plan = FaultPlan(home, schedule, Random(f"{number} trouble"), guest)
        runner = CommandRunner(home, Random(f"{number} commands"))
        for part in range(parts):
            fault_plan.begin(faults)
            _plan_commands(schedule, runner, Random(f"{number} {part}"))
            end = (part + 1) * days * DAY / parts
            await schedule.run(end - REST)
            fault_plan.calm()
            invariants.end_away_and_pauses(home)
            await asyncio.sleep(end - 300 - clock())
            result.wrong_states += invariants.wrong_states(home)
            result.requests += len(home.cloud.requests)
            invariants.clear_history(home)
            result.days.append(await count(home))
        result.faults = fault_plan.faults
        result.outcomes, result.services = runner.outcomes, runner.services
        result.unclear = runner.unclear
    return result


def _plan_commands(schedule: Schedule, runner: CommandRunner, dice: Random) -> None:
    async def action() -> None:
        await runner.run_random_command()
        schedule.after(dice.uniform(*COMMAND_EVERY), action)

    schedule.after(dice.uniform(*COMMAND_EVERY), action)


def _say(result: Result) -> None:
    first, last = result.days[0], result.days[-1]
    say(f"{result.requests:,} requests, of which {result.faults:,} met a fault")
    say_table(
        ("At rest", "first day", "last day", "most", "slope a day"),
        (
            (
                name,
                f"{first[name]:,}",
                f"{last[name]:,}",
                f"{max(day[name] for day in result.days):,}",
                f"{slope(result.days, name):+.2f}",
            )
            for name in first
        ),
    )
    say_table(
        ("A command", "times"),
        ((outcome, f"{result.outcomes[outcome]:,}") for outcome in Outcome),
    )
    services = ", ".join(sorted(result.services))
    say(f"{result.services.total():,} commands with {len(result.services)} services:")
    say(services)
    for problem in result.problems:
        say(problem)
