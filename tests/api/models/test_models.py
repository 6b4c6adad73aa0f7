"""What the devices and users mean."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.podero.api import (
    Device,
    ElectricVehicle,
    HeatPump,
    SolarInverter,
    User,
)

NOW = datetime(2026, 3, 18, 9, tzinfo=UTC)
EARLIER = NOW - timedelta(hours=1)
LATER = NOW + timedelta(hours=1)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(data=st.data())
@pytest.mark.parametrize("kind", [HeatPump, ElectricVehicle, SolarInverter, User])
def test_anything_may_arrive_in_any_field(
    data: st.DataObject, kind: type[HeatPump]
) -> None:
    names = st.sampled_from(sorted(kind.__dataclass_fields__))
    sent = data.draw(st.dictionaries(names, ANYTHING))
    record = kind.from_json(sent | {"id": "a", "device_model": sent})
    assert record is not None
    for name in dir(record):
        value = getattr(record, name)
        if callable(value) and name in ("away_mode_status", "has_away_window_ahead"):
            value(NOW)


@pytest.mark.parametrize("data", [None, 5, "a", [], {}, {"id": None}, {"id": 5}])
def test_what_has_no_id_is_no_record(data: Any) -> None:
    assert HeatPump.from_json(data) is None
    assert User.from_json(data) is None


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"is_smart_optimization_active": False, "current_mode": "mid"},
            "not_optimizing",
        ),
        ({"is_smart_optimization_active": True, "current_mode": "min"}, "min"),
        ({"is_smart_optimization_active": True, "current_mode": "low"}, "eco"),
        ({"is_smart_optimization_active": True, "current_mode": "mid"}, "comfort"),
        ({"is_smart_optimization_active": True, "current_mode": "MAX"}, "boost"),
        ({"is_smart_optimization_active": True, "current_mode": None}, None),
        (
            {"is_smart_optimization_active": False, "current_mode": None},
            "not_optimizing",
        ),
        ({"current_mode": "mid"}, "comfort"),
    ],
)
def test_optimization_status(fields: dict[str, Any], expected: str | None) -> None:
    heat_pump = HeatPump.from_json({"id": "a", **fields})
    assert heat_pump is not None
    assert heat_pump.optimization_status == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Hot Water", "hot_water"),
        ("heating", "heating"),
        ("Defrosting stage 2", "Defrosting stage 2"),
        (None, None),
    ],
)
def test_operating_mode(word: str | None, expected: str | None) -> None:
    assert HeatPump(id="a", operational_mode=word).operating_mode == expected


@pytest.mark.parametrize(
    ("enabled", "start", "end", "expected", "ahead"),
    [
        # The flag is true by default: alone it says nothing.
        (True, None, None, "off", False),
        (None, None, None, "off", False),
        (False, EARLIER, LATER, "off", True),
        (None, EARLIER, LATER, "off", True),
        (True, EARLIER, LATER, "active", True),
        (True, NOW, LATER, "active", True),
        (True, LATER, None, "scheduled", True),
        (True, LATER, LATER + timedelta(hours=1), "scheduled", True),
        (True, EARLIER, None, "active", False),
        (True, None, LATER, "active", True),
        (True, None, EARLIER, "off", False),
        (True, EARLIER, NOW, "off", False),
        (True, LATER, EARLIER, "off", False),
    ],
)
def test_away_mode(
    enabled: bool | None,
    start: datetime | None,
    end: datetime | None,
    expected: str,
    ahead: bool,
) -> None:
    heat_pump = HeatPump(
        id="a", is_away_mode_enabled=enabled, away_mode_start=start, away_mode_end=end
    )
    assert heat_pump.away_mode_status(NOW) == expected
    assert heat_pump.has_away_window_ahead(NOW) is ahead
    assert heat_pump.state_change_times() == (start, end, None)


@pytest.mark.parametrize(
    ("plugged_in", "charging", "expected"),
    [
        (False, False, "unplugged"),
        (False, True, "unplugged"),
        (True, False, "plugged_in"),
        (True, None, "plugged_in"),
        (True, True, "charging"),
        (None, True, None),
    ],
)
def test_charge_status(
    plugged_in: bool | None, charging: bool | None, expected: str | None
) -> None:
    car = ElectricVehicle(id="a", is_plugged_in=plugged_in, is_charging=charging)
    assert car.charge_status == expected


@pytest.mark.parametrize(
    ("state", "plugged_in", "armed", "can_boost", "boosting", "starting"),
    [
        ("available", True, False, True, False, False),
        ("unavailable", False, False, True, False, False),
        ("unavailable", False, None, True, False, False),
        ("unavailable", False, True, True, False, False),
        ("unavailable", True, False, False, False, False),
        ("requested", True, False, False, True, True),
        ("ongoing", True, False, False, True, False),
        (None, None, None, False, False, False),
    ],
)
def test_boost(
    state: str | None,
    plugged_in: bool | None,
    armed: bool | None,
    can_boost: bool,
    boosting: bool,
    starting: bool,
) -> None:
    car = ElectricVehicle.from_json(
        {
            "id": "a",
            "boost_state": state,
            "is_plugged_in": plugged_in,
            "boost_for_next_session": armed,
        }
    )
    assert car is not None
    assert (car.can_boost, car.is_boosting, car.is_starting) == (
        can_boost,
        boosting,
        starting,
    )


def test_flows_of_the_grid_and_the_battery_are_one_way() -> None:
    inverter = SolarInverter(
        id="a", current_power_to_grid_w=2500, battery_charge_discharge_power_w=-755
    )
    assert (inverter.grid_export_w, inverter.grid_import_w) == (2500, 0)
    assert (inverter.battery_charge_w, inverter.battery_discharge_w) == (755, 0)
    inverter = SolarInverter(
        id="a", current_power_to_grid_w=-300, battery_charge_discharge_power_w=20
    )
    assert (inverter.grid_export_w, inverter.grid_import_w) == (0, 300)
    assert (inverter.battery_charge_w, inverter.battery_discharge_w) == (0, 20)
    inverter = SolarInverter(id="a")
    assert inverter.grid_export_w is inverter.battery_charge_w is None
    assert inverter.grid_import_w is inverter.battery_discharge_w is None


@pytest.mark.parametrize(
    ("sent", "production", "household", "expected"),
    [
        (5300, 6250, 950, 5300),
        (None, 6250, 950, 5300),
        (None, 0, 950, -950),
        (None, None, 950, None),
        (None, 6250, None, None),
        (10, None, None, 10),
    ],
)
def test_surplus(
    sent: float | None,
    production: float | None,
    household: float | None,
    expected: float | None,
) -> None:
    inverter = SolarInverter(
        id="a",
        solar_surplus_w=sent,
        current_solar_production_w=production,
        household_consumption_w=household,
    )
    assert inverter.surplus_w == expected


def test_a_device_without_a_kind_waits_for_nothing() -> None:
    device = Device(id="a")
    assert device.is_starting is False
    assert device.state_change_times() == ()


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        (
            {"first_name": "Sample", "last_name": "Home", "email": "a@example.com"},
            "Sample Home",
        ),
        ({"first_name": "Sample", "email": "a@example.com"}, "Sample"),
        (
            {"first_name": "", "last_name": None, "email": "a@example.com"},
            "a@example.com",
        ),
        ({}, "the-id"),
    ],
)
def test_name_of_a_user(fields: dict[str, Any], name: str) -> None:
    user = User.from_json({"id": "the-id", **fields})
    assert user is not None
    assert user.name == name


def test_devices_of_a_user() -> None:
    assert User(id="a").devices is None
    assert User(id="a", num_heat_pumps=1).devices == 1
    assert User(id="a", num_heat_pumps=1, num_inverters=2).devices == 3
