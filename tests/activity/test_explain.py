"""Test what a device does, and why, as far as the facts tell."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from hypothesis import given, strategies as st
import pytest

from custom_components.podero.activity import Explanation, Facts, explain
from custom_components.podero.activity.facts import Clause
from custom_components.podero.activity.rules import TABLES
from custom_components.podero.api import (
    Device,
    ElectricVehicle,
    HeatPump,
    SolarInverter,
)
from tests.activity.facts import HOUR, LATER, NOW, SEEN, facts
from tests.activity.scenes import SCENES
from tests.repository.files import texts

CLAUSES: Final[list[Clause[Any]]] = [
    clause
    for first, more in TABLES.values()
    for clause in (*(clause for _, clause in first), *more)
]


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Replace the fixture of all other tests: these need no Home Assistant."""


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_has_its_activity_and_clauses(name: str) -> None:
    known, activity, keys = SCENES[name]
    explained = explain(known)
    assert explained.activity is activity
    assert explained.clauses == keys


def test_each_clause_of_the_tables_is_in_a_scene() -> None:
    assert {clause.key for clause in CLAUSES} == {
        key for _, _, keys in SCENES.values() for key in keys
    }


def test_each_clause_has_a_text_and_each_text_a_clause() -> None:
    clauses = {clause.key for clause in CLAUSES}
    words = texts("en")["selector"]["activity"]["options"]
    formats = {"decimal_separator", "joined", "time", "day_and_time", "date"}
    days = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
    devices = {f"device_{device_class.device_type}" for device_class in TABLES}
    assert set(words) == clauses | formats | days | devices


def test_needs_are_the_placeholders_of_the_text() -> None:
    words = texts("en")["selector"]["activity"]["options"]
    for clause in CLAUSES:
        placeholders = {
            part.partition("}")[0] for part in words[clause.key].split("{")[1:]
        }
        assert placeholders - {"device"} == set(clause.needs), clause.key


# Times


def test_until_is_the_end_of_the_activity_and_next_what_comes_first() -> None:
    known = facts(
        HeatPump,
        {
            "is_pause_power_active": True,
            "pause_power_until": "2026-03-18T14:00:00Z",
            "is_away_mode_enabled": True,
            "away_mode_start": "2026-03-18T13:00:00Z",
        },
    )
    explained = explain(known)
    assert explained.until == NOW + 2 * HOUR
    assert explained.next == NOW + HOUR


def test_a_plan_ahead_ends_the_wait() -> None:
    known = facts(ElectricVehicle, {"is_plugged_in": True}, planned=LATER)
    assert explain(known).until == explain(known).next == LATER[0]


def test_what_has_passed_is_no_time_ahead() -> None:
    known = facts(
        HeatPump,
        {"connection_status": "error", "current_state_last_updated_at": SEEN},
    )
    assert explain(known)[3:] == (None, None)


# No cause that the facts do not have

