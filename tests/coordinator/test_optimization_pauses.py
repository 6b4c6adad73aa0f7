"""Test that optimization that was paused returns by itself."""

from datetime import datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.datetime import (
    ATTR_DATETIME,
    DOMAIN as DATETIME_DOMAIN,
    SERVICE_SET_VALUE,
)
from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_OFF,
    STATE_ON,
    STATE_UNKNOWN,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util
import pytest

from custom_components.podero.coordinator import pause_store
from tests.conftest import MORNING, Home

SWITCH = "switch.car_optimization"
PAUSE = "datetime.car_pause_optimization_until"
SHOWN = "sensor.car_optimization_paused_until"
FLAG = "is_smart_optimization_active"
END = MORNING + timedelta(hours=1)


@pytest.fixture(autouse=True)
def optimized(new_home: Home) -> None:
    """Let the car be optimized."""
    new_home.cloud.controls.set_fields(
        new_home.cloud.electric_vehicle.id, **{FLAG: True}
    )


async def pause(home: Home, end: datetime = END) -> None:
    await home.hass.services.async_call(
        DATETIME_DOMAIN,
        SERVICE_SET_VALUE,
        {ATTR_ENTITY_ID: PAUSE, ATTR_DATETIME: end},
        blocking=True,
    )


async def turn(home: Home, service: str) -> None:
    await home.hass.services.async_call(
        SWITCH_DOMAIN, service, {ATTR_ENTITY_ID: SWITCH}, blocking=True
    )


def stored(storage: dict[str, Any], home: Home) -> Any:
    known = storage.get(pause_store(home.hass, home.entry.entry_id).key)
    return None if known is None else known["data"]


def written(home: Home) -> list[Any]:
    """Return what was written to the optimization."""
    return [body[FLAG] for body in home.written() if FLAG in body]


def is_on(home: Home) -> object:
    return home.cloud.electric_vehicle.fields[FLAG]


async def test_optimization_returns_at_the_end_with_one_request_each(
    home: Home,
) -> None:
    await pause(home)
    assert home.value(SWITCH) == STATE_OFF
    assert home.value(SHOWN) == END.isoformat()
    assert home.value(PAUSE) == END.isoformat()
    await home.wait(59 * 60)
    assert written(home) == [False]
    await home.wait(61)
    assert written(home) == [False, True]
    assert home.value(SWITCH) == STATE_ON
    assert home.value(SHOWN) == STATE_UNKNOWN
    await home.wait(2 * 60 * 60)
    assert written(home) == [False, True]


async def test_a_pause_can_be_moved_without_a_request(home: Home) -> None:
    await pause(home)
    await pause(home, END + timedelta(hours=2))
    assert home.value(SHOWN) == (END + timedelta(hours=2)).isoformat()
    await home.wait(2 * 60 * 60)
    assert written(home) == [False]
    await home.wait(60 * 60 + 1)
    assert written(home) == [False, True]


# The owner's own change wins


async def test_turning_optimization_on_ends_the_pause(
    home: Home, hass_storage: dict[str, Any]
) -> None:
    await pause(home)
    await turn(home, SERVICE_TURN_ON)
    assert home.value(SHOWN) == STATE_UNKNOWN
    await turn(home, SERVICE_TURN_OFF)
    await home.wait(2 * 60 * 60)
    assert written(home) == [False, True, False]
    assert stored(hass_storage, home) == {}


async def test_turning_optimization_off_during_a_pause_lets_it_stay_off(
    home: Home,
) -> None:
    await pause(home)
    await turn(home, SERVICE_TURN_OFF)
    assert home.value(SHOWN) == STATE_UNKNOWN
    await home.wait(2 * 60 * 60)
    assert True not in written(home)


async def test_a_change_in_another_app_wins(home: Home) -> None:
    await pause(home)
    car = home.cloud.electric_vehicle.id
    home.cloud.controls.set_fields(car, **{FLAG: True})
    await home.wait(60)
    for _ in range(3):
        await home.poll()
    home.cloud.controls.set_fields(car, **{FLAG: False})
    await home.wait(2 * 60 * 60)
    assert written(home) == [False]
    assert home.value(SWITCH) == STATE_OFF


async def test_a_single_outdated_response_does_not_end_a_pause(home: Home) -> None:
    await pause(home)
    car = home.cloud.electric_vehicle.id
    await home.wait(60)
    home.cloud.controls.set_fields(car, **{FLAG: True})
    await home.poll()
    home.cloud.controls.set_fields(car, **{FLAG: False})
    await home.wait(61 * 60)
    assert written(home) == [False, True]


# Home Assistant stops in between


async def test_optimization_returns_after_a_restart(home: Home) -> None:
    await pause(home)
    assert await home.unload()
    await home.wait(30 * 60)
    assert await home.set_up()
    assert home.value(SHOWN) == END.isoformat()
    await home.wait(31 * 60)
    assert written(home) == [False, True]


