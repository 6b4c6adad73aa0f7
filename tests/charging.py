"""Helpers for tests of the actions of cars."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import Context
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.podero.const import DOMAIN
from simulator import Device
from tests.conftest import Home

START = "2026-03-01 00:00:00"
END = "2026-03-18 00:00:00"
PERIOD = {"start": START, "end": END}
COLUMNS = [
    *("start", "end", "energy_kwh", "cost", "saving"),
    *("level_before", "level_after", "is_at_home"),
]
WHOLE = {
    "id": "one",
    "plug_in_time": "2026-03-10T17:00:00Z",
    "unplug_time": "2026-03-11T05:30:00Z",
    "energy_charged_kwh": "21.40",
    "actual_cost_eur": 3.21,
    "actual_savings_eur": "-0.10",
    "initial_soc_pct": 40,
    "final_soc_pct": 80,
    "is_at_home": True,
}
ROW = {
    "start": "2026-03-10T18:00:00+01:00",
    "end": "2026-03-11T06:30:00+01:00",
    "energy_kwh": 21.4,
    "cost": 3.21,
    "saving": -0.1,
    "level_before": 40,
    "level_after": 80,
    "is_at_home": True,
}


def target(home: Home, *devices: Device) -> dict[str, Any]:
    ids = []
    for device in devices or (home.cloud.electric_vehicle,):
        registered = dr.async_get(home.hass).async_get_device_by_identifier(
            (DOMAIN, device.id), home.entry.entry_id
        )
        assert registered is not None
        ids.append(registered.id)
    return {ATTR_DEVICE_ID: ids}


def list_sessions(home: Home, *sessions: Mapping[str, Any]) -> None:
    body = {"total": len(sessions), "items": sessions}
    home.cloud.faults.fail("GET", "*/sessions", status=200, body=body)


async def act(
    home: Home, action: str, data: Mapping[str, Any], user: MockUser | None = None
) -> Any:
    return await home.hass.services.async_call(
        DOMAIN,
        action,
        dict(data),
        blocking=True,
        context=Context(user_id=user.id) if user else None,
        return_response="sessions" in action,
    )


async def refusal(home: Home, action: str, data: Mapping[str, Any]) -> str | None:
    with pytest.raises(HomeAssistantError) as refused:
        await act(home, action, data)
    return refused.value.translation_key
