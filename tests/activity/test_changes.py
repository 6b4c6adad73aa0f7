"""Test the changes between two responses that people are told."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from custom_components.podero.activity.changes import (
    Change,
    ChangeType,
    charge_complete_at,
    device_changes,
    is_ready_by_in_danger,
    plan_changes,
)
from custom_components.podero.api import (
    Device,
    ElectricVehicle,
    HeatPump,
    SolarInverter,
)
from tests.activity.facts import CHARGING, HOUR, LATER, NOW, PLUGGED, UNDER_WAY, facts


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Replace the fixture of all other tests: these need no Home Assistant."""


def told(
    device_class: type[Device], before: dict[str, Any], after: dict[str, Any]
) -> list[str]:
    changes = device_changes(
        facts(device_class, before).device, facts(device_class, after).device
    )
    return [change.type for change in changes]


@pytest.mark.parametrize(
    ("before", "after", "types"),
    [
        ({"connection_status": "ok"}, {"connection_status": "error"}, ["lost"]),
        ({"connection_status": "ok"}, {"connection_status": "warning"}, []),
        ({"connection_status": "error"}, {"connection_status": "error"}, []),
        ({"connection_status": "error"}, {"connection_status": "ok"}, ["restored"]),
        ({"connection_status": "ok"}, {"connection_status": "unknown"}, []),
        ({"is_authenticated": True}, {"is_authenticated": False}, ["lost"]),
        ({"is_authenticated": False}, {"is_authenticated": True}, ["restored"]),
        (
            {"is_authenticated": True, "connection_status": "error"},
            {"is_authenticated": False, "connection_status": "error"},
            [],
        ),
        ({}, {"connection_status": "error"}, []),
    ],
)
def test_connection(
    before: dict[str, Any], after: dict[str, Any], types: list[str]
) -> None:
    assert told(SolarInverter, before, after) == [
        f"connection_{kind}" for kind in types
    ]


@pytest.mark.parametrize(
    ("before", "after", "types"),
    [
        ("available", "requested", []),
        ("requested", "ongoing", ["started"]),
        ("available", "ongoing", ["started"]),
        ("ongoing", "unavailable", ["ended"]),
        ("ongoing", "available", ["ended"]),
        ("requested", "available", ["refused"]),
        ("requested", "unavailable", ["refused"]),
        ("available", "unavailable", []),
        (None, "ongoing", []),
        ("ongoing", None, []),
    ],
)
def test_boost(before: str | None, after: str | None, types: list[str]) -> None:
    assert told(ElectricVehicle, {"boost_state": before}, {"boost_state": after}) == [
        f"boost_{kind}" for kind in types
    ]


def test_a_boost_that_waits_is_canceled_unless_the_car_was_plugged_in() -> None:
    armed = {"boost_for_next_session": True, "is_plugged_in": False}
    assert told(ElectricVehicle, armed, {**armed, "boost_for_next_session": False}) == [
        ChangeType.BOOST_CANCELLED
    ]
    plugged = {"boost_for_next_session": False, "is_plugged_in": True}
    assert told(ElectricVehicle, armed, plugged) == []


def test_a_setting_tells_its_name_and_values() -> None:
    before = facts(HeatPump, {"minimum_temperature_limit": 20, "dhw_temperature": 50})
    after = facts(HeatPump, {"minimum_temperature_limit": 21, "dhw_temperature": 49})
    assert list(device_changes(before.device, after.device)) == [
        Change(
            ChangeType.SETTING_CHANGED_ELSEWHERE,
            {"setting": "minimum_temperature_limit", "from": 20, "to": 21},
        )
    ]


def test_times_are_told_as_text() -> None:
    before = facts(ElectricVehicle, {"charge_deadline_at": "07:00:00"})
    after = facts(ElectricVehicle, {"charge_deadline_at": "06:30:00"})
    (change,) = device_changes(before.device, after.device)
    assert change.values["from"] == "07:00:00"
    assert change.values["to"] == "06:30:00"


def test_a_setting_that_is_left_out_did_not_change() -> None:
    assert told(HeatPump, {"minimum_temperature_limit": 20}, {}) == []


# The plan


def plan(**others: Any) -> Any:
    return facts(
        ElectricVehicle, {**PLUGGED, "battery_level": 40}, is_plan_known=True, **others
    )


def moved(minutes: float) -> tuple[datetime, datetime]:
    return LATER[0] + timedelta(minutes=minutes), LATER[1]


@pytest.mark.parametrize(
    ("before", "after", "is_told"),
    [
        (LATER, LATER, False),
        (LATER, moved(0.5), False),
        (LATER, moved(5), True),
        (None, LATER, True),
        (LATER, None, False),
    ],
)
def test_a_plan_that_moves_is_told(before: Any, after: Any, *, is_told: bool) -> None:
    changes = list(plan_changes(plan(planned=before), plan(planned=after)))
    assert [change.type for change in changes] == (
        [ChangeType.CHARGING_PLAN_CHANGED] if is_told else []
    )
    for change in changes:
        assert change.values["to_start"] == after[0].isoformat()


