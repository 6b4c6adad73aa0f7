"""Test the sensors of the next charging goal."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest

from tests.calendar.plans import EARLY, LATE, WEEK, plan_session, plan_week, set_up
from tests.conftest import Home

DEADLINE = "sensor.car_next_ready_by_time"
LEVEL = "sensor.car_next_ready_by_level"
SESSION: dict[str, Any] = {
    "desired_charging_start_time": "2026-03-19T01:00:00Z",
    "desired_charging_end_time": "2026-03-19T04:30:00Z",
    "charge_deadline": "2026-03-19T06:00:00.2Z",
    "target_soc_pct": 95,
}


@pytest.fixture(autouse=True)
async def _in_vienna(hass: HomeAssistant) -> None:
    await hass.config.async_set_time_zone("Europe/Vienna")


def goal(home: Home) -> tuple[str, str]:
    return home.value(DEADLINE), home.value(LEVEL)


async def test_the_goal_of_the_week_counts_more_than_that_of_each_day(
    new_home: Home, morning: FrozenDateTimeFactory
) -> None:
    plan_session(new_home, None)
    week = plan_week(new_home, {**WEEK, "fri": LATE})
    new_home.cloud.controls.set_fields(
        new_home.cloud.electric_vehicle.id,
        charge_deadline_at="06:45:00",
        minimum_charge_limit=65,
    )
    await set_up(new_home)
    assert goal(new_home) == ("2026-03-19T06:00:00+00:00", "80")
    new_home.cloud.requests.clear()
    morning.move_to("2026-03-19T05:59:59Z")
    await new_home.wait(1)
    assert goal(new_home) == ("2026-03-20T09:30:00+00:00", "50.5")
    week.stop()
    plan_week(new_home, None)
    await new_home.wait(901)
    assert goal(new_home) == ("2026-03-20T05:45:00+00:00", "65")


async def test_without_ready_by_there_is_no_goal(new_home: Home) -> None:
    plan_session(new_home, None)
    plan_week(new_home, WEEK)
    car = new_home.cloud.electric_vehicle.id
    new_home.cloud.controls.set_fields(car, is_charge_policy_enabled=False)
    await set_up(new_home)
    assert goal(new_home) == (STATE_UNKNOWN, STATE_UNKNOWN)
    new_home.cloud.controls.set_fields(car, is_charge_policy_enabled=True)
    await new_home.poll()
    assert goal(new_home) == ("2026-03-19T06:00:00+00:00", "80")


@pytest.mark.parametrize(
    ("week", "session", "expected"),
    [
        (WEEK, {}, ("2026-03-19T06:00:00+00:00", "80")),
        (
            {**WEEK, "thu": {**EARLY, "charge_percentage": "?"}},
            {},
            ("2026-03-19T06:00:00+00:00", "95"),
        ),
        (
            WEEK,
            {"charge_deadline": "2026-03-18T20:00:00Z"},
            ("2026-03-18T20:00:00+00:00", "95"),
        ),
        (WEEK, {"charge_deadline": None}, ("2026-03-19T06:00:00+00:00", "80")),
        (
            WEEK,
            {"charge_deadline": "2026-03-18T09:00:00Z"},
            ("2026-03-19T06:00:00+00:00", "80"),
        ),
    ],
    ids=["both", "level not known", "of its own", "without one", "over"],
)
async def test_the_session_under_way_has_the_goal_of_its_deadline(
    new_home: Home,
    week: dict[str, Any],
    session: dict[str, Any],
    expected: tuple[str, str],
) -> None:
    plan_week(new_home, week)
    plan_session(new_home, {**SESSION, **session})
    await set_up(new_home)
    assert goal(new_home) == expected
