"""Use of the thermostat."""

from typing import Any

from homeassistant.components.climate import DOMAIN as CLIMATE_DOMAIN
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import State

from tests.conftest import Home

COMFORT = "climate.heat_pump_comfort"


async def call(home: Home, service: str, **data: Any) -> State:
    """Call, and return the state at the moment the action is done."""
    await home.hass.services.async_call(
        CLIMATE_DOMAIN, service, {ATTR_ENTITY_ID: COMFORT, **data}, blocking=True
    )
    return comfort(home)


def comfort(home: Home) -> State:
    state = home.hass.states.get(COMFORT)
    assert state is not None
    return state
