"""Test the answers to what a device does, and why."""

from datetime import timedelta
from typing import Any

from homeassistant.helpers import device_registry as dr
from homeassistant.util import dt as dt_util
import pytest

from custom_components.podero.api import format_utc
from tests.conftest import Home
from tests.voice.home import answer, listen, say

pytestmark = pytest.mark.usefixtures("in_vienna")

HEATING = "heating the rooms at the moment."


async def ask(home: Home, text: str, language: str = "en") -> str:
    return answer(await say(home, language, text))


@pytest.mark.parametrize(
    ("fields", "text", "expected"),
    [
        (
            {
                "is_pause_power_active": True,
                "pause_power_until": "2026-03-18T20:30:00Z",
            },
            "What is the heat pump doing?",
            f"Paused until 21:30; {HEATING}",
        ),
        (
            {
                "is_away_mode_enabled": True,
                "away_mode_start": None,
                "away_mode_end": "2026-03-22T17:00:00Z",
            },
            "Why is the heating not running?",
            f"Away until Sunday 18:00; heating at Comfort level; {HEATING}",
        ),
        (
            {"is_smart_optimization_active": None, "operational_mode": None},
            "What does the heat pump do?",
            "Podero does not know that at the moment.",
        ),
    ],
)
async def test_what_the_heat_pump_does(
    listening: Home, fields: dict[str, Any], text: str, expected: str
) -> None:
    heat_pump = listening.cloud.heat_pump.id
    listening.cloud.controls.set_fields(
        heat_pump, away_mode_minimum_temperature_limit=None, **fields
    )
    await listening.poll()
    assert await ask(listening, text) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"is_plugged_in": True, "is_smart_optimization_active": False},
            "Not optimizing, because optimization is turned off.",
        ),
        (
            {"connection_status": "error", "current_state_last_updated_at": None},
            "Podero cannot reach the car.",
        ),
    ],
)
async def test_why_the_car_does_not_charge(
    listening: Home, fields: dict[str, Any], expected: str
) -> None:
    car = listening.cloud.electric_vehicle.id
    listening.cloud.controls.set_fields(car, is_charging=False, **fields)
    await listening.poll()
    for text in ("Why is the car not charging?", "Why isn't my car charging?"):
        assert await ask(listening, text) == expected


async def test_a_paused_optimization_is_the_cause_in_the_language_of_the_question(
    listening: Home,
) -> None:
    home = listening
    until = dt_util.utcnow() + timedelta(hours=3)
    await home.hass.services.async_call(
        "podero",
        "pause_optimization",
        {"entity_id": "switch.car_optimization", "until": format_utc(until)},
        blocking=True,
    )
    time = f"{dt_util.as_local(until):%H:%M}"
    spoken = await ask(home, "Warum lädt das Auto nicht?", "de")
    assert spoken == f"Die Optimierung pausiert bis {time} Uhr."
    spoken = await ask(home, "Why is the car not charging?")
    assert spoken == f"Optimization is paused until {time}."


async def test_nothing_is_explained_while_podero_is_unavailable(
    listening: Home,
) -> None:
    text = "What is the heat pump doing?"
    failing = listening.cloud.faults.fail("*", status=503)
    await listening.poll()
    unavailable = "The heat pump is not available at the moment."
    assert await ask(listening, text) == unavailable
    failing.stop()
    await listening.wait(600)
    await listening.poll()
    assert HEATING in await ask(listening, text)


async def test_each_of_several_cars_is_explained_with_its_name(
    new_home: Home,
) -> None:
    home = new_home
    home.cloud.organization.add_device("electric-vehicles", is_plugged_in=False)
    await listen(home, "en")
    registry = dr.async_get(home.hass)
    cars = [
        device
        for device in dr.async_entries_for_config_entry(registry, home.entry.entry_id)
        if (device.name or "").startswith("Car")
    ]
    for car, name in zip(cars, ("Ella", "Bolt"), strict=True):
        registry.async_update_device(car.id, name_by_user=name)
    await home.hass.async_block_till_done()
    spoken = await ask(home, "What is the car doing?")
    assert "Ella: The car is not plugged in" in spoken
    assert "Bolt: The car is not plugged in" in spoken
    assert "Bolt" not in await ask(home, "Why is Ella not charging?")
