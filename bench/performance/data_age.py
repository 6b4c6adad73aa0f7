"""How old data is when Home Assistant shows it, beside a poll every thirty seconds."""

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
# By then, a home knows the rhythm of its devices.
FROM: Final = 2 * 3600.0
UNTIL: Final = FROM + DAY
MOST_AGE: Final = 0.5
# Each is set up at another moment between two syncs.
HOMES: Final = 4
# A poll of thirty seconds can have missed a change by so much.
LONGEST: Final = PERIOD + 0.5
STAMP: Final = "current_state_last_updated_at"


@dataclass(frozen=True, slots=True)
class Ages:
    """How old news was when it showed, in seconds, and what it took to learn of it."""

    of_syncs: list[float]
    of_changes: list[float]
    requests: int

    @property
    def mean(self) -> float:
        return mean(self.of_syncs)

    @property
    def most_usually(self) -> float:
        """What 95 % are younger than."""
        return quantiles(self.of_syncs, n=20)[-1]


def measure(_cloud: CloudProcess, _sizes: Sequence[int]) -> Iterator[Row]:
    """Simulate each rhythm, a day of some homes."""
    for name, rhythm in RHYTHMS.items():
        homes = [lives(rhythm, Random(f"{name} {home}"), home) for home in range(HOMES)]
        seed(1)
        ours = total([in_virtual_time(partial(live, home)) for home in homes])
        fixed = total([fixed_poll(list(home.values())) for home in homes])
        yield from _rows(name, ours, fixed)


def lives(rhythm: Rhythm, dice: Random, home: int) -> dict[DeviceType, Life]:
    """Plan the lives of the devices of a home.

    Those of all homes are spread evenly over the time from one poll to the next, for
    a rhythm of whole minutes may keep step with the poll for good.
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
        floor=fixed.mean,
        unit="s",
        most=MOST_AGE,
    )
    yield row(
        what="Data age, 95 % are younger",
        figure=ours.most_usually,
        floor=fixed.most_usually,
        unit="s",
    )
    yield row(
        what="Lists asked for a day",
        figure=round(ours.requests / HOMES),
        floor=round(fixed.requests / HOMES),
        most=1,
    )
    yield row(
        what="Longest until a setting changed elsewhere shows",
        figure=max(ours.of_changes),
        floor=max(fixed.of_changes),
        unit="s",
        most=LONGEST,
        of=Of.FIGURE,
    )


def fixed_poll(lives: Sequence[Life]) -> Ages:
    """Return the ages where the lists are asked for every thirty seconds."""
    syncs: list[float] = []
    changes: list[float] = []
    requests = 0
    for one in lives:
        looks = [number * PERIOD for number in range(int(UNTIL / PERIOD) + 1)]
        syncs += ages(_counted(one.syncs), looks)
        changes += ages(_counted(one.changes), looks)
        requests += sum(FROM <= look < UNTIL for look in looks)
    return Ages(syncs, changes, requests)


def ages(events: Sequence[float], looks: Sequence[float]) -> list[float]:
    """Return how old each event is when the first look after it has been answered."""
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
    """Return how old each event was when something new was shown after it."""
    found = [(event, bisect_left(shown, event)) for event in events]
    return [shown[at] - event for event, at in found if at < len(shown)]


class _Shown:
    """When the stamps and the settings of the devices changed in Home Assistant."""

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
