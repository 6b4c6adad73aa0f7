"""Test the water heater platform."""

from datetime import UTC, datetime, timedelta
from math import inf, nan
from typing import Any
from unittest.mock import patch

from homeassistant.components.water_heater import (
    ATTR_AWAY_MODE,
    ATTR_OPERATION_MODE,
    ATTR_TARGET_TEMP_STEP,
    DOMAIN as WATER_HEATER_DOMAIN,
    SERVICE_SET_AWAY_MODE,
    SERVICE_SET_TEMPERATURE,
    STATE_ECO,
    STATE_HEAT_PUMP,
)
from homeassistant.const import (
    ATTR_ENTITY_ID,
    ATTR_TEMPERATURE,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_OFF,
    STATE_ON,
    Platform,
)
from homeassistant.core import State
from homeassistant.exceptions import ServiceNotSupported, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.state import async_reproduce_state
from homeassistant.setup import async_setup_component
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from tests.conftest import MORNING, Home

pytestmark = pytest.mark.usefixtures("settled")

HOT_WATER = "water_heater.heat_pump_hot_water"


async def call(home: Home, service: str, **data: Any) -> State:
    """Call, and return the state at the moment the action is done."""
    await home.hass.services.async_call(
        WATER_HEATER_DOMAIN, service, {ATTR_ENTITY_ID: HOT_WATER, **data}, blocking=True
    )
    state = home.hass.states.get(HOT_WATER)
    assert state is not None
    return state


async def test_water_heater(
    new_home: Home, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion
) -> None:
    with patch("custom_components.podero.PLATFORMS", (Platform.WATER_HEATER,)):
        assert await new_home.set_up()
    await snapshot_platform(
        new_home.hass, entity_registry, snapshot, new_home.entry.entry_id
    )


async def test_the_temperature_is_written_alone_and_shows_at_once(home: Home) -> None:
    state = await call(home, SERVICE_SET_TEMPERATURE, **{ATTR_TEMPERATURE: 51.5})
    assert state.attributes[ATTR_TEMPERATURE] == 51.5
    assert home.written() == [{"dhw_standard_temperature": 51.5}]


@pytest.mark.parametrize("temperature", [39.9, 65.1, 80])
async def test_what_legionella_survive_or_what_scalds_is_not_sent(
    home: Home, temperature: float
) -> None:
    home.cloud.requests.clear()
    with pytest.raises(ServiceValidationError) as raised:
        await call(home, SERVICE_SET_TEMPERATURE, **{ATTR_TEMPERATURE: temperature})
    assert raised.value.translation_key == "hot_water_out_of_range"
    assert raised.value.translation_placeholders == {
        "lower": "40",
        "upper": "65",
        "unit": "°C",
    }
    assert not home.cloud.requests
    for allowed in (65, 45):
        await call(home, SERVICE_SET_TEMPERATURE, **{ATTR_TEMPERATURE: allowed})
    assert [body["dhw_standard_temperature"] for body in home.written()] == [65, 45]


async def test_away_mode(home: Home) -> None:
    state = await call(home, SERVICE_SET_AWAY_MODE, **{ATTR_AWAY_MODE: True})
    assert state.attributes[ATTR_AWAY_MODE] == STATE_ON
    state = await call(home, SERVICE_SET_AWAY_MODE, **{ATTR_AWAY_MODE: False})
    assert state.attributes[ATTR_AWAY_MODE] == STATE_OFF


async def test_away_mode_that_is_only_scheduled_is_off(home: Home) -> None:
    start = datetime.now(UTC) + timedelta(seconds=50)
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id,
        is_away_mode_enabled=True,
        away_mode_start=start.isoformat(),
        away_mode_end=None,
    )
    for seconds, expected in ((32, STATE_OFF), (20, STATE_ON)):
        await home.wait(seconds)
        state = home.hass.states.get(HOT_WATER)
        assert state is not None
        assert state.attributes[ATTR_AWAY_MODE] == expected


async def test_a_pause_does_not_keep_a_scene_from_being_restored(home: Home) -> None:
    await call(home, SERVICE_SET_TEMPERATURE, **{ATTR_TEMPERATURE: 51.5})
    before = home.hass.states.get(HOT_WATER)
    assert before is not None
    await call(home, SERVICE_SET_TEMPERATURE, **{ATTR_TEMPERATURE: 45})
    home.cloud.controls.set_fields(home.cloud.heat_pump.id, is_pause_power_active=True)
    await home.poll()
    await call(home, SERVICE_SET_AWAY_MODE, **{ATTR_AWAY_MODE: True})
    await async_reproduce_state(home.hass, [before])
    restored = home.hass.states.get(HOT_WATER)
    assert restored is not None
    assert restored.state == before.state == STATE_HEAT_PUMP
    assert restored.attributes == before.attributes


