"""Test the blueprint for a pause in the evening."""

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
import pytest

from tests.blueprints.automation import automate, entity_id
from tests.conftest import Home

SAUNA = "switch.sauna"
BUTTON = "input_button.evening"
PAUSED = {"is_pause_power_active": True, "pause_power_until": "2026-03-18T13:00:00Z"}
RESUMED = {"is_pause_power_active": False, "pause_power_until": None}


async def show(home: Home, entity: str, *states: str) -> None:
    for state in states:
        home.hass.states.async_set(entity, state)
        await home.hass.async_block_till_done()


@pytest.fixture
async def evening(home: Home) -> Home:
    await show(home, SAUNA, STATE_OFF)
    await show(home, BUTTON, STATE_UNKNOWN)
    pause = entity_id(home, home.cloud.heat_pump, "switch", "is_pause_power_active")
    await automate(
        home.hass,
        "pause_heat_pump_for_an_evening",
        pause_switches=[pause],
        starters=[SAUNA, BUTTON],
    )
    return home


async def test_switch_pauses_while_it_is_on(evening: Home) -> None:
    await show(evening, SAUNA, STATE_ON)
    assert evening.written() == [PAUSED]
    await show(evening, SAUNA, STATE_UNAVAILABLE, STATE_ON)
    assert evening.written() == [PAUSED]
    await show(evening, SAUNA, STATE_OFF)
    assert evening.written() == [PAUSED, RESUMED]


async def test_button_starts_the_pause(evening: Home) -> None:
    await show(evening, BUTTON, "2026-03-18T09:00:00+00:00")
    assert evening.written() == [PAUSED]
    await show(evening, BUTTON, STATE_UNAVAILABLE, "2026-03-18T09:00:00+00:00")
    assert evening.written() == [PAUSED]


async def test_ignores_a_switch_that_becomes_available(evening: Home) -> None:
    await show(evening, SAUNA, STATE_UNKNOWN, STATE_ON)
    evening.hass.states.async_remove(BUTTON)
    await show(evening, BUTTON, "2026-03-17T09:00:00+00:00")
    assert not evening.written()


async def test_expired_pause_is_not_ended_again(evening: Home) -> None:
    await show(evening, SAUNA, STATE_ON)
    await evening.wait(4 * 3600)
    evening.cloud.requests.clear()
    await show(evening, SAUNA, STATE_OFF)
    assert not evening.written()
