"""Test the base classes of devices."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.podero.api import (
    Device,
    ElectricVehicle,
    HeatPump,
    Json,
    OptimizationLevel,
    SolarInverter,
    User,
    round_decimals,
)
from tests.api.models.anything import ANYTHING

PUMP = HeatPump(
    id="a",
    is_smart_optimization_active=True,
    minimum_temperature_limit=20.0,
    maximum_temperature_limit=22.5,
    optimization_level=OptimizationLevel.MID,
    away_mode_start=None,
)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, []),
        ({"is_smart_optimization_active": True}, []),
        ({"is_smart_optimization_active": False}, ["is_smart_optimization_active"]),
        ({"minimum_temperature_limit": 20}, []),
        ({"minimum_temperature_limit": "20.00"}, []),
        ({"minimum_temperature_limit": 19.5}, ["minimum_temperature_limit"]),
        ({"optimization_level": "Mid"}, []),
        ({"optimization_level": "Max"}, ["optimization_level"]),
        ({"away_mode_start": None}, []),
        ({"away_mode_start": "2026-03-18T09:00:00Z"}, ["away_mode_start"]),
        (
            {"maximum_temperature_limit": 25, "minimum_temperature_limit": 18},
            ["maximum_temperature_limit", "minimum_temperature_limit"],
        ),
        (
            {"maximum_temperature_limit": 22.5, "minimum_temperature_limit": 18},
            ["minimum_temperature_limit"],
        ),
        ({"something_new": 5}, []),
    ],
)
def test_settings_that_the_device_has_otherwise(
    settings: dict[str, Any], expected: list[str]
) -> None:
    assert PUMP.unconfirmed(settings) == expected
    assert PUMP.changed(settings).unconfirmed(settings) == []


def test_settings_have_as_many_decimals_as_the_cloud_keeps() -> None:
    kept: dict[str, Json] = {"b": 21.5, "c": 40, "d": True, "e": "Max", "f": None}
    assert round_decimals({"a": 62 / 3, **kept}) == {"a": 20.67, **kept}


def test_what_a_reply_does_not_name_stays() -> None:
    before = ElectricVehicle.from_json(
        {"id": "a", "battery_level": 50, "is_charge_policy_enabled": True}
    )
    reply = ElectricVehicle.from_json(
        {"id": "a", "is_charge_policy_enabled": None, "minimum_charge_limit": "70"}
    )
    assert before is not None
    assert reply is not None
    after = before.merged(reply)
    assert after.battery_level == 50
    assert after.is_charge_policy_enabled is None
    assert after.minimum_charge_limit == 70
    assert after.reported_fields == before.reported_fields | reply.reported_fields
    assert after.raw == {**before.raw, **reply.raw}


@pytest.mark.parametrize(
    ("authenticated", "needed", "expected"),
    [
        (True, False, False),
        (None, None, False),
        (True, None, False),
        (False, False, True),
        (False, None, True),
        (True, True, True),
        (None, True, True),
        (False, True, True),
    ],
)
def test_a_device_needs_its_owner(
    authenticated: bool | None, needed: bool | None, expected: bool
) -> None:
    device = Device(id="a", is_authenticated=authenticated, action_needed=needed)
    assert device.needs_attention is expected


def test_what_was_sent_is_kept_and_does_not_count() -> None:
    sent = {"id": "a", "battery_level": 50, "something_new": {"secret": "hidden"}}
    car = ElectricVehicle.from_json(sent)
    assert car is not None
    assert car.raw == sent
    assert car.reported_fields == sent.keys()
    assert car == ElectricVehicle.from_json({"id": "a", "battery_level": "50"})
    assert "hidden" not in repr(car)
    assert car.changed({"minimum_charge_limit": 70}).raw == sent


def test_a_device_that_was_not_sent_has_no_raw_data() -> None:
    assert Device(id="a").raw == {}


def test_a_device_without_a_type_leaves_nothing_to_clear() -> None:
    assert Device(id="a").expired_settings(datetime.now(UTC)) == {}


def test_a_device_without_a_type_waits_for_nothing() -> None:
    device = Device(id="a")
    assert device.is_starting is False
    assert device.state_change_times() == ()


@given(data=st.data())
@pytest.mark.parametrize(
    "device_class", [HeatPump, ElectricVehicle, SolarInverter, User]
)
def test_anything_may_arrive_in_any_field(
    data: st.DataObject, device_class: type[HeatPump]
) -> None:
    names = st.sampled_from(sorted(device_class.__dataclass_fields__))
    sent = data.draw(st.dictionaries(names, ANYTHING))
    record = device_class.from_json(sent | {"id": "a", "device_model": sent})
    assert record is not None
    for name in dir(record):
        value = getattr(record, name)
        if callable(value) and name in ("away_mode_status", "has_away_window_ahead"):
            value(datetime.now(UTC))


@pytest.mark.parametrize("data", [None, 5, "a", [], {}, {"id": None}, {"id": 5}])
def test_what_has_no_id_is_no_record(data: Any) -> None:
    assert HeatPump.from_json(data) is None
    assert User.from_json(data) is None
