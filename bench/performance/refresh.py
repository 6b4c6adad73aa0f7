"""Measure a poll of all devices, compared with the same requests alone."""

import asyncio
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from bench.performance import comparison
from bench.performance.bare_entities import specs
from bench.performance.bare_polled import add_polled
from bench.performance.baseline import Baseline
from bench.performance.cloud import CloudProcess, answers, lists
from bench.performance.home_assistant import entities, living, poll
from bench.performance.measure import Act, Series, side_by_side
from bench.performance.row import Of, Row
from bench.performance.state_writes import StateWrites, count_state_writes

CPU_GOALS: Final = {3: 1.3, 300: 0.7}
WALL_GOAL: Final = 1.1
WRITTEN_GOAL: Final = 1.25
ENTITIES_FROM: Final = 30
# In seconds: the latency of a nearby cloud.
FAR: Final = 0.05
UNCHANGED: Final = "Poll, nothing changed"
SYNCED: Final = "Poll, all devices synced"


def rounds(devices: int) -> int:
    """Return the number of rounds, fewer for large homes."""
    return max(15, min(150, 1500 // devices))


def measure(cloud: CloudProcess, sizes: Sequence[int]) -> Iterator[Row]:
    """Measure homes of the given sizes, then a home with more entities enabled."""
    for devices in sizes:
        yield from asyncio.run(_home(cloud, devices))
    yield from asyncio.run(_entities(cloud))


async def _home(cloud: CloudProcess, devices: int) -> list[Row]:
    each = devices // 3
    cloud.serve(answers(each))

    def sync(number: int) -> None:
        cloud.serve(lists(each, number + 1))

    async with living(cloud) as (hass, entry):
        baseline = Baseline(hass, cloud.base_url)
        ours = partial(poll, entry)
        acts: dict[str, Act] = {"baseline": baseline.poll, "ours": ours}
        unchanged = await side_by_side(acts, rounds(devices))
        with count_state_writes(hass) as counts:
            await poll(entry)
        synced = await side_by_side(acts, rounds(devices), sync)
        writing = await _with_writes(cloud, hass, entry, baseline, devices)
        cloud.delay(FAR)
        far = await side_by_side(acts, 20, sync)
        cloud.delay(0)
    return [
        *_rows(UNCHANGED, devices, unchanged),
        *_rows(SYNCED, devices, synced),
        _wall(f"{SYNCED}, the cloud takes 50 ms", devices, far),
        *writing,
        *_nothing(devices, counts),
    ]


def _rows(what: str, devices: int, costs: dict[str, Series]) -> Iterator[Row]:
    ours, baseline = costs["ours"], costs["baseline"]
    # Bare requests write no states: a sync is compared with bare entities instead.
    goal = CPU_GOALS.get(devices) if what == UNCHANGED else None
    yield comparison.cpu(what, ours, baseline, devices, most=goal)
    yield _wall(what, devices, costs)


def _wall(what: str, devices: int, costs: dict[str, Series]) -> Row:
    return comparison.wall(
        what, costs["ours"], costs["baseline"], devices, most=WALL_GOAL
    )


def _nothing(devices: int, counts: StateWrites) -> Iterator[Row]:
    for what, figure in (
        ("state writes", counts.writes),
        ("events", counts.changed + counts.reported),
        ("entities touched", len(counts.entities)),
    ):
        yield Row(
            what=f"Nothing changed: {what}",
            devices=devices,
            figure=figure,
            most=0,
            of=Of.FIGURE,
        )


async def _with_writes(
    cloud: CloudProcess,
    hass: HomeAssistant,
    entry: MockConfigEntry,
    baseline: Baseline,
    devices: int,
) -> list[Row]:
    """Compare with the requests and as many bare coordinator entities, all written."""
    each = devices // 3
    found = []
    with count_state_writes(hass) as counts:
        for number in (1_000, 1_001):
            counts.changed = 0
            cloud.serve(lists(each, number))
            await poll(entry)
            found.append(specs(hass, entry))
    bare = await add_polled(hass, baseline, *found)
    costs = await side_by_side(
        {"baseline": bare.async_refresh, "ours": partial(poll, entry)},
        rounds(devices),
        lambda number: cloud.serve(lists(each, 2_000 + number)),
    )
    return [
        comparison.cpu(
            f"{SYNCED}, beside bare coordinator entities",
            costs["ours"],
            costs["baseline"],
            devices,
            size=f"{devices} devices, {len(counts.entities):,} entities, "
            f"{counts.changed:,} states",
            most=WRITTEN_GOAL,
        )
    ]


async def _entities(cloud: CloudProcess) -> list[Row]:
    """Measure an unchanged poll with all, the default, and no entities enabled.

    Its cost must not depend on the number of entities.
    """
    beyond: dict[int, float] = {}
    cloud.serve(answers(ENTITIES_FROM // 3))
    for enabled in (False, None, True):
        async with living(cloud, enabled=enabled) as (hass, entry):
            baseline = Baseline(hass, cloud.base_url)
            acts: dict[str, Act] = {
                "baseline": baseline.poll,
                "ours": partial(poll, entry),
            }
            costs = await side_by_side(acts, 200)
            number = entities(hass, entry)
        beyond[number] = costs["ours"].cpu - costs["baseline"].cpu
    fewest, most = min(beyond), max(beyond)
    return [
        *(
            Row(
                what="Nothing changed: CPU beyond the bare requests",
                size=f"{ENTITIES_FROM} devices, {number:,} entities",
                figure=cost,
                unit="ms",
            )
            for number, cost in beyond.items()
        ),
        Row(
            what="Nothing changed: CPU for each entity more",
            size=f"{fewest:,} to {most:,} entities",
            figure=(beyond[most] - beyond[fewest]) / (most - fewest) * 1000,
            unit="µs",
            most=0.1,
            of=Of.FIGURE,
        ),
    ]
