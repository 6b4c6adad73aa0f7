"""Test the answers about a car in states that a fresh home does not have."""

from typing import Any

import pytest

from tests.blueprints.automation import boosts
from tests.conftest import Home
from tests.voice.home import UNKNOWN, Case, ask

pytestmark = pytest.mark.usefixtures("in_vienna")

STARTED_NOW = (
    "Podero cannot stop a charge that was started with charge now. Unplug the car to"
    " end it."
)
CAR: list[Case] = [
    (
        {"is_plugged_in": True, "is_charging": False},
        "Is the car charging?",
        "The car is plugged in, but not charging.",
    ),
    ({"is_plugged_in": None}, "Is the car charging?", UNKNOWN),
    ({"battery_level": None}, "How full is the car?", UNKNOWN),
    (
        {"boost_state": "ongoing", "is_plugged_in": True},
        "Charge the car now",
        "The car is already charging.",
    ),
    (
        {
            "boost_state": "unavailable",
            "is_plugged_in": True,
            "is_charging": False,
            "is_fully_charged": True,
        },
        "Charge the car now",
        "The car is already full.",
    ),
    (
        {
            "boost_state": "unavailable",
            "is_plugged_in": True,
            "is_charging": False,
            "is_fully_charged": False,
        },
        "Charge the car now",
        "The car cannot charge right now.",
    ),
    (
        {"boost_state": "ongoing", "is_plugged_in": True},
        "Cancel charging the car",
        STARTED_NOW,
    ),
    (
        {"boost_for_next_session": True, "is_plugged_in": False},
        "Don't charge the car now",
        "The car will not charge right away.",
    ),
]


@pytest.mark.parametrize(("fields", "text", "expected"), CAR)
async def test_answers_about_a_car(
    listening: Home, fields: dict[str, Any], text: str, expected: str
) -> None:
    car = listening.cloud.electric_vehicle.id
    listening.cloud.controls.set_fields(car, **fields)
    await listening.poll()
    assert await ask(listening, text) == expected


async def test_plugged_in_car_starts_to_charge(listening: Home) -> None:
    home = listening
    home.cloud.controls.plug_in(home.cloud.electric_vehicle.id)
    await home.poll()
    expected = "The car is starting to charge."
    assert await ask(home, "Charge the car now") == expected
    assert boosts(home) == 1


async def test_plan_of_a_car_is_told(listening: Home) -> None:
    home = listening
    home.cloud.controls.plug_in(home.cloud.electric_vehicle.id)
    await home.poll()
    await home.wait(20)
    await home.poll()
    plan = await ask(home, "When will the car charge?")
    assert plan.startswith("The car is planned to charge from ")
    end = plan.partition(" until ")[2]
    assert await ask(home, "When will the car be full?") == (
        f"The car will be done charging by {end}"
    )
    home.cloud.controls.set_fields(home.cloud.electric_vehicle.id, is_charging=True)
    await home.poll()
    assert await ask(home, "When will the car charge?") == (
        f"The car is charging, planned until {end}"
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"charge_rate_w": 11000, "is_charging": True, "charge_target_max": 80},
            "The car will be done charging by 10:59 AM.",
        ),
        ({"charge_rate_w": None, "is_charging": True}, UNKNOWN),
        ({"is_fully_charged": True}, "The car is already full."),
        ({"boost_state": "available"}, "Charging is not planned for the car."),
    ],
    ids=["charges", "charges at no known power", "full", "without a plan"],
)
async def test_when_the_car_is_full_is_not_only_a_question_of_the_plan(
    listening: Home, fields: dict[str, object], expected: str
) -> None:
    cloud = listening.cloud
    cloud.faults.fail("GET", "*/sessions/current", status=200, body={"session": None})
    cloud.controls.set_fields(
        cloud.electric_vehicle.id,
        **{
            "is_plugged_in": True,
            "is_charging": False,
            "is_fully_charged": False,
            "battery_level": 62,
            **fields,
        },
    )
    await listening.poll()
    assert await ask(listening, "When will the car be full?") == expected
