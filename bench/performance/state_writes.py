"""Counts the state writes of entities and the events that follow."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.entity import Entity


@dataclass(slots=True)
class StateWrites:
    """Numbers of state writes and events."""

    writes: int = 0
    entities: set[str] = field(default_factory=set)
    changed: int = 0
    reported: int = 0


@contextmanager
def count_state_writes(hass: HomeAssistant) -> Iterator[StateWrites]:
    """Count the state writes of all entities."""
    counts = StateWrites()
    write = Entity._async_write_ha_state

    def note_write(entity: Entity) -> None:
        counts.writes += 1
        counts.entities.add(entity.entity_id)
        write(entity)

    @callback
    def note_changed(_: Event[Any]) -> None:
        counts.changed += 1

    @callback
    def note_reported(_: Event[Any]) -> None:
        counts.reported += 1

    @callback
    def is_wanted(_: Any) -> bool:
        return True

    stop = [
        hass.bus.async_listen(EVENT_STATE_CHANGED, note_changed),
        hass.bus.async_listen(
            EVENT_STATE_REPORTED, note_reported, event_filter=is_wanted
        ),
    ]
    with patch.object(Entity, "_async_write_ha_state", note_write):
        yield counts
    for unsubscribe in stop:
        unsubscribe()
