"""Count the requests of a day and of a command."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from random import seed
import re
from typing import Final
from unittest.mock import patch

from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_TURN_OFF,
    STATE_OFF,
    STATE_ON,
    Platform,
)
from homeassistant.helpers import entity_registry as er

from bench.in_process import InProcessConnector
from bench.performance.cloud import CloudProcess, answers
from bench.performance.home_assistant import add_home, instance, set_up
from bench.performance.row import Of, Row
from bench.performance.server import Answers, Server
from bench.performance.virtual_day import DAY, in_virtual_time
from bench.simulated_home import ENABLED, SimulatedHome, simulated_home
from custom_components.podero.const import DOMAIN

# The requests of the set-up are completed by then.
FROM: Final = 3600.0
LISTS_A_DAY: Final = 2880

KINDS: Final = {
    "lists of devices": r"[a-z-]+",
    "charging plans": r"electric-vehicles/\*/(charge-policy|sessions/current)",
    "charging sessions": r"electric-vehicles/\*/sessions",
    "savings": r"[a-z-]+/\*/savings",
    "energy contracts": r"energy-contracts",
    "commands": r"[a-z-]+/\*(/boost)?",
    "tokens": r"/oauth2/token/",
}

SHOWN_BY_ENTITIES: Final = (
    *("charging plans", "charging sessions", "savings", "energy contracts"),
)


def measure(_cloud: CloudProcess, sizes: Sequence[int]) -> Iterator[Row]:
    """Simulate a day, a day with a boost, one with all entities, and large homes."""
    for name, enabled, boosts in (
        ("a day, as set up", None, False),
        ("a day, with a boost", None, True),
        ("a day, all entities enabled", True, False),
        ("a day, no entity enabled", False, False),
    ):
        seed(1)
        live = partial(_day, enabled=enabled, boosts=boosts)
        with nullcontext() if enabled is None else patch(ENABLED, new=enabled):
            counts = in_virtual_time(live)
        if enabled is False:
            yield Row(
                what="Requests: for what no enabled entity shows",
                size=name,
                figure=sum(counts[kind] for kind in SHOWN_BY_ENTITIES),
                most=0,
                of=Of.FIGURE,
            )
        for kind, count in counts.items():
            is_list = kind == "lists of devices"
            yield Row(
                what=f"Requests: {kind}",
                size=name,
                figure=count,
                baseline=3 * LISTS_A_DAY if is_list else None,
                most=1 if is_list and not boosts else None,
            )
        yield Row(what="Requests: in all", size=name, figure=counts.total())
    yield Row(
        what="From a command to the state confirmed: requests",
        figure=in_virtual_time(_command),
        most=1,
        of=Of.FIGURE,
    )
    for devices in sizes:
        yield Row(
            what="Requests an hour",
            devices=devices,
            figure=in_virtual_time(partial(_hour, devices)),
            most=3 * LISTS_A_DAY / 24,
            of=Of.FIGURE,
        )


async def _hour(devices: int) -> int:
    cloud = Answers(answers(devices // 3))
    async with instance(InProcessConnector(lambda: Server(cloud))) as hass:
        entry = add_home(hass, "http://127.0.0.1:1")
        await set_up(hass, entry)
        await asyncio.sleep(FROM)
        cloud.requests.clear()
        await asyncio.sleep(3600)
        asked = cloud.requests.total()
        assert await hass.config_entries.async_unload(entry.entry_id)
        return asked


def kind_of(path: str) -> str:
    """Return the type of request that a path is."""
    without_ids = re.sub(r"[0-9a-f-]{36}", "*", path)
    rest = without_ids.removeprefix("/org/*/users/*/")
    if rest == "energy-contracts":
        return "energy contracts"
    return next(kind for kind, form in KINDS.items() if re.fullmatch(form, rest))


async def _day(*, enabled: bool | None, boosts: bool) -> Counter[str]:
    async with simulated_home(1, sockets=False, enabled=enabled is True) as home:
        car = home.cloud.electric_vehicle
        await asyncio.sleep(FROM)
        if boosts:
            home.cloud.controls.set_battery_level(car.id, 50)
            home.cloud.controls.plug_in(car.id)
        home.cloud.requests.clear()
        if boosts:
            await asyncio.sleep(60)
            await _call(home, Platform.BUTTON, "press", f"{car.id}_boost")
        await asyncio.sleep(DAY - (60 if boosts else 0))
        return Counter(kind_of(request.path) for request in home.cloud.requests)


async def _command() -> int:
    """Return the number of requests until a switch shows the confirmed state."""
    async with simulated_home(1, sockets=False, enabled=False) as home:
        await asyncio.sleep(61)
        unique_id = f"{home.cloud.heat_pump.id}_is_smart_optimization_active"
        entity_id = _entity_id(home, Platform.SWITCH, unique_id)
        before = home.hass.states.get(entity_id)
        home.cloud.requests.clear()
        await _call(home, Platform.SWITCH, SERVICE_TURN_OFF, unique_id)
        after = home.hass.states.get(entity_id)
        assert before is not None
        assert after is not None
        assert (before.state, after.state) == (STATE_ON, STATE_OFF)
        assert not home.cloud.heat_pump.fields["is_smart_optimization_active"]
        return len(home.cloud.requests)


async def _call(home: SimulatedHome, domain: str, service: str, unique_id: str) -> None:
    target = {ATTR_ENTITY_ID: _entity_id(home, domain, unique_id)}
    await home.hass.services.async_call(domain, service, target, blocking=True)


def _entity_id(home: SimulatedHome, domain: str, unique_id: str) -> str:
    registry = er.async_get(home.hass)
    entity_id = registry.async_get_entity_id(domain, DOMAIN, unique_id)
    assert entity_id is not None
    return entity_id
