"""Charge status and boosts of electric vehicles."""

import pytest

from custom_components.podero.api import ElectricVehicle


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
    ("plugged_in", "charging", "power"),
    [
        (True, True, 7000),
        (True, False, 0),
        (False, None, 0),
        (False, True, 0),
        (None, None, 7000),
        (None, False, 0),
    ],
)
def test_power_is_zero_where_nothing_is_charged(
    plugged_in: bool | None, charging: bool | None, power: float
) -> None:
    car = ElectricVehicle(
        id="a", is_plugged_in=plugged_in, is_charging=charging, charge_rate_w=7000
    )
    assert car.charging_power_w == power


@pytest.mark.parametrize(
    ("state", "plugged_in", "armed", "can_boost", "can_cancel", "boosting", "starting"),
    [
        ("available", True, False, True, False, False, False),
        ("unavailable", False, False, True, False, False, False),
        ("unavailable", False, None, True, True, False, False),
        ("unavailable", True, None, False, False, False, False),
        ("unavailable", False, True, True, True, False, False),
        ("unavailable", True, False, False, False, False, False),
        ("requested", True, False, False, False, True, True),
        ("ongoing", True, True, False, False, True, False),
        (None, None, None, False, False, False, False),
    ],
)
def test_boost(
    state: str | None,
    plugged_in: bool | None,
    armed: bool | None,
    can_boost: bool,
    can_cancel: bool,
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
    can = (car.can_boost, car.can_cancel_boost)
    assert can == (can_boost, can_cancel)
    assert (car.is_boosting, car.is_starting) == (boosting, starting)
