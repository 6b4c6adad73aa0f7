"""Devices and settings that issues are about."""

from homeassistant.const import ATTR_ENTITY_ID, SERVICE_TURN_OFF
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
import pytest

from custom_components.podero.const import DOMAIN
from simulator.devices import Device
from tests.conftest import Home

OPTIMIZATION = "switch.solar_inverter_optimization"


def device_of(home: Home, device: Device) -> dr.DeviceEntry:
    found = dr.async_get(home.hass).async_get_device_by_identifier(
        (DOMAIN, device.id), home.entry.entry_id
    )
    assert found is not None
    return found


async def turn_off(home: Home, times: int = 1) -> None:
    """Turn a switch off, which the cloud ignores."""
    for _ in range(times):
        with pytest.raises(HomeAssistantError, match="did not apply"):
            await home.hass.services.async_call(
                "switch",
                SERVICE_TURN_OFF,
                {ATTR_ENTITY_ID: OPTIMIZATION},
                blocking=True,
            )
