"""Measure the set-up of a home until its entities exist."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity import Entity
from homeassistant.loader import async_get_integration
from pytest_homeassistant_custom_component.common import MockConfigEntry

from bench.performance import comparison
from bench.performance.bare_entities import (
    BareEntity,
    Spec,
    add_bare,
    own_entity,
    specs,
)
from bench.performance.bare_polled import bare_coordinator, polled_entity
from bench.performance.baseline import Baseline
from bench.performance.cloud import CloudProcess, answers
from bench.performance.home_assistant import add_home, instance, living, set_up
from bench.performance.measure import Cost, Series, clean, cost
from bench.performance.row import Row
from custom_components.podero.const import DOMAIN

GOAL: Final = 1.3
OWN_GOAL: Final = 1.1
WHAT: Final = "Set-up"
OWN_TOO: Final = (3, 30, 300)

type Add = Callable[[HomeAssistant], MockConfigEntry]


def measure(cloud: CloudProcess, sizes: Sequence[int]) -> Iterator[Row]:
    """Measure homes of the given sizes."""
    for devices in sizes:
        costs = asyncio.run(_costs(cloud, devices))
        for name, baseline, most in (
            (WHAT, "bare", GOAL),
            (f"{WHAT}, beside entities of the platforms' own classes", "own", OWN_GOAL),
            (f"{WHAT}, beside bare coordinator entities", "polled", OWN_GOAL),
        ):
            if baseline not in costs:
                continue
            yield comparison.cpu(
                name, costs["ours"], costs[baseline], devices, most=most
            )
        yield comparison.wall(WHAT, costs["ours"], costs["bare"], devices, most=GOAL)


async def _costs(cloud: CloudProcess, devices: int) -> dict[str, Series]:
    cloud.serve(answers(devices // 3))
    async with living(cloud) as (hass, entry):
        made_of = specs(hass, entry)
    adds: dict[str, Add] = {
        "ours": lambda hass: add_home(hass, cloud.base_url),
        "bare": add_bare_home(cloud, made_of, BareEntity),
    }
    if devices in OWN_TOO:
        adds["own"] = add_bare_home(cloud, made_of, own_entity)
        adds["polled"] = add_polled_home(cloud, made_of)
    return await _side_by_side(adds, max(4, min(30, 400 // devices)))


def add_bare_home(
    cloud: CloudProcess, made_of: list[Spec], make: Callable[[Spec], Entity]
) -> Add:
    """Return what adds bare entities, after the first requests."""

    def add(hass: HomeAssistant) -> MockConfigEntry:
        baseline = Baseline(hass, cloud.base_url)
        return add_bare(hass, made_of, make, baseline.first_requests)

    return add


def add_polled_home(cloud: CloudProcess, made_of: list[Spec]) -> Add:
    """Return what adds bare coordinator entities, after the first requests."""

    def add(hass: HomeAssistant) -> MockConfigEntry:
        polls = bare_coordinator(hass, Baseline(hass, cloud.base_url))
        return add_bare_home(cloud, made_of, partial(polled_entity, polls))(hass)

    return add


async def _side_by_side(adds: dict[str, Add], rounds: int) -> dict[str, Series]:
    """Set up each in a new Home Assistant, alternately."""
    series = {name: Series() for name in adds}
    for number in range(rounds + 1):
        for name in list(adds) if number % 2 else list(reversed(adds)):
            measured = await _once(adds[name])
            if number > 0:
                series[name].costs.append(measured)
    return series


async def _once(add: Add) -> Cost:
    async with instance() as hass:
        await async_get_integration(hass, DOMAIN)
        entry = add(hass)
        with clean():
            measured = await cost(lambda: set_up(hass, entry))
        assert await hass.config_entries.async_unload(entry.entry_id)
    return measured
