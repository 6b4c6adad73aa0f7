"""Requests of a home, and its devices."""

from homeassistant.helpers import device_registry as dr

from custom_components.podero.const import DOMAIN
from tests.conftest import Home

HEAT_PUMP = "sensor.heat_pump_power"
CAR = "sensor.car_battery_level"


def is_registered(home: Home, device_id: str) -> bool:
    registry = dr.async_get(home.hass)
    return bool(
        registry.async_get_device_by_identifier(
            (DOMAIN, device_id), home.entry.entry_id
        )
    )