async def test_optimization_returns_late_if_home_assistant_was_off(
    home: Home,
) -> None:
    await pause(home)
    assert await home.unload()
    await home.wait(5 * 60 * 60)
    assert written(home) == [False]
    assert await home.set_up()
    await home.wait(1)
    assert written(home) == [False, True]


async def test_a_crash_after_the_end_was_stored_leaves_optimization_on(
    new_home: Home, hass_storage: dict[str, Any]
) -> None:
    key = pause_store(new_home.hass, new_home.entry.entry_id).key
    ends = {new_home.cloud.electric_vehicle.id: END.isoformat()}
    hass_storage[key] = {"version": 1, "key": key, "data": ends}
    assert await new_home.set_up()
    assert new_home.value(SHOWN) == STATE_UNKNOWN
    await new_home.wait(2 * 60 * 60)
    await new_home.poll()
    await new_home.wait(1)
    assert written(new_home) == []
    assert stored(hass_storage, new_home) == {}


async def test_the_end_is_stored_before_optimization_is_turned_off(
    home: Home, hass_storage: dict[str, Any]
) -> None:
    failure = home.cloud.faults.fail("PUT", "*/electric-vehicles/*", status=503)
    with pytest.raises(HomeAssistantError):
        await pause(home)
    # Whether Podero turned it off is not known: it has to return in either case.
    assert stored(hass_storage, home) != {}
    failure.stop()
    home.cloud.controls.set_fields(home.cloud.electric_vehicle.id, **{FLAG: False})
    await home.wait(61 * 60)
    assert is_on(home) is True


async def test_a_refused_pause_leaves_nothing_behind(
    home: Home, hass_storage: dict[str, Any]
) -> None:
    failure = home.cloud.faults.fail("PUT", "*/electric-vehicles/*", status=422)
    with pytest.raises(HomeAssistantError):
        await pause(home)
    assert stored(hass_storage, home) == {}
    failure.stop()
    await pause(home)
    assert home.value(SHOWN) == END.isoformat()


async def test_the_return_is_tried_again_with_back_off(home: Home) -> None:
    await pause(home)
    failure = home.cloud.faults.fail("PUT", "*/electric-vehicles/*", status=503)
    await home.wait(60 * 60)
    before = failure.hits
    for _ in range(120):
        await home.wait(31)
    assert before <= failure.hits <= before + 3 * 20
    assert home.value(SWITCH) == STATE_OFF
    # It does not return in the past.
    assert home.value(SHOWN) == STATE_UNKNOWN
    failure.stop()
    for _ in range(11):
        await home.wait(31)
    assert home.value(SWITCH) == STATE_ON
    assert is_on(home) is True


async def test_the_return_waits_for_a_cloud_that_is_out_of_reach(
    home: Home, freezer: FrozenDateTimeFactory
) -> None:
    await pause(home)
    home.cloud.faults.fail("*", "*", status=503)
    await home.wait(70 * 60)
    home.cloud.faults.heal()
    for _ in range(12):
        await home.wait(31)
    assert home.value(SWITCH) == STATE_ON


async def test_the_return_waits_for_a_setting_that_is_not_sent(home: Home) -> None:
    await pause(home)
    car = home.cloud.electric_vehicle.id
    home.cloud.controls.omit_fields(car, FLAG)
    await home.poll()
    await home.wait(70 * 60)
    assert written(home) == [False]
    home.cloud.controls.release(car)
    home.cloud.controls.set_fields(car, **{FLAG: False})
    for _ in range(3):
        await home.wait(31)
    assert home.value(SWITCH) == STATE_ON


# What is refused, and what is left


async def test_an_optimization_that_is_off_cannot_be_paused(home: Home) -> None:
    await turn(home, SERVICE_TURN_OFF)
    with pytest.raises(ServiceValidationError) as refused:
        await pause(home)
    assert refused.value.translation_key == "optimization_is_off"
    await turn(home, SERVICE_TURN_ON)
    await pause(home)
    assert home.value(SHOWN) == END.isoformat()


async def test_a_pause_that_ends_in_the_past_is_refused(home: Home) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await pause(home, dt_util.utcnow() - timedelta(days=2))
    assert refused.value.translation_key == "pause_in_the_past"
    assert written(home) == []


async def test_a_removed_home_leaves_no_pauses_behind(
    hass: HomeAssistant, home: Home, hass_storage: dict[str, Any]
) -> None:
    await pause(home)
    assert stored(hass_storage, home)
    await hass.config_entries.async_remove(home.entry.entry_id)
    assert stored(hass_storage, home) is None


async def test_a_removed_device_leaves_no_pause_behind(
    home: Home, hass_storage: dict[str, Any]
) -> None:
    await pause(home)
    home.cloud.controls.set_fields(
        home.cloud.electric_vehicle.id, deleted_at="2026-03-18T08:00:00Z"
    )
    await home.poll()
    await home.wait(2)
    assert stored(hass_storage, home) == {}
