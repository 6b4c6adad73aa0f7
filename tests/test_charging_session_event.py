"""Test the event for each charging session that ended."""

from datetime import timedelta
from typing import Any

from homeassistant.components.event import ATTR_EVENT_TYPE
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import CoreState, HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_component import async_update_entity
import pytest
from pytest_homeassistant_custom_component.common import (
    mock_restore_cache_with_extra_data,
)
from syrupy.assertion import SnapshotAssertion

from tests.charging_events import EVENT, Log, ended
from tests.conftest import MORNING, Home

HOUR = 60 * 60 + 1


@pytest.fixture
def log(new_home: Home) -> Log:
    return Log(new_home)


async def test_event(
    home: Home, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion
) -> None:
    assert entity_registry.async_get(EVENT) == snapshot(name=f"{EVENT}-entry")
    assert home.hass.states.get(EVENT) == snapshot(name=f"{EVENT}-state")


async def test_a_session_fires_when_the_car_is_unplugged(home: Home) -> None:
    car = home.cloud.electric_vehicle.id
    home.cloud.controls.plug_in(car)
    await home.wait(HOUR)
    await home.wait(HOUR)
    assert home.value(EVENT) == STATE_UNKNOWN
    home.cloud.controls.unplug(car)
    home.cloud.requests.clear()
    await home.poll()
    await home.wait(1.5)
    state = home.hass.states.get(EVENT)
    assert state is not None
    assert state.attributes[ATTR_EVENT_TYPE] == "session_ended"
    assert state.attributes["currency"] == "EUR"
    assert state.attributes.keys() >= {
        *("start", "end", "energy_kwh", "cost", "saving"),
        *("level_before", "level_after", "is_at_home"),
    }
    requests = [request.path.rpartition("/")[2] for request in home.cloud.requests]
    assert requests.count("sessions") == 1


async def test_sessions_before_the_home_was_added_do_not_fire(log: Log) -> None:
    await log.start(ended(-30), ended(-6))
    assert log.fired() == []
    log.show(ended(-30), ended(-6), ended(0.5))
    await log.home.wait(HOUR)
    assert log.fired() == ["0.5"]


async def test_each_session_fires_once(log: Log) -> None:
    await log.start()
    log.show(ended(0.2), ended(0.1))
    for _ in range(3):
        await log.home.wait(HOUR)
    await async_update_entity(log.home.hass, EVENT)
    assert log.fired() == ["0.1", "0.2"]


async def test_a_session_that_is_listed_late_fires(log: Log) -> None:
    await log.start()
    log.show(ended(0.2))
    await log.home.wait(HOUR)
    log.show(ended(0.2), ended(0.1))
    await log.home.wait(HOUR)
    assert log.fired() == ["0.2", "0.1"]


async def test_a_correction_does_not_fire_again(log: Log) -> None:
    await log.start()
    log.show(ended(0.1, actual_cost_eur=1))
    await log.home.wait(HOUR)
    changed = ended(1.7, actual_cost_eur=2) | {"id": ended(0.1)["id"]}
    log.show(changed)
    await log.home.wait(HOUR)
    assert log.fired() == ["0.1"]


async def test_a_session_that_is_not_over_waits_for_its_end(log: Log) -> None:
    await log.start()
    log.show(ended(0.1, unplug_time=None))
    await log.home.wait(HOUR)
    assert log.fired() == []
    inferred = (MORNING + timedelta(hours=1)).isoformat()
    log.show(ended(0.1, unplug_time=None, inferred_session_end=inferred))
    await log.home.wait(HOUR)
    assert log.fired() == ["1"]


async def test_a_reload_does_not_fire_again(log: Log) -> None:
    await log.start()
    log.show(ended(0.1))
    await log.home.wait(HOUR)
    assert log.fired() == ["0.1"]
    shown = log.home.value(EVENT)
    for _ in range(2):
        await log.restart()
    assert log.fired() == []
    assert log.home.value(EVENT) == shown


async def test_sessions_that_ended_meanwhile_fire_after_a_restart(log: Log) -> None:
    await log.start()
    log.show(ended(0.1))
    await log.home.wait(HOUR)
    assert log.fired() == ["0.1"]
    assert await log.home.unload()
    log.show(ended(0.1), ended(2), ended(1.5))
    await log.home.wait(3 * HOUR)
    assert await log.home.set_up()
    await log.home.wait(1.5)
    assert log.fired() == ["1.5", "2"]


