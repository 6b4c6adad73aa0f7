"""Measure for how long the event loop is held at a time."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from time import process_time
from typing import Final

import orjson

from bench.performance.bare_entities import specs
from bench.performance.bare_polled import add_polled
from bench.performance.baseline import Baseline
from bench.performance.cloud import API, LISTS, ORG_ID, CloudProcess, answers, lists
from bench.performance.home_assistant import living, poll, runtime_data
from bench.performance.measure import Act, clean
from bench.performance.row import Of, Row
from custom_components.podero.api import HeatPump, Podero, PoderoResponseError
from simulator.device_fields import DeviceType

WHAT: Final = "Event loop held"
DEVICES: Final = 300
MANY: Final = 10_000
USERS: Final = 100_000
MOST_MS: Final = 10
MOST_MS_OF_MANY: Final = 50
# Responses of up to 8 MB that are no list of devices, or hardly one.
STRANGE: Final = (
    b"[" * 8_000_000,
    b'["' + b"x" * 8_000_000 + b'"]',
    b"[" + b'"' * 8_000_000,
    b" " * 8_000_000,
    b"[" + b"NaN," * 200_000 + b"0]",
    b"[" + b"{}," * 200_000 + b"{}]",
)
TRIES: Final = 5


def measure(cloud: CloudProcess, _sizes: Sequence[int]) -> Iterator[Row]:
    """Measure the answers of a large home, and one with even more devices."""
    yield from asyncio.run(_home(cloud))


async def _home(cloud: CloudProcess) -> list[Row]:
    each = DEVICES // 3
    cloud.serve(answers(each))
    async with living(cloud) as (hass, entry):
        client = runtime_data(entry).client
        baseline = Baseline(hass, cloud.base_url)
        found = []
        for number in (1_000, 1_001):
            cloud.serve(lists(each, number))
            await poll(entry)
            found.append(specs(hass, entry))
        bare = await add_polled(hass, baseline, *found)
        numbers = iter(range(2_000, 3_000))

        def sync() -> None:
            cloud.serve(lists(each, next(numbers)))

        synced = await _shortest(partial(poll, entry), sync)
        bare_synced = await _shortest(bare.async_refresh, sync)
        pumps = [*orjson.loads(lists(DEVICES)[LISTS[DeviceType.HEAT_PUMP]])]
        cloud.serve({LISTS[DeviceType.HEAT_PUMP]: orjson.dumps(pumps)})
        read = await _shortest(partial(client.devices, HeatPump))
        many = [{"id": f"{number}"} for number in range(MANY)]
        cloud.serve({LISTS[DeviceType.HEAT_PUMP]: orjson.dumps(many)})
        read_many = await _shortest(partial(client.devices, HeatPump))
        strange = [await _shortest(_read(client, cloud, body)) for body in STRANGE]
        user = {"role": "user", "first_name": "x" * 400}
        users = [{"id": f"{number}"} | user for number in range(USERS)]
        cloud.serve({f"{API}/org/{ORG_ID}/users": orjson.dumps(users)})
        read_users = await _shortest(client.users)
        cloud.serve(lists(each))
        await poll(entry)
    return [
        _row("one answer read", DEVICES, read, most=MOST_MS),
        _row("one answer read", MANY, read_many, most=MOST_MS_OF_MANY),
        _row(
            "a list of users read", USERS, read_users, of="users", most=MOST_MS_OF_MANY
        ),
        _row("a strange answer read", 8, max(strange), of="MB", most=MOST_MS_OF_MANY),
        _row("a poll, all states written", DEVICES, synced, baseline=bare_synced),
    ]


def _read(client: Podero, cloud: CloudProcess, body: bytes) -> Act:
    """Return a function that reads a body as a list of devices."""

    async def read() -> None:
        with suppress(PoderoResponseError):
            await client.devices(HeatPump)

    cloud.serve({LISTS[DeviceType.HEAT_PUMP]: body})
    return read


def _row(
    what: str,
    size: int,
    figure: float,
    *,
    of: str = "devices",
    baseline: float | None = None,
    most: float | None = None,
) -> Row:
    return Row(
        what=f"{WHAT}: {what}",
        size=f"{size:,} {of}",
        figure=figure,
        baseline=baseline,
        unit="ms",
        most=most,
        of=Of.FIGURE,
    )


async def _shortest(act: Act, prepare: Callable[[], None] | None = None) -> float:
    """Return the longest hold of the loop in ms, as the best of several tries."""
    holds = []
    for _ in range(TRIES):
        if prepare is not None:
            prepare()
        with clean():
            holds.append(await _longest(act))
    return min(holds)


async def _longest(act: Act) -> float:
    """Return the longest CPU time of the process between two turns of the loop."""
    task = asyncio.ensure_future(act())
    longest, last = 0.0, process_time()
    while not task.done():
        await asyncio.sleep(0)
        now = process_time()
        longest, last = max(longest, now - last), now
    await task
    return longest * 1e3
