"""Test what is told of charging now: refused at once, refused later, or canceled."""

from typing import Any

from homeassistant.components.button import DOMAIN as BUTTON_DOMAIN, SERVICE_PRESS
from homeassistant.core import State
from homeassistant.exceptions import HomeAssistantError
import pytest

from tests.automations import automate
from tests.conftest import Home
from tests.test_event import CAR, Told, set_car

CHARGE_NOW = "button.car_charge_now"


async def press(home: Home, button: str = CHARGE_NOW) -> None:
    await home.hass.services.async_call(
        BUTTON_DOMAIN, SERVICE_PRESS, {"entity_id": button}, blocking=True
    )
    await home.hass.async_block_till_done()


def on(trigger: str) -> dict[str, Any]:
    """Return an automation that runs on a trigger for the car."""
    target = {"entity_id": "binary_sensor.car_charging"}
    return {"triggers": {"trigger": f"podero.{trigger}", "target": target}}


def told_state(home: Home) -> State:
    state = home.hass.states.get(CAR)
    assert state is not None
    return state


@pytest.fixture
async def told(new_home: Home) -> Told:
    """Set a home up whose car is plugged in, and watch what is told."""
    set_car(
        new_home,
        is_plugged_in=True,
        is_charging=False,
        is_fully_charged=False,
        boost_state="available",
        boost_for_next_session=False,
    )
    assert await new_home.set_up()
    await new_home.wait(2)
    return Told(new_home)


@pytest.mark.parametrize("reason", ["fully_charged", "no_active_session", None])
async def test_a_boost_that_is_refused_at_once_is_told_once_with_its_reason(
    new_home: Home, told: Told, reason: str | None
) -> None:
    body: dict[str, Any] = {"state": "unavailable", "reason": reason}
    refusing = new_home.cloud.faults.fail("POST", "*/boost", status=409, body=body)
    with pytest.raises(HomeAssistantError):
        await press(new_home)
    assert told.types(CAR) == ["boost_refused"]
    assert told_state(new_home).attributes["reason"] == reason
    for _ in range(2):
        await new_home.poll()
    assert told.types(CAR) == []

    refusing.stop()
    await press(new_home)
    set_car(new_home, boost_state="ongoing", is_charging=True)
    await new_home.poll()
    assert told.types(CAR) == ["boost_started"]
    assert "reason" not in told_state(new_home).attributes


async def test_the_action_tells_a_refusal_like_the_button(
    new_home: Home, told: Told
) -> None:
    new_home.cloud.faults.fail("POST", "*/boost", status=409, body={})
    with pytest.raises(HomeAssistantError):
        await new_home.hass.services.async_call(
            "podero", "charge_now", {"entity_id": CHARGE_NOW}, blocking=True
        )
    await new_home.hass.async_block_till_done()
    assert told.types(CAR) == ["boost_refused"]


async def test_a_failure_of_the_cloud_is_no_refusal(new_home: Home, told: Told) -> None:
    failing = new_home.cloud.faults.fail("POST", "*/boost", status=500)
    with pytest.raises(HomeAssistantError):
        await press(new_home)
    assert told.types(CAR) == []
    failing.stop()
    await press(new_home)
    assert told.types(CAR) == []


@pytest.mark.parametrize(
    ("trigger", "states"),
    [
        ("charge_now_ended", [("ongoing", True), ("available", True)]),
        ("charge_now_refused", [("requested", True), ("available", True)]),
        ("charge_now_canceled", [("requested", True), ("unavailable", False)]),
    ],
)
async def test_each_end_of_a_boost_has_a_trigger(
    new_home: Home, told: Told, trigger: str, states: list[tuple[str, bool]]
) -> None:
    automation = await automate(new_home.hass, on(trigger))
    for boost_state, is_plugged_in in states:
        assert automation.ran() == []
        set_car(new_home, boost_state=boost_state, is_plugged_in=is_plugged_in)
        await new_home.poll()
    assert automation.ran() == [CAR]
    await new_home.poll()
    assert automation.ran() == []


async def test_two_changes_in_one_moment_both_trigger(
    new_home: Home, told: Told
) -> None:
    set_car(new_home, boost_state="ongoing", connection_status="ok")
    await new_home.poll()
    automation = await automate(new_home.hass, on("charge_now_ended"))
    set_car(new_home, boost_state="available", connection_status="error")
    await new_home.poll()
    assert told.types(CAR)[-1] == "boost_ended"
    assert automation.ran() == [CAR]
