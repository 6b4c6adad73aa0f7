"""A home for a month, with trouble: nothing may grow, and no command may get lost.

Home Assistant, the integration and the simulated cloud are the real ones; time is
virtual, and by default HTTP takes a way without sockets.
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

from bench import upkeep
from bench.agenda import Agenda
from bench.census import Counts, count, grown, slope
from bench.homeowner import Homeowner, Outcome
from bench.household import household
from bench.report import Crashes, say, say_table
from bench.trouble import Trouble
from bench.virtual_time import VirtualLoop

START = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
DAY = 86_400
# The last part of each day is calm: what is there then is there for good.
REST = 1_800
COMMAND_EVERY = (60.0, 480.0)
SOCKET_GRACE = 0.0002


@dataclass(slots=True)
class Result:
    """What was seen in some days."""

    days: list[Counts] = field(default_factory=list)
    requests: int = 0
    faults: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    services: Counter[str] = field(default_factory=Counter)
    in_between: list[str] = field(default_factory=list)
    misread: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """What must not be."""
        return [
            *(f"It grows: {name}" for name in grown(self.days)),
            *(f"In between: {command}" for command in self.in_between),
            *(f"Shown otherwise than it is: {what}" for what in self.misread),
            *self.crashes,
        ]


def main(arguments: list[str]) -> int:
    """Run it; 1 if anything is not as it should be."""
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
    """Simulate some days with a share of faults, 0 to 1, and a seed."""
    seed(number)
    loops = partial(VirtualLoop, SOCKET_GRACE if sockets else 0.0)
    with (
        Crashes() as crashes,
        # Nothing here is to see the real time.
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
    async with household(number, sockets=sockets) as home:
        guest = home.cloud.organization.add_device("electric-vehicles")
        await asyncio.sleep(60)
        guest.deleted = True
        agenda = Agenda()
        trouble = Trouble(home, agenda, Random(f"{number} trouble"), guest)
        homeowner = Homeowner(home, Random(f"{number} commands"))
        for part in range(parts):
            trouble.begin(faults)
            _plan_commands(agenda, homeowner, Random(f"{number} {part}"))
            end = (part + 1) * days * DAY / parts
            await agenda.run(end - REST)
            trouble.calm()
            upkeep.restore(home)
            await asyncio.sleep(end - 300 - clock())
            result.misread += upkeep.misread(home)
            result.requests += len(home.cloud.requests)
            upkeep.forget(home)
            result.days.append(await count(home))
        result.faults = trouble.faults
        result.outcomes, result.services = homeowner.outcomes, homeowner.services
        result.in_between = homeowner.in_between
    return result


def _plan_commands(agenda: Agenda, homeowner: Homeowner, dice: Random) -> None:
    async def act() -> None:
        await homeowner.act()
        agenda.after(dice.uniform(*COMMAND_EVERY), act)

    agenda.after(dice.uniform(*COMMAND_EVERY), act)


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
