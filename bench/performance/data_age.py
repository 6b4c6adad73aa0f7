"""Measure the age of data when Home Assistant shows it.

The baseline is a poll every 30 seconds.
"""

import asyncio
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random, seed
from statistics import mean, quantiles
from typing import Any, Final

from homeassistant.const import EVENT_STATE_CHANGED, Platform
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from bench.in_process import InProcessConnector
from bench.performance.cloud import CloudProcess, device
from bench.performance.home_assistant import add_home, instance, set_up
from bench.performance.row import Of, Row
from bench.performance.syncing_cloud import (
    LATENCY,
    RHYTHMS,
    SETTINGS,
    DistantServer,
    Life,
    Rhythm,
    SyncingCloud,
    life,
)
from bench.performance.virtual_day import DAY, in_virtual_time
from custom_components.podero.const import DOMAIN
from simulator.device_fields import DeviceType

PERIOD: Final = 30.0
# The poll phase is adjusted by then.
FROM: Final = 2 * 3600.0
UNTIL: Final = FROM + DAY
MOST_AGE: Final = 0.5
# Each home is set up at another time between two syncs.
HOMES: Final = 4
# A poll every 30 seconds finds a change within this time.
LONGEST: Final = PERIOD + 0.5
STAMP: Final = "current_state_last_updated_at"


@dataclass(frozen=True, slots=True)
class Ages:
    """Ages of changes when they were shown, in seconds, and the requests needed."""

    of_syncs: list[float]
    of_changes: list[float]
    requests: int

    @property
    def mean(self) -> float:
        return mean(self.of_syncs)

    @property
    def most_usually(self) -> float:
        """Return the age below which 95 % of the changes are."""
        return quantiles(self.of_syncs, n=20)[-1]


def measure(_cloud: CloudProcess, _sizes: Sequence[int]) -> Iterator[Row]:
    """Simulate a day of some homes for each sync interval."""
    for name, rhythm in RHYTHMS.items():
        homes = [lives(rhythm, Random(f"{name} {home}"), home) for home in range(HOMES)]
        seed(1)
        ours = total([in_virtual_time(partial(live, home)) for home in homes])
        fixed = total([fixed_poll(list(home.values())) for home in homes])
        yield from _rows(name, ours, fixed)


def lives(rhythm: Rhythm, dice: Random, home: int) -> dict[DeviceType, Life]:
    """Return the events of the devices of a home.

    The syncs of all homes are spread evenly over a polling interval, because syncs
    every few minutes may stay in phase with the polls.
    """
    spread = PERIOD / (HOMES * len(DeviceType))
    return {
        kind: life(
            rhythm, dice, UNTIL, (home * len(DeviceType) + number + 0.5) * spread
        )
        for number, kind in enumerate(DeviceType)
    }


def total(homes: Sequence[Ages]) -> Ages:
    return Ages(
        [age for home in homes for age in home.of_syncs],
        [age for home in homes for age in home.of_changes],
        sum(home.requests for home in homes),
    )


def _rows(name: str, ours: Ages, fixed: Ages) -> Iterator[Row]:
    row = partial(Row, size=name)
    yield row(
        what="Data age, mean",
        figure=ours.mean,
        baseline=fixed.mean,
        unit="s",
        most=MOST_AGE,
    )
    yield row(
        what="Data age, 95 % are younger",
        figure=ours.most_usually,
        baseline=fixed.most_usually,
        unit="s",
    )
    yield row(
        what="Lists asked for a day",
        figure=round(ours.requests / HOMES),
        baseline=round(fixed.requests / HOMES),
        most=1,
    )
    yield row(
        what="Longest until a setting changed elsewhere shows",
        figure=max(ours.of_changes),
        baseline=max(fixed.of_changes),
        unit="s",
        most=LONGEST,
        of=Of.FIGURE,
    )


def fixed_poll(lives: Sequence[Life]) -> Ages:
    """Return the ages with a poll every 30 seconds."""
    syncs: list[float] = []
    changes: list[float] = []
    requests = 0
    for device_life in lives:
        looks = [number * PERIOD for number in range(int(UNTIL / PERIOD) + 1)]
        syncs += ages(_counted(device_life.syncs), looks)
        changes += ages(_counted(device_life.changes), looks)
        requests += sum(FROM <= look < UNTIL for look in looks)
    return Ages(syncs, changes, requests)


def ages(events: Sequence[float], looks: Sequence[float]) -> list[float]:
    """Return the age of each event when the first poll after it is answered."""
    found = [(event, bisect_left(looks, event - LATENCY)) for event in events]
    return [looks[at] + 2 * LATENCY - event for event, at in found if at < len(looks)]


def _counted(events: Sequence[float]) -> list[float]:
    return [event for event in events if FROM <= event < UNTIL - 2 * PERIOD]


async def live(lives: dict[DeviceType, Life]) -> Ages:
    cloud = SyncingCloud(lives)
    loop = asyncio.get_running_loop()
    connector = InProcessConnector(lambda: DistantServer(cloud))
    async with instance(connector) as hass:
        entry = add_home(hass, "http://127.0.0.1:1")
        await set_up(hass, entry)
        shown = _Shown(hass)
        await asyncio.sleep(UNTIL - loop.time())
        assert await hass.config_entries.async_unload(entry.entry_id)
    requests = sum(FROM <= at < UNTIL for at in cloud.asked)
    syncs: list[float] = []
    changes: list[float] = []
    for kind, its_life in lives.items():
        syncs += ages_shown(_counted(its_life.syncs), shown.stamps[kind])
        changes += ages_shown(_counted(its_life.changes), shown.settings[kind])
    return Ages(syncs, changes, requests)


def ages_shown(events: Sequence[float], shown: Sequence[float]) -> list[float]:
    """Return the age of each event when the first change after it is shown."""
    found = [(event, bisect_left(shown, event)) for event in events]
    return [shown[at] - event for event, at in found if at < len(shown)]


class _Shown:
    """Times at which timestamps and settings changed in Home Assistant."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.stamps: dict[DeviceType, list[float]] = {kind: [] for kind in DeviceType}
        self.settings: dict[DeviceType, list[float]] = {kind: [] for kind in DeviceType}
        self._clock = hass.loop.time
        self._watched: dict[str, list[float]] = {}
        registry = er.async_get(hass)
        for kind in DeviceType:
            device_id = device(kind, 0)["id"]
            for platform, key, times in (
                (Platform.SENSOR, STAMP, self.stamps[kind]),
                (Platform.NUMBER, SETTINGS[kind][0], self.settings[kind]),
            ):
                unique_id = f"{device_id}_{key}"
                found = registry.async_get_entity_id(platform, DOMAIN, unique_id)
                assert found is not None, unique_id
                self._watched[found] = times
        hass.bus.async_listen(EVENT_STATE_CHANGED, self._note)

    @callback
    def _note(self, event: Event[EventStateChangedData]) -> None:
        times: Any = self._watched.get(event.data["entity_id"])
        if times is not None:
            times.append(self._clock())
