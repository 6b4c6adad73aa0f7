"""What a poll of all kinds of device costs, beside the bare requests."""

import asyncio
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import count
from typing import Final

from homeassistant.core import HomeAssistant

from bench.performance import compared
from bench.performance.bare_sensor import add_bare_sensors
from bench.performance.cloud import CloudProcess, answers, lists
from bench.performance.floor import Floor
from bench.performance.home_assistant import entities, living, poll
from bench.performance.measure import Act, Series, side_by_side
from bench.performance.row import Of, Row
from bench.performance.watch import Seen, watch

CPU_GOALS: Final = {3: 1.5, 300: 1.3}
WALL_GOAL: Final = 1.1
ENTITIES_FROM: Final = 30
# In seconds. That is a near cloud.
FAR: Final = 0.05
UNCHANGED: Final = "Poll, nothing changed"
SYNCED: Final = "Poll, all devices synced"


def rounds(devices: int) -> int:
    """Return how often to measure: less often what takes longer."""
    return max(15, min(150, 1500 // devices))


def measure(cloud: CloudProcess, sizes: Sequence[int]) -> Iterator[Row]:
    """Measure homes with some numbers of devices, then one with more entities."""
    for devices in sizes:
        yield from asyncio.run(_home(cloud, devices))
    yield from asyncio.run(_entities(cloud))


async def _home(cloud: CloudProcess, devices: int) -> list[Row]:
    each = devices // 3
    cloud.serve(answers(each))

    def sync(number: int) -> None:
        cloud.serve(lists(each, number + 1))

    async with living(cloud) as (hass, entry):
        floor = Floor(hass, cloud.base_url)
        ours = partial(poll, entry)
        acts: dict[str, Act] = {"floor": floor.poll, "ours": ours}
        unchanged = await side_by_side(acts, rounds(devices))
        with watch(hass) as seen:
            await poll(entry)
        synced = await side_by_side(acts, rounds(devices), sync)
        writing = await _with_writes(cloud, hass, floor, ours, devices)
        cloud.delay(FAR)
        far = await side_by_side(acts, 20, sync)
        cloud.delay(0)
    return [
        *_rows(UNCHANGED, devices, unchanged),
        *_rows(SYNCED, devices, synced),
        _wall(f"{SYNCED}, the cloud takes 50 ms", devices, far),
        *writing,
        *_nothing(devices, seen),
    ]


def _rows(what: str, devices: int, costs: dict[str, Series]) -> Iterator[Row]:
    ours, floor = costs["ours"], costs["floor"]
    yield compared.cpu(what, ours, floor, devices, most=CPU_GOALS.get(devices))
    yield _wall(what, devices, costs)


def _wall(what: str, devices: int, costs: dict[str, Series]) -> Row:
    return compared.wall(what, costs["ours"], costs["floor"], devices, most=WALL_GOAL)


def _nothing(devices: int, seen: Seen) -> Iterator[Row]:
    for what, figure in (
        ("state writes", seen.writes),
        ("events", seen.changed + seen.reported),
        ("entities touched", len(seen.entities)),
    ):
        yield Row(
            what=f"Nothing changed: {what}",
            devices=devices,
            figure=figure,
            most=0,
            of=Of.FIGURE,
        )


async def _with_writes(
    cloud: CloudProcess, hass: HomeAssistant, floor: Floor, ours: Act, devices: int
) -> list[Row]:
    """Compare with bare requests and as many bare sensors written."""
    each = devices // 3
    cloud.serve(lists(each, 1_000))
    await ours()
    with watch(hass) as seen:
        cloud.serve(lists(each, 1_001))
        await ours()
    bare = await add_bare_sensors(hass, seen.changed)
    values = count()

    async def bare_writes() -> None:
        await floor.poll()
        value = next(values) / 2
        for sensor in bare:
            sensor.show(value)

    costs = await side_by_side(
        {"floor": bare_writes, "ours": ours},
        rounds(devices),
        lambda number: cloud.serve(lists(each, 2_000 + number)),
    )
    return [
        compared.cpu(
            f"{SYNCED}, beside requests and bare sensors written",
            costs["ours"],
            costs["floor"],
            devices,
            size=f"{devices} devices, {seen.changed:,} states",
        )
    ]


async def _entities(cloud: CloudProcess) -> list[Row]:
    """Measure an unchanged poll with all entities enabled, with some, and with none.

    What it costs beyond the bare requests must not depend on them.
    """
    beyond: dict[int, float] = {}
    cloud.serve(answers(ENTITIES_FROM // 3))
    for enabled in (False, None, True):
        async with living(cloud, enabled=enabled) as (hass, entry):
            floor = Floor(hass, cloud.base_url)
            acts: dict[str, Act] = {"floor": floor.poll, "ours": partial(poll, entry)}
            costs = await side_by_side(acts, 200)
            number = entities(hass, entry)
        beyond[number] = costs["ours"].cpu - costs["floor"].cpu
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
