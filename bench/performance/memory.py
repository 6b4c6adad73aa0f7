"""Measure the memory of devices and entities, compared with bare entities."""

import asyncio
from collections.abc import Iterator, Sequence
import gc
from multiprocessing import get_context
import pickle
import tracemalloc
from typing import Final

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from bench.performance.bare_entities import add_bare, specs
from bench.performance.cloud import CloudProcess, answers
from bench.performance.home_assistant import (
    add_home,
    entities,
    instance,
    living,
    set_up,
)
from bench.performance.row import Row

WHAT: Final = "Memory"
KIB: Final = 1024


def measure(cloud: CloudProcess, sizes: Sequence[int]) -> Iterator[Row]:
    """Measure in new processes. The last rows are the slope between both ends."""
    taken: dict[tuple[str, int], int] = {}
    count: dict[int, int] = {}
    for devices in sizes:
        cloud.serve(answers(devices // 3))
        for what in ("ours", "bare"):
            taken[what, devices], count[devices] = _in_process(what, cloud)
        yield Row(
            what=WHAT,
            devices=devices,
            figure=taken["ours", devices] / KIB,
            baseline=taken["bare", devices] / KIB,
            unit="KiB",
        )
    fewest, most = sizes[0], sizes[-1]
    if fewest == most:
        return
    more = {
        what: (taken[what, most] - taken[what, fewest]) / KIB
        for what in ("ours", "bare")
    }
    for what, number in (
        ("device", most - fewest),
        ("entity", count[most] - count[fewest]),
    ):
        yield Row(
            what=f"{WHAT} of an {what} more".replace("an device", "a device"),
            size=f"{fewest} to {most} devices",
            figure=more["ours"] / number,
            baseline=more["bare"] / number,
            unit="KiB",
        )


def _in_process(what: str, cloud: CloudProcess) -> tuple[int, int]:
    # A fork of this process, which saves the imports.
    with get_context("fork").Pool(1) as process:
        return process.apply(_take, (what, cloud))


def _take(what: str, cloud: CloudProcess) -> tuple[int, int]:
    return asyncio.run(take(what, cloud))


async def take(what: str, cloud: CloudProcess) -> tuple[int, int]:
    """Return the memory of a home in bytes, and its number of entities."""
    async with living(cloud) as (hass, entry):
        frozen = b""
        if what == "bare":
            frozen = pickle.dumps([spec.bare() for spec in specs(hass, entry)])
    async with instance() as hass:
        gc.collect()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        entry = _add(hass, frozen, cloud.base_url)
        await set_up(hass, entry)
        gc.collect()
        taken = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        return taken, entities(hass, entry)


def _add(hass: HomeAssistant, frozen: bytes, base_url: str) -> MockConfigEntry:
    # The specs belong to the bare entities, as the devices belong to the home.
    return add_bare(hass, pickle.loads(frozen)) if frozen else add_home(hass, base_url)
