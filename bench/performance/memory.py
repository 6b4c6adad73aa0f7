"""Measure the memory of devices and entities, compared with bare entities."""

import asyncio
from collections.abc import Iterator, Sequence
from functools import partial
import gc
from multiprocessing import get_context
import pickle
import tracemalloc
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.update_coordinator import CoordinatorEntity
from pytest_homeassistant_custom_component.common import MockConfigEntry

from bench.performance.bare_entities import BareEntity, Spec, add_bare, specs
from bench.performance.bare_polled import Polls, bare_coordinator
from bench.performance.baseline import Baseline
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
GOAL: Final = 1.0
BARE: Final = "bare"
POLLED: Final = "polled"


class PolledBareEntity(BareEntity, CoordinatorEntity[Polls]):
    """A bare entity that listens to a coordinator."""

    def __init__(self, polls: Polls, spec: Spec) -> None:
        BareEntity.__init__(self, spec)
        CoordinatorEntity.__init__(self, polls)


def measure(cloud: CloudProcess, sizes: Sequence[int]) -> Iterator[Row]:
    """Measure in new processes. The last rows are the slope between both ends."""
    taken: dict[tuple[str, int], int] = {}
    count: dict[int, int] = {}
    for devices in sizes:
        cloud.serve(answers(devices // 3))
        for what in ("ours", BARE, POLLED):
            taken[what, devices], count[devices] = _in_process(what, cloud)
        yield Row(
            what=WHAT,
            devices=devices,
            figure=taken["ours", devices] / KIB,
            baseline=taken[BARE, devices] / KIB,
            unit="KiB",
        )
    fewest, most = sizes[0], sizes[-1]
    if fewest == most:
        return
    more = {
        what: (taken[what, most] - taken[what, fewest]) / KIB
        for what in ("ours", BARE, POLLED)
    }
    new_devices, new_entities = most - fewest, count[most] - count[fewest]
    for what, number, baseline, goal in (
        ("a device more", new_devices, BARE, None),
        ("an entity more", new_entities, BARE, GOAL),
        (
            "an entity more, beside bare coordinator entities",
            new_entities,
            POLLED,
            GOAL,
        ),
    ):
        yield Row(
            what=f"{WHAT} of {what}",
            size=f"{fewest} to {most} devices",
            figure=more["ours"] / number,
            baseline=more[baseline] / number,
            unit="KiB",
            most=goal,
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
        if what != "ours":
            frozen = pickle.dumps([spec.bare() for spec in specs(hass, entry)])
    async with instance() as hass:
        gc.collect()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        entry = _add(hass, frozen, cloud.base_url, what)
        await set_up(hass, entry)
        gc.collect()
        taken = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        return taken, entities(hass, entry)


def _add(
    hass: HomeAssistant, frozen: bytes, base_url: str, what: str
) -> MockConfigEntry:
    if not frozen:
        return add_home(hass, base_url)
    # The specs belong to the bare entities, as the devices belong to the home.
    bare: list[Spec] = pickle.loads(frozen)
    if what == BARE:
        return add_bare(hass, bare)
    polls = bare_coordinator(hass, Baseline(hass, base_url))
    return add_bare(hass, bare, partial(PolledBareEntity, polls))
