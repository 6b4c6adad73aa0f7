"""Calls of the actions, and the devices that they are for."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.helpers import device_registry as dr

from custom_components.podero.const import DOMAIN
from tests.conftest import MORNING, Home

AWAY = {"is_away_mode_enabled": True, "away_mode_end": None}
GOAL = {"charge_percentage": 80, "charge_deadline": "07:00"}
DEFAULT_GOAL = {"charge_percentage": 70, "charge_deadline": "07:00"}


def utc(hours: float) -> str:
    """Return the time that is so many hours after the morning, as it is sent."""
    return f"{MORNING + timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}"


def device_id(home: Home, podero_id: str) -> str:
    device = dr.async_get(home.hass).async_get_device_by_identifier(
        (DOMAIN, podero_id), home.entry.entry_id
    )
    assert device is not None
    return device.id


def heat_pump(home: Home) -> dict[str, object]:
    return {ATTR_DEVICE_ID: device_id(home, home.cloud.heat_pump.id)}


def car(home: Home) -> dict[str, object]:
    return {ATTR_DEVICE_ID: device_id(home, home.cloud.electric_vehicle.id)}


async def act(home: Home, action: str, data: Mapping[str, object]) -> Any:
    """Act, and return what is answered."""
    return await home.hass.services.async_call(
        DOMAIN,
        action,
        dict(data),
        blocking=True,
        return_response=action.startswith("get_"),
    )
