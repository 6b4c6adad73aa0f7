"""Test the sensors of charging sessions."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, Platform
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_component import async_update_entity
import pytest
from syrupy.assertion import SnapshotAssertion

from custom_components.podero.const import DOMAIN
from custom_components.podero.sensor.charging_session import (
    CURRENT_SESSION,
    LAST_SESSION,
    PLAN,
)
from simulator import Failure
from tests.conftest import Home

START = "sensor.car_planned_start_of_charging"
END = "sensor.car_planned_end_of_charging"
COST = "sensor.car_current_session_cost"
EXPECTED = "sensor.car_current_session_expected_savings"
LAST_COST = "sensor.car_last_session_cost"
LAST_SAVED = "sensor.car_last_session_savings"
CURRENT = (START, END, COST, EXPECTED)
LAST = (LAST_COST, LAST_SAVED)
HOUR = 60 * 60 + 1

SESSION = {
    "plug_in_time": "2026-03-18T08:00:00Z",
    "desired_charging_start_time": "2026-03-18T22:00:00Z",
    "desired_charging_end_time": "2026-03-19T02:30:00Z",
    "actual_cost_eur": "0.37",
    "expected_savings_eur": 1.2,
}
OVER = {
    "plug_in_time": "2026-03-17T17:00:00Z",
    "unplug_time": "2026-03-18T06:00:00Z",
    "actual_cost_eur": 2.5,
    "actual_savings_eur": "-0.10",
}


@pytest.fixture
def everything(entity_registry_enabled_by_default: None) -> None:
    """Enable all sensors."""


def plan_session(home: Home, session: object) -> Failure:
    body = {"session": session}
    return home.cloud.faults.fail("GET", "*/sessions/current", status=200, body=body)


def end_sessions(home: Home, *sessions: object) -> Failure:
    body = {"total": len(sessions), "items": sessions}
    return home.cloud.faults.fail("GET", "*/sessions", status=200, body=body)


async def set_up(home: Home) -> None:
    assert await home.set_up()
    await home.wait(1.5)


def values(home: Home, entity_ids: tuple[str, ...]) -> list[str]:
    return [home.value(entity_id) for entity_id in entity_ids]


def asked(home: Home, end: str) -> int:
    return sum(request.path.endswith(end) for request in home.cloud.requests)


async def test_session_sensors(
    new_home: Home,
    everything: None,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
) -> None:
    plan_session(new_home, SESSION)
    end_sessions(new_home, OVER)
    await set_up(new_home)
    for description in (*CURRENT_SESSION, *PLAN, *LAST_SESSION):
        entity_id = entity_registry.async_get_entity_id(
            Platform.SENSOR,
            DOMAIN,
            f"{new_home.cloud.electric_vehicle.id}_{description.key}",
        )
        assert entity_id is not None
        entry = entity_registry.async_get(entity_id)
        assert entry == snapshot(name=f"{entity_id}-entry")
        state: Any = new_home.hass.states.get(entity_id)
        assert state == snapshot(name=f"{entity_id}-state")


@pytest.mark.usefixtures("no_event")
async def test_money_of_sessions_is_disabled_until_somebody_wants_it(
    home: Home, entity_registry: er.EntityRegistry
) -> None:
    await home.wait(1.5)
    for entity_id in (COST, EXPECTED, *LAST):
        entry = entity_registry.async_get(entity_id)
        assert entry is not None
        assert entry.disabled
    for entity_id in LAST:
        entity_registry.async_update_entity(entity_id, disabled_by=None)
    assert asked(home, "/sessions") == 0
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.hass.async_block_till_done()
    assert values(home, LAST) == [STATE_UNKNOWN] * 2
    await home.wait(1.5)
    assert all(float(value) for value in values(home, LAST))


# The session under way


async def test_the_plan_shows_while_there_is_a_session(
    new_home: Home, everything: None
) -> None:
    session = plan_session(new_home, SESSION)
    await set_up(new_home)
    assert values(new_home, CURRENT) == [
        "2026-03-18T22:00:00+00:00",
        "2026-03-19T02:30:00+00:00",
        "0.37",
        "1.2",
    ]
    session.stop()
    new_home.cloud.controls.unplug(new_home.cloud.electric_vehicle.id)
    await new_home.wait(901)
    assert values(new_home, CURRENT) == [STATE_UNKNOWN] * 4


async def test_a_session_that_is_not_planned_has_no_times(
    new_home: Home, everything: None
) -> None:
    plan_session(new_home, {**SESSION, "desired_charging_end_time": None})
    await set_up(new_home)
    assert values(new_home, CURRENT) == [STATE_UNKNOWN, STATE_UNKNOWN, "0.37", "1.2"]


async def test_a_plan_that_is_over_is_unknown(
    new_home: Home, morning: FrozenDateTimeFactory
) -> None:
    begun = {**SESSION, "desired_charging_start_time": "2026-03-18T08:30:00Z"}
    plan_session(
        new_home, {**begun, "desired_charging_end_time": "2026-03-18T09:05:00Z"}
    )
    await set_up(new_home)
    assert new_home.value(START) == "2026-03-18T08:30:00+00:00"
    new_home.cloud.requests.clear()
    morning.move_to("2026-03-18T09:04:59Z")
    await new_home.wait(1)
    assert values(new_home, (START, END)) == [STATE_UNKNOWN] * 2
    assert asked(new_home, "/sessions/current") == 0
    plan_session(
        new_home, {**begun, "desired_charging_end_time": "2026-03-18T12:00:00Z"}
    )
    await new_home.wait(901)
    assert new_home.value(END) == "2026-03-18T12:00:00+00:00"


@pytest.mark.parametrize(
    "fields",
    [
        {"boost_state": "requested"},
        {"boost_state": "ongoing"},
        {"is_fully_charged": True},
    ],
)
async def test_nothing_is_planned_for_a_car_that_charges_now_or_is_full(
    new_home: Home, fields: dict[str, object]
) -> None:
    plan_session(new_home, SESSION)
    await set_up(new_home)
    car = new_home.cloud.electric_vehicle.id
    new_home.cloud.controls.set_fields(car, **fields)
    await new_home.poll()
    assert values(new_home, (START, END)) == [STATE_UNKNOWN] * 2
    new_home.cloud.controls.set_fields(
        car, boost_state="available", is_fully_charged=False
    )
    await new_home.poll()
    assert new_home.value(END) == "2026-03-19T02:30:00+00:00"


async def test_a_cloud_without_sessions_leaves_them_unknown(
    new_home: Home, everything: None
) -> None:
    new_home.cloud.faults.fail("GET", "*/sessions/current", status=404)
    new_home.cloud.faults.fail("GET", "*/sessions", status=404)
    await set_up(new_home)
    assert values(new_home, (*CURRENT, *LAST)) == [STATE_UNKNOWN] * 6


async def test_what_is_planned_is_unavailable_while_the_plan_is_not_known(
    new_home: Home, everything: None
) -> None:
    plan_session(new_home, SESSION)
    failing = new_home.cloud.faults.fail("GET", "*/charge-policy", status=500)
    await set_up(new_home)
    assert values(new_home, CURRENT) == [STATE_UNAVAILABLE] * 4
    failing.stop()
    await new_home.wait(301)
    assert STATE_UNAVAILABLE not in values(new_home, CURRENT)


async def test_sessions_are_unavailable_while_their_car_is(
    new_home: Home, everything: None
) -> None:
    await set_up(new_home)
    failing = new_home.cloud.faults.fail("GET", "*/electric-vehicles", status=500)
    await new_home.poll()
    assert values(new_home, (*CURRENT, *LAST)) == [STATE_UNAVAILABLE] * 6
    failing.stop()
    await new_home.wait(301)
    assert STATE_UNAVAILABLE not in values(new_home, (*CURRENT, *LAST))


async def test_the_plan_can_be_asked_for_by_hand(new_home: Home) -> None:
    session = plan_session(new_home, None)
    await set_up(new_home)
    session.stop()
    plan_session(new_home, SESSION)
    await async_update_entity(new_home.hass, START)
    assert new_home.value(START) == "2026-03-18T22:00:00+00:00"


# The session that ended last


async def test_the_last_session_stays_until_another_ends(
    new_home: Home, everything: None
) -> None:
    end_sessions(new_home, OVER)
    await set_up(new_home)
    assert values(new_home, LAST) == ["2.5", "-0.1"]
    # It began so long ago that the cloud does not list it any more.
    none = end_sessions(new_home)
    await new_home.wait(HOUR)
    assert values(new_home, LAST) == ["2.5", "-0.1"]
    none.stop()
    newer = {**OVER, "plug_in_time": "2026-03-18T08:00:00Z", "actual_cost_eur": 3}
    end_sessions(new_home, newer, OVER)
    await new_home.wait(HOUR)
    assert values(new_home, LAST) == ["3", "-0.1"]


async def test_a_car_that_was_never_charged_has_no_last_session(
    new_home: Home, everything: None
) -> None:
    end_sessions(new_home)
    await set_up(new_home)
    assert values(new_home, LAST) == [STATE_UNKNOWN] * 2
    end_sessions(new_home, OVER)
    await new_home.wait(HOUR)
    assert values(new_home, LAST) == ["2.5", "-0.1"]


async def test_the_last_session_can_be_asked_for_by_hand(
    new_home: Home, everything: None
) -> None:
    end_sessions(new_home)
    await set_up(new_home)
    end_sessions(new_home, OVER)
    await async_update_entity(new_home.hass, LAST_COST)
    assert new_home.value(LAST_COST) == "2.5"


async def test_a_session_that_cannot_be_asked_for_costs_nothing_else(
    new_home: Home, everything: None
) -> None:
    end_sessions(new_home, OVER)
    await set_up(new_home)
    failing = new_home.cloud.faults.fail("GET", "*/sessions", status=500)
    await new_home.wait(HOUR)
    assert values(new_home, LAST) == ["2.5", "-0.1"]
    failing.stop()
    end_sessions(new_home, {**OVER, "actual_cost_eur": 9})
    await new_home.wait(HOUR)
    assert new_home.value(LAST_COST) == "9"
