"""Test the events that tell what changed."""

from typing import Any

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Event, EventStateChangedData
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from simulator import Failure
from tests.automations import automate
from tests.conftest import Home

CAR = "event.car_changes"
HEAT_PUMP = "event.heat_pump_changes"
QUARTER = 15 * 60 + 1


class Told:
    """The events that were told since the last question."""

    def __init__(self, home: Home) -> None:
        self._events: list[Event[EventStateChangedData]] = async_capture_events(
            home.hass, "state_changed"
        )

    def types(self, entity_id: str) -> list[Any]:
        found = [
            state.attributes["event_type"]
            for event in self._events
            if event.data["entity_id"] == entity_id
            and (state := event.data["new_state"]) is not None
            and (old := event.data["old_state"]) is not None
            and state.state not in (STATE_UNAVAILABLE, STATE_UNKNOWN)
            and old.state not in (STATE_UNAVAILABLE, state.state)
        ]
        self._events.clear()
        return found


def set_car(home: Home, **fields: object) -> None:
    home.cloud.controls.set_fields(home.cloud.electric_vehicle.id, **fields)


def set_heat_pump(home: Home, **fields: object) -> None:
    home.cloud.controls.set_fields(home.cloud.heat_pump.id, **fields)


def plan(home: Home, start: str, end: str) -> Failure:
    session = {
        "plug_in_time": "2026-03-18T08:00:00Z",
        "desired_charging_start_time": start,
        "desired_charging_end_time": end,
    }
    return home.cloud.faults.fail(
        "GET", "*/sessions/current", status=200, body={"session": session}
    )


@pytest.fixture
async def told(new_home: Home) -> Told:
    """Set a home up whose car is plugged in, and watch what is told."""
    set_car(
        new_home,
        is_plugged_in=True,
        is_charging=False,
        boost_state="available",
        battery_level=40,
        connection_status="ok",
        is_charge_policy_enabled=False,
    )
    set_heat_pump(new_home, connection_status="ok", minimum_temperature_limit=20)
    plan(new_home, "2026-03-18T22:00:00Z", "2026-03-19T02:00:00Z")
    assert await new_home.set_up()
    await new_home.wait(2)
    told = Told(new_home)
    assert new_home.value(CAR) == STATE_UNKNOWN
    return told


async def test_each_change_of_a_day_is_told_once(new_home: Home, told: Told) -> None:
    day: list[tuple[dict[str, object], list[str]]] = [
        ({"battery_level": 41}, []),
        ({"minimum_charge_limit": 55}, ["setting_changed_elsewhere"]),
        ({"boost_state": "requested"}, []),
        ({"boost_state": "ongoing", "is_charging": True}, ["boost_started"]),
        ({"battery_level": 60}, []),
        ({"boost_state": "available", "is_charging": False}, ["boost_ended"]),
        ({"connection_status": "error"}, ["connection_lost"]),
        ({"connection_status": "error", "battery_level": 61}, []),
        ({"connection_status": "ok"}, ["connection_restored"]),
        ({"boost_state": "requested"}, []),
        ({"boost_state": "available"}, ["boost_refused"]),
        ({"boost_state": "requested"}, []),
        (
            {"boost_state": "unavailable", "is_plugged_in": False},
            ["boost_cancelled"],
        ),
        ({"is_plugged_in": False, "boost_for_next_session": True}, []),
        ({"boost_for_next_session": False}, ["boost_cancelled"]),
    ]
    for fields, types in day:
        set_car(new_home, **fields)
        await new_home.poll()
        assert told.types(CAR) == types, fields
        await new_home.poll()
        assert told.types(CAR) == []
    assert told.types(HEAT_PUMP) == []


async def test_a_plan_that_moves_is_told_once(new_home: Home, told: Told) -> None:
    new_home.cloud.faults.heal()
    plan(new_home, "2026-03-18T23:00:00Z", "2026-03-19T03:00:00Z")
    await new_home.wait(QUARTER)
    assert told.types(CAR) == ["charging_plan_changed"]
    state = new_home.hass.states.get(CAR)
    assert state is not None
    assert state.attributes["from_start"] == "2026-03-18T22:00:00+00:00"
    assert state.attributes["to_start"] == "2026-03-18T23:00:00+00:00"
    await new_home.wait(QUARTER)
    assert told.types(CAR) == []


async def test_a_goal_in_danger_is_told_once_although_power_wavers(
    new_home: Home, told: Told
) -> None:
    new_home.cloud.faults.heal()
    plan(new_home, "2026-03-18T08:30:00Z", "2026-03-18T15:00:00Z")
    set_car(
        new_home,
        is_charge_policy_enabled=True,
        charge_deadline_at="17:00",
        minimum_charge_limit=80,
        battery_capacity_kwh=60,
        is_charging=True,
        charge_rate_w=11000,
    )
    await new_home.wait(QUARTER)
    told.types(CAR)
    types = []
    for power in (2000, 11000, 2000, 11000, 2000):
        set_car(new_home, charge_rate_w=power)
        await new_home.poll()
        types += told.types(CAR)
    assert types == ["ready_by_in_danger"]


