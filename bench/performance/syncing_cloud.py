"""A cloud whose devices sync at known times, and a network with latency."""

import asyncio
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Final, override

import orjson

from bench.performance.cloud import LISTS, TOKEN_PATH, answers, device
from bench.performance.server import NOT_FOUND, Answers, Server, response
from bench.performance.virtual_day import START
from simulator.device_fields import DeviceType
from simulator.json_format import timestamp

# One way.
LATENCY: Final = 0.05

# A setting of each type of device, and the values that it alternates between.
SETTINGS: Final = {
    DeviceType.HEAT_PUMP: ("dhw_standard_temperature", ("46.00", "48.00", "50.00")),
    DeviceType.ELECTRIC_VEHICLE: ("minimum_charge_limit", (60, 70, 80)),
    DeviceType.SOLAR_INVERTER: ("min_battery_charge", (15, 20, 25)),
}
CHANGES_EVERY: Final = (900.0, 2700.0)

type Rhythm = Callable[[Random], float]
"""Gives the seconds until the next sync."""

RHYTHMS: Final[Mapping[str, Rhythm]] = {
    "every 5 minutes": lambda _: 300,
    "every 10 minutes": lambda _: 600,
    "every 15 minutes": lambda _: 900,
    "every 5 minutes, give or take 5 s": lambda dice: dice.uniform(295, 305),
    "every 4 to 6 minutes": lambda dice: dice.uniform(240, 360),
}


@dataclass(frozen=True, slots=True)
class Life:
    """Times at which a device syncs and at which a setting is changed."""

    syncs: list[float]
    changes: list[float]


def life(rhythm: Rhythm, dice: Random, until: float, phase: float) -> Life:
    """Return the events of a device, in seconds. The first sync is before the start."""
    syncs = [phase - rhythm(dice)]
    while syncs[-1] < until:
        syncs.append(syncs[-1] + rhythm(dice))
    changes = [0.0]
    while changes[-1] < until:
        changes.append(changes[-1] + dice.uniform(*CHANGES_EVERY))
    return Life(syncs, changes)


@dataclass(slots=True)
class SyncingCloud(Answers):
    """Answers with the devices at the current time of the loop."""

    lives: Mapping[DeviceType, Life]
    asked: list[float] = field(default_factory=list)
    """When lists were asked for."""

    def __post_init__(self) -> None:
        Answers.__init__(self, {TOKEN_PATH: answers(0)[TOKEN_PATH]})

    @override
    def to(self, method: str, path: str, body: bytes) -> bytes:
        for kind, its_path in LISTS.items():
            if path == its_path:
                now = asyncio.get_running_loop().time()
                self.asked.append(now)
                return response("200 OK", self._list(kind, now))
        if path == TOKEN_PATH:
            return Answers.to(self, method, path, body)
        return NOT_FOUND

    def _list(self, kind: DeviceType, now: float) -> bytes:
        life = self.lives[kind]
        syncs = bisect_right(life.syncs, now)
        changes = bisect_right(life.changes, now)
        name, values = SETTINGS[kind]
        fields = {
            **device(kind, 0, syncs),
            "current_state_last_updated_at": _stamp(life.syncs[syncs - 1]),
            "updated_at": _stamp(max(life.syncs[syncs - 1], life.changes[changes - 1])),
            name: values[changes % len(values)],
        }
        return orjson.dumps([fields])


class DistantServer(Server):
    """A server with latency in both directions."""

    @override
    def _answer(self, method: str, path: str, body: bytes) -> None:
        loop = asyncio.get_running_loop()

        def arrive() -> None:
            answer = self._answers.to(method, path, body)
            loop.call_later(LATENCY, self._transport.write, answer)

        loop.call_later(LATENCY, arrive)


def _stamp(seconds: float) -> str:
    return timestamp(START + timedelta(seconds=seconds))
