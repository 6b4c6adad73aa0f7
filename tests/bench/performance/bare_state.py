"""Bare entities to write the states of: what as many writes cost Home Assistant."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity import Entity
from pytest_homeassistant_custom_component.common import MockEntityPlatform

from tests.bench.performance.bare import DOMAIN


class BareState(Entity):
    """An entity of no integration, which shows what it is told."""

    _attr_should_poll = False

    def __init__(self, number: int) -> None:
        self._attr_unique_id = f"bare-{number}"
        self._attr_name = f"Bare {number}"

    def show(self, value: str) -> None:
        """Write a state."""
        self._attr_state = value
        self.async_write_ha_state()


async def add_bare_states(hass: HomeAssistant, count: int) -> list[BareState]:
    """Add entities to write the states of."""
    states = [BareState(number) for number in range(count)]
    platform = MockEntityPlatform(hass, domain=Platform.SENSOR, platform_name=DOMAIN)
    await platform.async_add_entities(states)
    return states
