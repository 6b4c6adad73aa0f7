"""Bare coordinator entities, the baseline for the costs of a poll with new values."""

from functools import cache
import logging
from typing import Any, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.update_coordinator import (
    CoordinatorEntity,
    DataUpdateCoordinator,
)

from bench.performance.bare_entities import (
    OWN_CLASSES,
    Spec,
    add_bare,
    attributes_of,
    own_entity,
)
from bench.performance.baseline import Baseline
from bench.performance.home_assistant import set_up

type Polls = DataUpdateCoordinator[list[Any]]


class BarePolled(CoordinatorEntity[Polls]):
    """An entity that shows the attributes of two polls alternately."""

    def alternate(self, first: Spec, second: Spec) -> None:
        """Set the attributes to alternate between, which are those that differ."""
        before, after = attributes_of(first), attributes_of(second)
        changed = [name for name in before if before[name] != after[name]]
        self._now = {f"_attr_{name}": before[name] for name in changed}
        self._next = {f"_attr_{name}": after[name] for name in changed}

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        self._now, self._next = self._next, self._now
        for name, value in self._now.items():
            setattr(self, name, value)
        super()._handle_coordinator_update()


def bare_coordinator(hass: HomeAssistant, baseline: Baseline) -> Polls:
    """Return a coordinator that requests the lists."""
    return DataUpdateCoordinator(
        hass,
        logging.getLogger(__name__),
        name="bare",
        config_entry=None,
        update_method=baseline.poll,
    )


@cache
def _polled_class(platform: str) -> type[BarePolled]:
    own = OWN_CLASSES[platform]
    return type(f"Polled{own.__name__}", (BarePolled, own), {})


def polled_entity(polls: Polls, spec: Spec) -> BarePolled:
    """Return a coordinator entity of the platform's own class with the same state."""
    entity = _polled_class(spec.platform)(polls)
    own_entity(spec, entity)
    return entity


async def add_polled(
    hass: HomeAssistant, baseline: Baseline, first: list[Spec], second: list[Spec]
) -> Polls:
    """Add an entity for each enabled one in two polls; return what polls them."""
    polls = bare_coordinator(hass, baseline)
    later = {(spec.platform, spec.unique_id): spec for spec in second}

    def make(spec: Spec) -> Entity:
        entity = polled_entity(polls, spec)
        entity.alternate(spec, later[spec.platform, spec.unique_id])
        return entity

    enabled = [spec for spec in first if spec.is_enabled]
    await set_up(hass, add_bare(hass, enabled, make))
    return polls
