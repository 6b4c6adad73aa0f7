"""Counts resources that a leak would let grow."""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
import gc
from pathlib import Path
import resource
from statistics import linear_regression
from types import FunctionType, MethodType, ModuleType
from typing import Any, Final

from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    event,
    issue_registry as ir,
)
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from bench.simulated_home import SimulatedHome
from bench.virtual_time import VirtualLoop
from custom_components.podero.coordinator.home import PoderoHome

type Counts = dict[str, float]

# The permitted growth; everything else must not grow. Endpoints that answered 404 are
# fetched again after a day, and their entities are missing until then. An issue about
# an ignored setting stays until the setting is written again. Some timers are for the
# next event. The simulated cloud runs in the same process, and its caches fill.
TOLERATED: Final = {
    "timers": 3,
    "listeners of states": 10,
    "listeners of coordinators": 5,
    "states": 5,
    "entities": 5,
    "entities, also removed ones": 5,
    "issues": 1,
    "objects that the integration holds": 150,
    "objects in memory, thousands": 6,
    "memory of the process, MB": 12,
}

_CONTAINERS: Final = (dict, list, tuple, set, frozenset, deque)


async def count(home: SimulatedHome, rounds: int = 20) -> Counts:
    """Count several times and return the lowest numbers, so that only leaks remain."""
    lowest = _count(home)
    for _ in range(rounds):
        await asyncio.sleep(7)
        lowest = {name: min(lowest[name], now) for name, now in _count(home).items()}
    gc.collect()
    objects = len(gc.get_objects())
    return lowest | {
        "objects that the integration holds": _held(home),
        "objects in memory, thousands": round(objects / 1000, 1),
        "memory of the process, MB": _resident_mb(),
    }


def grown(days: Sequence[Counts]) -> list[str]:
    """Return the resources that grew by more than permitted, in total and by slope."""
    return [
        name
        for name, first in days[0].items()
        if min(days[-1][name] - first, slope(days, name) * (len(days) - 1))
        > TOLERATED.get(name, 0)
    ]


def slope(days: Sequence[Counts], name: str) -> float:
    """Return the growth of a resource per day."""
    values = [day[name] for day in days]
    return linear_regression(range(len(values)), values).slope


def _count(home: SimulatedHome) -> Counts:
    hass, loop = home.hass, asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    devices, entities = dr.async_get(hass), er.async_get(hass)
    coordinators = _coordinators(home)
    return {
        "tasks": len(asyncio.all_tasks()),
        "timers": loop.timers,
        "listeners of the bus": sum(hass.bus.async_listeners().values()),
        "listeners of states": _tracked(hass.data),
        "listeners of coordinators": sum(
            len(coordinator._listeners) for coordinator in coordinators
        ),
        "connections": len(home.server.connections),
        "states": len(hass.states.async_all()),
        "entities": len(entities.entities),
        "entities, also removed ones": len(entities.entities)
        + len(entities.deleted_entities),
        "devices": len(devices.devices),
        "devices, also removed ones": len(devices.devices)
        + len(devices._deleted_devices),
        "issues": len(ir.async_get(hass).issues),
        "flows": len(hass.config_entries.flow.async_progress()),
    }


def _coordinators(home: SimulatedHome) -> list[DataUpdateCoordinator[Any]]:
    runtime: PoderoHome = home.entry.runtime_data
    parts = list(vars(runtime).values())
    return [part for part in parts if isinstance(part, DataUpdateCoordinator)]


def _tracked(data: Mapping[Any, Any]) -> int:
    return sum(
        sum(map(len, kept.callbacks.values()))
        for kept in data.values()
        if isinstance(kept, event._KeyedEventData)
    )


def _held(home: SimulatedHome) -> int:
    """Count the objects that the integration references from its runtime data."""
    seen: dict[int, object] = {}
    pending: list[object] = [home.entry.runtime_data]
    while pending:
        item = pending.pop()
        if id(item) in seen or not _is_of_integration(item):
            continue
        seen[id(item)] = item
        pending += gc.get_referents(item)
    return len(seen)


def _is_of_integration(item: object) -> bool:
    if isinstance(item, (type, ModuleType, FunctionType, MethodType)):
        return False
    module = type(item).__module__
    return isinstance(item, _CONTAINERS) or module.startswith(
        "custom_components.podero"
    )


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * resource.getpagesize() / 2**20, 1)
