"""Test the switch platform."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_OFF,
    STATE_ON,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from tests.conftest import Home

AWAY = "switch.heat_pump_away_mode"
OPTIMIZATION = "switch.heat_pump_optimization"
PAUSE = "switch.heat_pump_pause"


async def switch(home: Home, service: str, entity_id: str) -> str:
    """Switch, and return the state at the moment the action is done."""
    await home.hass.services.async_call(
        SWITCH_DOMAIN, service, {ATTR_ENTITY_ID: entity_id}, blocking=True
    )
    state = home.hass.states.get(entity_id)
    assert state is not None
    return state.state


async def test_switches(
    new_home: Home, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion
) -> None:
    with patch("custom_components.podero.PLATFORMS", (Platform.SWITCH,)):
        assert await new_home.set_up()
    await snapshot_platform(
        new_home.hass, entity_registry, snapshot, new_home.entry.entry_id
    )


@pytest.mark.parametrize("device", ["heat_pump", "car", "solar_inverter"])
async def test_optimization_is_written_alone_and_shows_at_once(
    home: Home, device: str
) -> None:
    entity_id = f"switch.{device}_optimization"
    assert await switch(home, SERVICE_TURN_OFF, entity_id) == STATE_OFF
    assert await switch(home, SERVICE_TURN_ON, entity_id) == STATE_ON
    assert home.written() == [
        {"is_smart_optimization_active": False},
        {"is_smart_optimization_active": True},
    ]
    await home.poll()
    assert home.value(entity_id) == STATE_ON


async def test_a_change_in_podero_shows_after_the_next_poll(home: Home) -> None:
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id, is_smart_optimization_active=False
    )
    await home.poll()
    assert home.value(OPTIMIZATION) == STATE_OFF


async def test_away_mode_starts_now_and_has_no_end(home: Home) -> None:
    assert await switch(home, SERVICE_TURN_ON, AWAY) == STATE_ON
    assert home.written() == [
        {
            "is_away_mode_enabled": True,
            "away_mode_start": "2026-03-18T09:00:00Z",
            "away_mode_end": None,
        }
    ]
    assert home.value("sensor.heat_pump_away_mode_status") == "active"


async def test_away_mode_that_ends_is_cleared_together(home: Home) -> None:
    await switch(home, SERVICE_TURN_ON, AWAY)
    assert await switch(home, SERVICE_TURN_OFF, AWAY) == STATE_OFF
    assert home.written()[-1] == {
        "is_away_mode_enabled": False,
        "away_mode_start": None,
        "away_mode_end": None,
    }
    await home.poll()
    assert home.value(AWAY) == STATE_OFF


async def test_away_mode_uses_the_window_that_lies_ahead(home: Home) -> None:
    await switch(home, SERVICE_TURN_OFF, AWAY)
    now = datetime.now(UTC)
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id,
        away_mode_start=(now + timedelta(days=1)).isoformat(),
        away_mode_end=(now + timedelta(days=2)).isoformat(),
    )
    await home.poll()
    assert await switch(home, SERVICE_TURN_ON, AWAY) == STATE_ON
    assert home.written()[1:] == [{"is_away_mode_enabled": True}]
    assert home.value("sensor.heat_pump_away_mode_status") == "scheduled"


async def test_away_mode_without_a_window_is_off_whatever_the_flag_says(
    home: Home,
) -> None:
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id,
        is_away_mode_enabled=True,
        away_mode_start=None,
        away_mode_end=None,
    )
    await home.poll()
    assert home.value(AWAY) == STATE_OFF


async def test_a_heat_pump_that_knows_no_away_mode_has_no_switch_for_it(
    new_home: Home,
) -> None:
    new_home.cloud.controls.omit_fields(
        new_home.cloud.heat_pump.id,
        "is_away_mode_enabled",
        "away_mode_start",
        "away_mode_end",
    )
    assert await new_home.set_up()
    assert new_home.hass.states.get(AWAY) is None
    assert new_home.hass.states.get("sensor.heat_pump_away_mode_status") is None


@pytest.mark.parametrize(
    ("entity_id", "key"),
    [
        ("switch.heat_pump_heating_limits", "is_heating_policy_enabled"),
        ("switch.car_ready_by", "is_charge_policy_enabled"),
    ],
)
async def test_a_policy_is_written_alone_and_shows_at_once(
    home: Home, entity_id: str, key: str
) -> None:
    assert await switch(home, SERVICE_TURN_OFF, entity_id) == STATE_OFF
    assert await switch(home, SERVICE_TURN_ON, entity_id) == STATE_ON
    assert home.written() == [{key: False}, {key: True}]


async def test_a_pause_lasts_two_hours_and_ends_by_itself(home: Home) -> None:
    assert await switch(home, SERVICE_TURN_ON, PAUSE) == STATE_ON
    assert home.written() == [
        {
            "is_pause_power_active": True,
            "pause_power_until": "2026-03-18T11:00:00Z",
        }
    ]
    await home.wait(2 * 60 * 60 - 10)
    assert home.value(PAUSE) == STATE_ON
    home.cloud.requests.clear()
    await home.wait(11)
    assert home.value(PAUSE) == STATE_OFF
    assert not home.cloud.requests


async def test_a_pause_can_be_ended_early(home: Home) -> None:
    await switch(home, SERVICE_TURN_ON, PAUSE)
    assert await switch(home, SERVICE_TURN_OFF, PAUSE) == STATE_OFF
    assert home.written()[-1] == {
        "is_pause_power_active": False,
        "pause_power_until": None,
    }


@pytest.mark.parametrize(
    ("flag", "entity_id"),
    [("is_away_mode_enabled", AWAY), ("is_pause_power_active", PAUSE)],
)
async def test_a_flag_that_cannot_be_read_is_unknown(
    home: Home, flag: str, entity_id: str
) -> None:
    home.cloud.controls.set_fields(home.cloud.heat_pump.id, **{flag: None})
    await home.poll()
    assert home.value(entity_id) == STATE_UNKNOWN
    home.cloud.controls.set_fields(home.cloud.heat_pump.id, **{flag: False})
    await home.poll()
    assert home.value(entity_id) == STATE_OFF


async def test_a_pause_without_an_end_is_a_pause(home: Home) -> None:
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id, is_pause_power_active=True, pause_power_until=None
    )
    await home.poll()
    assert home.value(PAUSE) == STATE_ON
