"""Test the button platform."""

from unittest.mock import patch

from homeassistant.components.button import DOMAIN as BUTTON_DOMAIN, SERVICE_PRESS
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNAVAILABLE, Platform
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from tests.conftest import Home

BOOST = "button.car_charge_now"
CANCEL = "button.car_cancel_charge_now"
STATUS = "sensor.car_charge_now_status"


async def press(home: Home, entity_id: str) -> None:
    await home.hass.services.async_call(
        BUTTON_DOMAIN, SERVICE_PRESS, {ATTR_ENTITY_ID: entity_id}, blocking=True
    )


def states(home: Home) -> tuple[str, bool, bool]:
    """Return the status, and which of the two buttons can be pressed."""
    found = [home.hass.states.get(entity_id) for entity_id in (STATUS, BOOST, CANCEL)]
    status, boost, cancel = [state.state for state in found if state is not None]
    return status, boost != STATE_UNAVAILABLE, cancel != STATE_UNAVAILABLE


async def test_buttons(
    new_home: Home, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion
) -> None:
    with patch("custom_components.podero.PLATFORMS", (Platform.BUTTON,)):
        assert await new_home.set_up()
    await snapshot_platform(
        new_home.hass, entity_registry, snapshot, new_home.entry.entry_id
    )


async def test_charge_now_goes_from_starting_to_charging(home: Home) -> None:
    home.cloud.controls.plug_in(home.cloud.electric_vehicle.id)
    await home.poll()
    assert states(home) == ("available", True, False)
    await press(home, BOOST)
    assert states(home) == ("requested", False, False)
    for _ in range(4):
        await home.wait(3.6)
    assert states(home) == ("ongoing", False, False)
    assert home.value("binary_sensor.car_charging") == "on"


async def test_charge_now_waits_for_a_car_that_is_unplugged(home: Home) -> None:
    home.cloud.controls.unplug(home.cloud.electric_vehicle.id)
    await home.poll()
    assert states(home) == ("not_possible", True, False)
    await press(home, BOOST)
    assert states(home) == ("not_possible", True, True)
    assert (
        armed := home.hass.states.get("binary_sensor.car_charge_now_when_plugged_in")
    )
    assert armed.state == "on"
    await press(home, BOOST)
    assert states(home) == ("not_possible", True, True)
    await press(home, CANCEL)
    assert states(home) == ("not_possible", True, False)


async def test_a_charge_that_runs_cannot_be_canceled(home: Home) -> None:
    home.cloud.controls.plug_in(home.cloud.electric_vehicle.id)
    await home.poll()
    await press(home, BOOST)
    home.cloud.requests.clear()
    with pytest.raises(ServiceValidationError) as refused:
        await press(home, CANCEL)
    assert refused.value.translation_key == "boost_running"
    assert not home.cloud.requests
    home.cloud.controls.unplug(home.cloud.electric_vehicle.id)
    await home.poll()
    await press(home, BOOST)
    await press(home, CANCEL)
    assert states(home) == ("not_possible", True, False)


async def test_cancel_is_offered_where_it_is_not_reported_what_waits(
    home: Home,
) -> None:
    car = home.cloud.electric_vehicle.id
    home.cloud.controls.omit_fields(car, "boost_for_next_session")
    home.cloud.controls.unplug(car)
    await home.poll()
    assert states(home) == ("not_possible", True, True)
    await press(home, BOOST)
    home.cloud.requests.clear()
    await press(home, CANCEL)
    assert [request.method for request in home.cloud.requests] == ["DELETE", "GET"]
    assert states(home) == ("not_possible", True, True)
    home.cloud.controls.plug_in(car)
    await home.poll()
    assert states(home) == ("available", True, False)


async def test_a_press_without_effect_is_explained(home: Home) -> None:
    home.cloud.controls.plug_in(home.cloud.electric_vehicle.id)
    await home.poll()
    await press(home, BOOST)
    for _ in range(4):
        await home.wait(3.6)
    assert states(home) == ("ongoing", False, False)
    with pytest.raises(HomeAssistantError) as refused:
        await press(home, BOOST)
    assert refused.value.translation_key == "boost_already_charging"


async def test_buttons_are_unavailable_while_the_cloud_is(home: Home) -> None:
    home.cloud.controls.unplug(home.cloud.electric_vehicle.id)
    failure = home.cloud.faults.fail("GET", "*/electric-vehicles", status=500)
    await home.poll()
    assert [home.value(BOOST), home.value(CANCEL)] == [STATE_UNAVAILABLE] * 2
    failure.stop()
    await home.wait(301)
    assert states(home) == ("not_possible", True, False)


@pytest.mark.parametrize(
    ("reason", "translation_key"),
    [
        ("already_charging", "boost_already_charging"),
        ("fully_charged", "boost_fully_charged"),
        ("no_active_session", "boost_no_active_session"),
        ("internal_error", "boost_failed"),
    ],
)
async def test_a_refused_charge_is_explained(
    home: Home, reason: str, translation_key: str
) -> None:
    home.cloud.controls.plug_in(home.cloud.electric_vehicle.id)
    await home.poll()
    body = {"state": "unavailable", "reason": reason}
    home.cloud.faults.fail("POST", "*/boost", status=409, body=body, times=1)
    with pytest.raises(HomeAssistantError) as refused:
        await press(home, BOOST)
    assert refused.value.translation_key == translation_key
    assert states(home) == ("available", True, False)
    await press(home, BOOST)
    assert states(home)[0] == "requested"


async def test_a_charge_that_never_starts_is_given_up_watching(home: Home) -> None:
    home.cloud.behavior.boost_stalls = True
    home.cloud.controls.plug_in(home.cloud.electric_vehicle.id)
    await home.poll()
    await press(home, BOOST)
    await home.wait(3.6)
    await home.wait(190)
    assert states(home)[0] == "requested"
    home.cloud.requests.clear()
    await home.wait(10)
    assert not home.cloud.requests