@pytest.mark.parametrize("is_created", [True, False])
@pytest.mark.parametrize(
    "fields",
    [
        {"is_pause_power_active": True, "pause_power_until": None},
        {"operational_mode": "OFF"},
        {"operational_mode": None, "is_smart_optimization_active": False},
        {"is_away_mode_enabled": True, "away_mode_start": MORNING},
        {},
    ],
)
async def test_a_scene_can_be_applied_whatever_the_heat_pump_did_when_it_was_saved(
    home: Home, fields: dict[str, object], is_created: bool
) -> None:
    """Home Assistant would turn hot water off that was off, which it cannot."""

    async def scene(service: str, **data: object) -> None:
        await home.hass.services.async_call("scene", service, data, blocking=True)

    assert await async_setup_component(home.hass, "scene", {})
    home.cloud.controls.set_fields(home.cloud.heat_pump.id, **fields)
    await home.poll()
    before = await call(home, SERVICE_SET_TEMPERATURE, **{ATTR_TEMPERATURE: 51.5})
    assert before.state == STATE_HEAT_PUMP
    await scene("create", scene_id="saved", snapshot_entities=[HOT_WATER])

    home.cloud.controls.release(home.cloud.heat_pump.id)
    await home.poll()
    away = before.attributes[ATTR_AWAY_MODE] == STATE_OFF
    await call(home, SERVICE_SET_AWAY_MODE, **{ATTR_AWAY_MODE: away})
    await call(home, SERVICE_SET_TEMPERATURE, **{ATTR_TEMPERATURE: 45})
    if is_created:
        await scene(SERVICE_TURN_ON, entity_id="scene.saved")
    else:
        saved = {"state": before.state, **before.attributes}
        await scene("apply", entities={HOT_WATER: saved})
    after = home.hass.states.get(HOT_WATER)
    assert after is not None
    for name in (ATTR_TEMPERATURE, ATTR_AWAY_MODE):
        assert after.attributes[name] == before.attributes[name]


async def test_another_operation_mode_is_refused_along_with_the_temperature(
    home: Home,
) -> None:
    data = {ATTR_TEMPERATURE: 51.5, ATTR_OPERATION_MODE: STATE_ECO}
    with pytest.raises(ServiceValidationError) as refused:
        await call(home, SERVICE_SET_TEMPERATURE, **data)
    assert refused.value.translation_key == "operation_mode_is_fixed"
    assert not home.written()
    data[ATTR_OPERATION_MODE] = STATE_HEAT_PUMP
    state = await call(home, SERVICE_SET_TEMPERATURE, **data)
    assert state.attributes[ATTR_TEMPERATURE] == 51.5


@pytest.mark.parametrize("temperature", [nan, inf, -inf])
async def test_a_temperature_that_is_not_a_number_is_not_sent(
    home: Home, temperature: float
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await call(home, SERVICE_SET_TEMPERATURE, **{ATTR_TEMPERATURE: temperature})
    assert refused.value.translation_key == "not_a_number"
    assert not home.written()


async def test_whole_degrees_fahrenheit_are_kept(new_home: Home) -> None:
    new_home.hass.config.units = US_CUSTOMARY_SYSTEM
    assert await new_home.set_up()
    for temperature in (118, 119, 120, 121):
        state = await call(
            new_home, SERVICE_SET_TEMPERATURE, **{ATTR_TEMPERATURE: temperature}
        )
        assert state.attributes[ATTR_TEMPERATURE] == temperature
        assert state.attributes[ATTR_TARGET_TEMP_STEP] == 1
    assert new_home.written()[0] == {"dhw_standard_temperature": 47.78}
    with pytest.raises(ServiceValidationError) as refused:
        await call(new_home, SERVICE_SET_TEMPERATURE, **{ATTR_TEMPERATURE: 103})
    assert refused.value.translation_placeholders == {
        "lower": "104",
        "upper": "149",
        "unit": "°F",
    }


async def test_it_cannot_be_turned_off(home: Home) -> None:
    with pytest.raises(ServiceNotSupported):
        await call(home, SERVICE_TURN_OFF)