async def test_an_own_change_is_not_told(
    new_home: Home, told: Told, settled: None
) -> None:
    await new_home.hass.services.async_call(
        "number",
        "set_value",
        {"entity_id": "number.car_minimum_level_at_deadline", "value": 65},
        blocking=True,
    )
    await new_home.hass.services.async_call(
        "switch", "turn_off", {"entity_id": "switch.car_optimization"}, blocking=True
    )
    for _ in range(3):
        await new_home.poll()
    assert len(new_home.written()) == 2
    assert told.types(CAR) == []


async def test_an_outage_is_not_told_but_what_changed_meanwhile_is(
    new_home: Home, told: Told
) -> None:
    outage = new_home.cloud.faults.fail("GET", "*", status=503)
    await new_home.wait(QUARTER)
    assert new_home.value(HEAT_PUMP) == STATE_UNAVAILABLE
    outage.stop()
    for _ in range(11):
        await new_home.wait(31)
    assert told.types(HEAT_PUMP) == []
    assert told.types(CAR) == []
    outage = new_home.cloud.faults.fail("GET", "*", status=503)
    await new_home.wait(QUARTER)
    set_heat_pump(new_home, minimum_temperature_limit=19)
    outage.stop()
    for _ in range(11):
        await new_home.wait(31)
    state = new_home.hass.states.get(HEAT_PUMP)
    assert state is not None
    assert state.attributes["event_type"] == "setting_changed_elsewhere"
    assert state.attributes["from"] == 20
    assert state.attributes["to"] == 19


async def test_a_setting_without_a_value_is_no_change(
    new_home: Home, told: Told
) -> None:
    for temperature in (None, 20):
        set_heat_pump(new_home, minimum_temperature_limit=temperature)
        await new_home.poll()
        assert told.types(HEAT_PUMP) == []


async def test_a_reload_tells_nothing(new_home: Home, told: Told) -> None:
    set_heat_pump(new_home, minimum_temperature_limit=19)
    await new_home.poll()
    assert told.types(HEAT_PUMP) == ["setting_changed_elsewhere"]
    assert await new_home.unload()
    assert await new_home.set_up()
    await new_home.wait(QUARTER)
    assert told.types(HEAT_PUMP) == []


async def test_a_removed_entity_is_told_nothing(new_home: Home, told: Told) -> None:
    changes = new_home.entry.runtime_data.changes
    assert await new_home.unload()
    assert not any(changes._listeners.values())


# Triggers


async def test_triggers_tell_the_changes_of_their_type(
    new_home: Home, told: Told
) -> None:
    elsewhere = await automate(
        new_home.hass,
        {
            "triggers": {
                "trigger": "podero.setting_changed_elsewhere",
                "target": {"entity_id": "climate.heat_pump_comfort"},
            }
        },
    )
    set_heat_pump(new_home, minimum_temperature_limit=19)
    await new_home.poll()
    assert elsewhere.ran() == [HEAT_PUMP]
    set_heat_pump(new_home, connection_status="error")
    await new_home.poll()
    assert elsewhere.ran() == []
    outage = new_home.cloud.faults.fail("GET", "*", status=503)
    await new_home.wait(QUARTER)
    outage.stop()
    for _ in range(11):
        await new_home.wait(31)
    assert elsewhere.ran() == []
    set_heat_pump(new_home, minimum_temperature_limit=18)
    await new_home.poll()
    assert elsewhere.ran() == [HEAT_PUMP]


async def test_a_change_during_an_outage_triggers_once(
    new_home: Home, told: Told
) -> None:
    elsewhere = await automate(
        new_home.hass,
        {
            "triggers": {
                "trigger": "podero.setting_changed_elsewhere",
                "target": {"entity_id": "climate.heat_pump_comfort"},
            }
        },
    )
    for temperature in (19, 18):
        outage = new_home.cloud.faults.fail("GET", "*", status=503)
        await new_home.wait(QUARTER)
        assert new_home.value(HEAT_PUMP) == STATE_UNAVAILABLE
        set_heat_pump(new_home, minimum_temperature_limit=temperature)
        outage.stop()
        for _ in range(11):
            await new_home.wait(31)
        assert elsewhere.ran() == [HEAT_PUMP]
    assert await new_home.unload()
    assert await new_home.set_up()
    await new_home.wait(QUARTER)
    assert elsewhere.ran() == []