async def test_an_outage_does_not_fire_again(log: Log) -> None:
    await log.start()
    log.show(ended(0.1))
    await log.home.wait(HOUR)
    assert log.fired() == ["0.1"]
    outage = log.home.cloud.faults.fail(status=500)
    for _ in range(3):
        await log.home.wait(HOUR)
    outage.stop()
    for _ in range(3):
        await log.home.wait(HOUR)
    assert log.fired() == []
    # Nor does a list that was empty for a while.
    log.show()
    await log.home.wait(HOUR)
    log.show(ended(0.1), ended(4))
    await log.home.wait(HOUR)
    assert log.fired() == ["4"]


async def test_a_session_that_ends_in_an_outage_fires_after_it(log: Log) -> None:
    await log.start()
    outage = log.home.cloud.faults.fail("GET", "*/electric-vehicles", status=500)
    await log.home.poll()
    log.show(ended(0.1))
    await log.home.wait(HOUR)
    assert log.home.value(EVENT) == STATE_UNAVAILABLE
    outage.stop()
    await log.home.wait(HOUR)
    assert log.fired() == ["0.1"]


async def test_a_new_entity_id_does_not_fire_again(
    log: Log, entity_registry: er.EntityRegistry
) -> None:
    await log.start()
    log.show(ended(0.1))
    await log.home.wait(HOUR)
    assert log.fired() == ["0.1"]
    entity_registry.async_update_entity(EVENT, new_entity_id="event.renamed")
    await log.home.wait(HOUR)
    entity_registry.async_update_entity("event.renamed", new_entity_id=EVENT)
    await log.restart()
    await log.home.wait(HOUR)
    assert log.fired() == []


async def test_the_event_is_saved_at_once(
    log: Log, hass_storage: dict[str, Any]
) -> None:
    await log.start()
    log.show(ended(0.1))
    await log.home.wait(HOUR)
    [saved] = [
        item
        for item in hass_storage["core.restore_state"]["data"]
        if item["state"]["entity_id"] == EVENT
    ]
    assert list(saved["extra_data"]["ends"]) == [ended(0.1)["id"]]


@pytest.mark.parametrize(
    ("saved", "expected"),
    [
        ({"since": MORNING.isoformat(), "ends": {}}, ["0.1"]),
        (
            {
                "since": MORNING.isoformat(),
                "ends": {"session-0.1": ended(0.1)["unplug_time"]},
            },
            [],
        ),
        # What cannot be read is as nothing: the sessions are older than the entity.
        ({}, []),
        ({"since": None, "ends": {}}, []),
        ({"since": "yesterday", "ends": {}}, []),
        ({"since": MORNING.isoformat(), "ends": ["session-0.1"]}, []),
        ({"since": MORNING.isoformat(), "ends": {"session-0.1": 7}}, []),
    ],
)
async def test_what_was_fired_is_known_after_a_restart(
    hass: HomeAssistant, log: Log, saved: dict[str, Any], expected: list[str]
) -> None:
    event = {"last_event_type": None, "last_event_attributes": None}
    state = State(EVENT, STATE_UNKNOWN)
    mock_restore_cache_with_extra_data(hass, [(state, {**event, **saved})])
    await log.home.wait(HOUR)
    await log.start(ended(0.1))
    assert log.fired() == expected
    log.show(ended(0.1), ended(1.5))
    await log.home.wait(HOUR)
    assert log.fired() == ["1.5"]


async def test_events_wait_for_automations_to_start(
    hass: HomeAssistant, log: Log
) -> None:
    state = State(EVENT, STATE_UNKNOWN)
    saved = {"since": MORNING.isoformat(), "ends": {}}
    mock_restore_cache_with_extra_data(hass, [(state, saved)])
    await log.home.wait(HOUR)
    hass.set_state(CoreState.starting)
    await log.start(ended(0.1))
    assert log.fired() == []
    hass.set_state(CoreState.running)
    hass.bus.async_fire("homeassistant_started")
    await hass.async_block_till_done()
    await log.home.wait(1.5)
    assert log.fired() == ["0.1"]


async def test_hundreds_of_sessions_at_once_fire_once_each(log: Log) -> None:
    await log.start()
    sessions = [ended(number / 100) for number in range(1, 121)]
    log.show(*sessions)
    await log.home.wait(2 * HOUR)
    assert len(log.fired()) == 120
    await log.restart()
    await log.home.wait(HOUR)
    assert log.fired() == []
    log.show(*sessions, ended(2.5))
    await log.home.wait(HOUR)
    assert log.fired() == ["2.5"]


async def test_a_car_whose_sessions_are_not_supported_fires_nothing(log: Log) -> None:
    log.show(ended(1.5))
    missing = log.home.cloud.faults.fail("GET", "*/sessions", status=404)
    assert await log.home.set_up()
    await log.home.wait(1.5)
    missing.stop()
    for _ in range(25):
        await log.home.wait(HOUR)
    assert log.fired() == []
    log.show(ended(1.5), ended(25))
    await log.home.wait(HOUR)
    assert log.fired() == ["25"]