def test_a_plan_that_becomes_known_is_no_change() -> None:
    unknown = facts(ElectricVehicle, PLUGGED)
    assert list(plan_changes(unknown, plan(planned=LATER))) == []
    assert list(plan_changes(plan(planned=LATER), unknown)) == []


def test_a_goal_in_danger_is_told_once_for_each_deadline() -> None:
    late = {"planned": LATER, "goal": 80.0, "deadline": NOW + 4 * HOUR}
    fine = plan(
        planned=(LATER[0], LATER[0] + HOUR), goal=80.0, deadline=late["deadline"]
    )
    danger = plan(**late)
    types = [change.type for change in plan_changes(fine, danger)]
    assert ChangeType.READY_BY_IN_DANGER in types
    assert list(plan_changes(danger, danger)) == []
    next_day = plan(planned=LATER, goal=80.0, deadline=NOW + 3 * HOUR)
    assert [change.type for change in plan_changes(danger, next_day)] == [
        ChangeType.READY_BY_IN_DANGER
    ]


@pytest.mark.parametrize(
    ("fields", "others", "is_in_danger"),
    [
        # 36 kWh at 6 kW need six hours.
        ({**CHARGING, "battery_level": 20}, {"deadline": NOW + 5 * HOUR}, True),
        ({**CHARGING, "battery_level": 20}, {"deadline": NOW + 7 * HOUR}, False),
        ({**CHARGING, "battery_level": 80}, {"deadline": NOW + HOUR}, False),
        ({**PLUGGED, "battery_level": 20}, {"deadline": NOW + HOUR}, False),
        (
            {**PLUGGED, "battery_level": 20},
            {"deadline": NOW + HOUR, "planned": LATER},
            True,
        ),
        ({"is_plugged_in": False}, {"deadline": NOW + HOUR, "planned": LATER}, False),
        ({**CHARGING, "battery_level": 20}, {}, False),
    ],
)
def test_a_goal_is_in_danger_if_plan_or_power_come_too_late(
    fields: dict[str, Any], others: dict[str, Any], *, is_in_danger: bool
) -> None:
    known = facts(
        ElectricVehicle,
        {"battery_capacity_kwh": 60, "charge_rate_w": 6000, **fields},
        goal=80.0,
        **others,
    )
    assert is_ready_by_in_danger(known) is is_in_danger


# When charging is complete


@pytest.mark.parametrize(
    ("fields", "others", "hours"),
    [
        # To 100 %: 48 kWh at 6 kW. As planned to 80 %: 36 kWh.
        ({**CHARGING, "battery_level": 20}, {}, 8),
        ({**CHARGING, "battery_level": 20}, {"planned": UNDER_WAY, "goal": 80.0}, 6),
        ({**CHARGING, "battery_level": 85}, {"planned": UNDER_WAY, "goal": 80.0}, 1.5),
        ({**CHARGING, "battery_level": 20, "charge_target_max": 90}, {}, 7),
        (
            {**CHARGING, "battery_level": 20, "boost_state": "ongoing"},
            {"planned": UNDER_WAY, "goal": 80.0},
            8,
        ),
        ({**PLUGGED, "battery_level": 20}, {"planned": LATER}, 5),
        ({**PLUGGED, "battery_level": 20}, {"planned": UNDER_WAY}, None),
        ({**PLUGGED, "battery_level": 20}, {}, None),
        ({**CHARGING, "battery_level": None}, {}, None),
        ({**CHARGING, "battery_level": 20, "battery_capacity_kwh": None}, {}, None),
        ({**CHARGING, "battery_level": 20, "charge_rate_w": 0}, {}, None),
        ({**CHARGING, "battery_level": 20, "charge_rate_w": 10}, {}, None),
        ({**CHARGING, "battery_level": 20, "charge_rate_w": 5e-324}, {}, None),
        ({**CHARGING, "battery_level": 20, "charge_rate_w": -100}, {}, None),
        (
            {**CHARGING, "battery_level": 20, "charge_rate_w": -1}
            | {"battery_capacity_kwh": 1e12},
            {},
            None,
        ),
        ({**CHARGING, "battery_level": 20, "battery_capacity_kwh": -1e12}, {}, None),
        ({**CHARGING, "battery_level": 100}, {}, None),
        ({**CHARGING, "battery_level": 100, "is_fully_charged": True}, {}, None),
        ({"is_plugged_in": False}, {"planned": LATER}, None),
    ],
)
def test_charging_is_complete_when_capacity_power_and_plan_say_so(
    fields: dict[str, Any], others: dict[str, Any], hours: float | None
) -> None:
    known = facts(
        ElectricVehicle,
        {"battery_capacity_kwh": 60, "charge_rate_w": 6000, **fields},
        **others,
    )
    at = charge_complete_at(known)
    if hours is None:
        assert at is None
    else:
        assert at is not None
        assert abs(at - (NOW + hours * HOUR)) <= timedelta(minutes=1)
