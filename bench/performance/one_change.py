"""Measure the cost of one changed value with 500 entities."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from math import ceil
from typing import Any, Final
from unittest.mock import patch

from homeassistant.core import HomeAssistant
import orjson
from pytest_homeassistant_custom_component.common import MockConfigEntry

from bench.performance.cloud import LISTS, CloudProcess, answers, device
from bench.performance.home_assistant import entities, living, poll, runtime_data
from bench.performance.measure import side_by_side
from bench.performance.row import Of, Row
from bench.performance.state_writes import count_state_writes
from custom_components.podero.api import Device, DeviceList, HeatPump, Podero
from simulator.device_fields import DeviceType

ENTITIES: Final = 500
MOST_MS: Final = 0.3
ROUNDS: Final = 200
# One entity shows this field.
READING: Final = "outlet_temperature"


class Toggle:
    """Toggles a reading of a device."""

    def __init__(self, each: int) -> None:
        self._devices = [device(DeviceType.HEAT_PUMP, number) for number in range(each)]
        self._changes = 0

    def body(self, *, change: bool) -> dict[str, bytes]:
        """Return the list of heat pumps."""
        self._changes += change
        first = {**self._devices[0], READING: f"{30 + self._changes % 2}.00"}
        body = orjson.dumps([first, *self._devices[1:]])
        return {LISTS[DeviceType.HEAT_PUMP]: body}


def measure(cloud: CloudProcess, sizes: Sequence[int]) -> Iterator[Row]:
    """Measure the smallest home with 500 entities, and homes of the given sizes."""
    yield from asyncio.run(_home(cloud, asyncio.run(_devices(cloud))))
    for devices in sizes:
        yield asyncio.run(_growing(cloud, devices))


async def _devices(cloud: CloudProcess) -> int:
    """Return the number of devices with 500 entities."""
    cloud.serve(answers(1))
    async with living(cloud) as (hass, entry):
        return 3 * ceil(ENTITIES / entities(hass, entry))


async def _home(cloud: CloudProcess, devices: int) -> list[Row]:
    toggle = Toggle(devices // 3)
    cloud.serve(answers(devices // 3))
    async with living(cloud) as (hass, entry):
        size = f"{devices} devices, {entities(hass, entry)} entities"
        return [
            await _states_that_change(cloud, toggle, hass, entry, size),
            await _from_the_answer(cloud, toggle, entry, size),
            await _from_the_records(toggle, entry, Row(what="", figure=0, size=size)),
        ]


async def _growing(cloud: CloudProcess, devices: int) -> Row:
    cloud.serve(answers(devices // 3))
    async with living(cloud) as (_, entry):
        toggle = Toggle(devices // 3)
        row = Row(what="", figure=0, devices=devices, is_shown=False)
        return await _from_the_records(toggle, entry, row)


async def _states_that_change(
    cloud: CloudProcess,
    toggle: Toggle,
    hass: HomeAssistant,
    entry: MockConfigEntry,
    size: str,
) -> Row:
    cloud.serve(toggle.body(change=True))
    await poll(entry)
    with count_state_writes(hass) as counts:
        cloud.serve(toggle.body(change=True))
        await poll(entry)
    return Row(
        what="One value changed: states that change",
        size=size,
        figure=counts.changed,
        most=1,
        of=Of.FIGURE,
    )


async def _from_the_answer(
    cloud: CloudProcess, toggle: Toggle, entry: MockConfigEntry, size: str
) -> Row:
    """Compare the first poll after a change with the next poll."""
    costs = await side_by_side(
        {"changed": partial(poll, entry), "same": partial(poll, entry)},
        ROUNDS,
        lambda _: cloud.serve(toggle.body(change=True)),
        is_fixed=True,
    )
    return Row(
        what="One value changed: CPU beyond an unchanged poll, reading the list",
        size=size,
        figure=costs["changed"].cpu - costs["same"].cpu,
        unit="ms",
    )


async def _from_the_records(toggle: Toggle, entry: MockConfigEntry, row: Row) -> Row:
    """Compare the same without the client: the devices are parsed before."""
    home = runtime_data(entry)
    known: dict[type[Device], list[Any]] = {
        coordinator.device_class: list(coordinator.data.values())
        for coordinator in home.device_coordinators
    }

    async def read(
        _: Podero, device_class: type[Any], *_previous: object, **_options: object
    ) -> DeviceList[Any]:
        return DeviceList(tuple(known[device_class]))

    def change(_: int) -> None:
        body = toggle.body(change=True)[LISTS[DeviceType.HEAT_PUMP]]
        known[HeatPump][0] = HeatPump.from_json(orjson.loads(body)[0])

    with patch.object(Podero, "devices", read):
        costs = await side_by_side(
            {"changed": partial(poll, entry), "same": partial(poll, entry)},
            ROUNDS,
            change,
            is_fixed=True,
        )
    return replace(
        row,
        what="One value changed: CPU from the records read to the states written",
        figure=costs["changed"].cpu - costs["same"].cpu,
        unit="ms",
        most=MOST_MS if row.size else None,
        of=Of.FIGURE,
    )