MOMENTS = st.sampled_from([NOW - HOUR, NOW, NOW + HOUR, NOW + timedelta(days=2)])
FLAG = st.sampled_from([True, False, None])
POWER = st.sampled_from([None, -900, 0, 1200])
TIME = MOMENTS.map(lambda at: at.isoformat()) | st.none()
COMMON = {
    "is_authenticated": st.sampled_from([True, True, None, False]),
    "action_needed": st.sampled_from([False, False, None, True]),
    "connection_status": st.sampled_from(["ok", "ok", "warning", "error", "unknown"]),
    "is_smart_optimization_active": FLAG,
    "current_state_last_updated_at": TIME,
}
FIELDS: dict[type[Device], dict[str, st.SearchStrategy[Any]]] = {
    HeatPump: {
        "current_mode": st.sampled_from(["min", "low", "mid", "max", "odd", None]),
        "operational_mode": st.sampled_from(["heating", "standby", "hot water", None]),
        "is_pause_power_active": FLAG,
        "pause_power_until": TIME,
        "is_away_mode_enabled": FLAG,
        "away_mode_start": TIME,
        "away_mode_end": TIME,
        "away_mode_minimum_temperature_limit": st.sampled_from([None, 16]),
    },
    ElectricVehicle: {
        "is_plugged_in": FLAG,
        "is_charging": FLAG,
        "is_fully_charged": FLAG,
        "boost_state": st.sampled_from(
            ["available", "requested", "ongoing", "unavailable", None]
        ),
        "boost_for_next_session": FLAG,
        "battery_level": st.sampled_from([None, 40, 80, 100]),
        "charge_rate_w": POWER,
    },
    SolarInverter: {
        "current_solar_production_w": POWER,
        "current_power_to_grid_w": POWER,
        "battery_charge_discharge_power_w": POWER,
        "is_battery_connected": FLAG,
    },
}
OTHERS = st.fixed_dictionaries(
    {
        "is_plan_known": st.booleans(),
        "planned": st.sampled_from([None, LATER, (NOW - HOUR, NOW + HOUR)]),
        "deadline": MOMENTS | st.none(),
        "goal": st.sampled_from([None, 80.0]),
        "price_now": st.sampled_from([None, 0.2, 0.3]),
        "price_planned": st.sampled_from([None, 0.2, 0.3]),
        "paused_until": st.sampled_from([None, NOW + HOUR]),
    }
)


def sent(known: Facts[Any], name: str) -> Any:
    """Return a field as the cloud sent it."""
    return known.device.raw.get(name)


CAUSES: dict[str, Callable[[Any], object]] = {
    "access_lapsed": lambda f: sent(f, "is_authenticated") is False,
    "action_needed": lambda f: sent(f, "action_needed") is True,
    "unreachable": lambda f: sent(f, "connection_status") == "error",
    "optimization": lambda f: sent(f, "is_smart_optimization_active") is False,
    "optimization_paused": lambda f: f.paused_until is not None,
    "heating_to": lambda f: sent(f, "is_smart_optimization_active") is True,
    "paused": lambda f: sent(f, "is_pause_power_active") is True,
    "away": lambda f: sent(f, "is_away_mode_enabled") is True,
    "boost_armed": lambda f: sent(f, "boost_for_next_session") is True,
    "boosting": lambda f: sent(f, "boost_state") == "ongoing",
    "boost_requested": lambda f: sent(f, "boost_state") == "requested",
    "charging": lambda f: sent(f, "is_charging") and sent(f, "is_plugged_in"),
    "charging_until": lambda f: f.planned[0] <= NOW < f.planned[1],
    "unplugged": lambda f: sent(f, "is_plugged_in") is False,
    "full": lambda f: sent(f, "is_fully_charged") is True,
    "waiting": lambda f: f.planned[0] > NOW and sent(f, "is_plugged_in"),
    "waiting_cheaper": lambda f: f.price_planned < f.price_now,
    "goal_reached": lambda f: sent(f, "battery_level") >= f.goal,
    "no_plan": lambda f: f.is_plan_known and (not f.planned or f.planned[1] <= NOW),
    "battery": lambda f: sent(f, "is_battery_connected") is not False,
}


@given(
    st.sampled_from(list(FIELDS)).flatmap(
        lambda device_class: st.tuples(
            st.just(device_class),
            st.fixed_dictionaries(COMMON | FIELDS[device_class]),
            OTHERS,
        )
    )
)
def test_no_clause_names_a_cause_that_is_not_in_the_facts(
    drawn: tuple[type[Device], dict[str, Any], dict[str, Any]],
) -> None:
    device_class, fields, others = drawn
    known = facts(device_class, fields, **others)
    explained: Explanation = explain(known)
    assert (explained.activity is None) == (explained.clauses == ())
    for key in explained.clauses:
        for cause, holds in CAUSES.items():
            if key == cause or key.startswith(f"{cause}_"):
                assert holds(known), (key, cause)
