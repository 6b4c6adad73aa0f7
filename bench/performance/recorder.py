"""Count the rows that a home writes to the recorder in a day, by entity."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from random import seed
from typing import Any, Final

from homeassistant.components.recorder.const import SupportedDialect
from homeassistant.components.recorder.db_schema import StateAttributes
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, callback

from bench.performance.cloud import CloudProcess
from bench.performance.row import Row
from bench.performance.virtual_day import DAY, in_virtual_time
from bench.simulated_home import simulated_home

FROM: Final = 3600.0
# Entities that write less often share a row.
OFTEN: Final = 24
SIZE: Final = "one home, a day"


def measure(_cloud: CloudProcess, _sizes: Sequence[int]) -> Iterator[Row]:
    """Simulate a day of a home as it is set up."""
    seed(1)
    states, attributes = in_virtual_time(_day)
    often = {name: rows for name, rows in states.items() if rows >= OFTEN}
    for name, rows in sorted(often.items(), key=lambda item: -item[1]):
        yield Row(
            what=f"Recorder: {name}, sets of attributes: {attributes[name]:,}",
            size=SIZE,
            figure=rows,
        )
    others = len(states) - len(often)
    yield Row(
        what=f"Recorder: {others} entities with less than {OFTEN} rows each",
        size=SIZE,
        figure=states.total() - sum(often.values()),
    )
    yield Row(what="Recorder: states in all", size=SIZE, figure=states.total())
    yield Row(
        what="Recorder: sets of attributes in all",
        size=SIZE,
        figure=attributes.total(),
    )


async def _day() -> tuple[Counter[str], Counter[str]]:
    """Return the rows of states, and the different sets of attributes, by entity."""
    states: Counter[str] = Counter()
    attributes: dict[str, set[bytes]] = {}

    @callback
    def record(event: Event[EventStateChangedData]) -> None:
        entity_id = event.data["entity_id"]
        if event.data["new_state"] is None:
            return
        states[entity_id] += 1
        shared = StateAttributes.shared_attrs_bytes_from_event(
            event, SupportedDialect.SQLITE
        )
        attributes.setdefault(entity_id, set()).add(shared)

    async with simulated_home(1, sockets=False, enabled=False) as home:
        await asyncio.sleep(FROM)
        stop: Any = home.hass.bus.async_listen(EVENT_STATE_CHANGED, record)
        await asyncio.sleep(DAY)
        stop()
    return states, Counter({name: len(sets) for name, sets in attributes.items()})
