"""Test the blueprint for a pause at high prices."""

from typing import Any

from homeassistant.const import ATTR_ENTITY_ID, SERVICE_TURN_OFF, SERVICE_TURN_ON
import pytest

from tests.blueprints.automation import automate, entity_id
from tests.conftest import Home

HOUR = 3600
PRICE = "sensor.price"
ROOM = "sensor.room"
RESUMED = {"is_pause_power_active": False, "pause_power_until": None}


def paused(until: str) -> dict[str, Any]:
    return {"is_pause_power_active": True, "pause_power_until": until}


def pause(home: Home) -> str:
    return entity_id(home, home.cloud.heat_pump, "switch", "is_pause_power_active")


async def show(home: Home, entity: str, value: object) -> None:
    home.hass.states.async_set(entity, str(value))
    await home.hass.async_block_till_done()


async def watch(home: Home, **inputs: Any) -> None:
    """Add the automation after an hour with a low price."""
    await show(home, PRICE, 0.2)
    await automate(
        home.hass,
        "pause_heat_pump_when_expensive",
        pause_switches=[pause(home)],
        price=PRICE,
        limit=0.3,
        **inputs,
    )
    await home.wait(2 * HOUR)


async def switch(home: Home, service: str) -> None:
    await home.hass.services.async_call(
        "switch", service, {ATTR_ENTITY_ID: pause(home)}, blocking=True
    )
    await home.hass.async_block_till_done()


async def test_pauses_until_the_price_falls(home: Home) -> None:
    await watch(home)
    await show(home, PRICE, 0.3)
    assert not home.written()
    await show(home, PRICE, 0.35)
    assert home.written() == [paused("2026-03-18T13:00:00Z")]
    await home.wait(0.5 * HOUR)
    await show(home, PRICE, 0.4)
    await show(home, PRICE, "unavailable")
    assert len(home.written()) == 1
    await show(home, PRICE, 0.3)
    assert home.written()[1:] == [RESUMED]


async def test_pause_ends_after_the_maximum_duration(home: Home) -> None:
    await watch(home, longest={"hours": 1})
    await show(home, PRICE, 0.35)
    assert home.written() == [paused("2026-03-18T12:00:00Z")]
    await home.wait(HOUR)
    assert home.value(pause(home)) == "off"
    await show(home, PRICE, 0.2)
    assert not [body for body in home.written()[1:] if body != RESUMED]


async def test_waits_between_two_pauses(home: Home) -> None:
    await watch(home)
    await show(home, PRICE, 0.35)
    await show(home, PRICE, 0.2)
    home.cloud.requests.clear()
    await home.wait(0.5 * HOUR)
    await show(home, PRICE, 0.35)
    assert not home.written()
    await show(home, PRICE, 0.2)
    await home.wait(0.6 * HOUR)
    await show(home, PRICE, 0.35)
    assert len(home.written()) == 1


async def test_existing_pause_is_kept(home: Home) -> None:
    await watch(home)
    await switch(home, SERVICE_TURN_ON)
    home.cloud.requests.clear()
    await show(home, PRICE, 0.35)
    await show(home, PRICE, 0.2)
    assert not home.written()


async def test_pause_ended_by_the_user_is_not_restarted(home: Home) -> None:
    await watch(home)
    await show(home, PRICE, 0.35)
    await switch(home, SERVICE_TURN_OFF)
    await switch(home, SERVICE_TURN_ON)
    home.cloud.requests.clear()
    await show(home, PRICE, 0.2)
    assert not home.written()


async def test_pause_extended_by_the_user_is_kept(home: Home) -> None:
    await watch(home)
    await show(home, PRICE, 0.35)
    await home.hass.services.async_call(
        "podero",
        "pause",
        {ATTR_ENTITY_ID: pause(home), "duration": {"hours": 5}},
        blocking=True,
    )
    home.cloud.requests.clear()
    await show(home, PRICE, 0.2)
    assert not home.written()


@pytest.mark.parametrize(("room", "pauses"), [(18.9, False), (19.0, True)])
async def test_does_not_pause_below_the_minimum_temperature(
    home: Home, room: float, pauses: bool
) -> None:
    await show(home, ROOM, room)
    await watch(home, rooms=[ROOM])
    await show(home, PRICE, 0.35)
    assert bool(home.written()) is pauses


async def test_pause_ends_below_the_minimum_temperature(home: Home) -> None:
    await show(home, ROOM, 20)
    await watch(home, rooms=[ROOM], coldest=18)
    await show(home, PRICE, 0.35)
    await show(home, ROOM, 18)
    assert len(home.written()) == 1
    await show(home, ROOM, 17.9)
    assert home.written()[1:] == [RESUMED]


async def test_works_again_after_a_refusal(home: Home) -> None:
    await watch(home)
    home.cloud.faults.fail("PUT", status=503)
    await show(home, PRICE, 0.35)
    assert home.value(pause(home)) == "off"
    home.cloud.faults.heal()
    await show(home, PRICE, 0.2)
    await show(home, PRICE, 0.35)
    assert home.value(pause(home)) == "on"
