"""Tools of language models that charge a car now."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import Context
from homeassistant.helpers.llm import ToolResult
import pytest
import voluptuous as vol

from tests.automations import find, lose
from tests.conftest import Home
from tests.llm.assistant import CHARGE_NOW, OUT_OF_REACH, WAITS, call, expose


async def test_the_car_charges_now(home: Home) -> None:
    expose(home, CHARGE_NOW)
    home.cloud.controls.plug_in(home.cloud.electric_vehicle.id)
    await home.poll()
    context = Context()
    result = await call(home, "charge_now", context)
    assert result == ToolResult({"result": "The car starts charging."})
    assert home.value("sensor.car_charge_now_status") == "requested"
    pressed = home.hass.states.get(CHARGE_NOW)
    assert pressed is not None
    assert pressed.context.id == context.id
    result = await call(home, "charge_now")
    assert result == ToolResult({"error": "The car is already charging."}, error=True)


async def test_an_unplugged_car_waits(home: Home) -> None:
    expose(home, CHARGE_NOW)
    home.cloud.controls.unplug(home.cloud.electric_vehicle.id)
    await home.poll()
    assert await call(home, "charge_now", car="Car") == ToolResult({"result": WAITS})
    assert home.value("binary_sensor.car_charge_now_when_plugged_in") == "on"
    assert await call(home, "charge_now") == ToolResult({"result": WAITS})


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"is_charging": True}, "The car is already charging."),
        ({"is_fully_charged": True}, "The car is already fully charged."),
        ({}, "Podero cannot start charging this car at the moment."),
    ],
)
async def test_why_a_car_cannot_charge_now_is_said(
    home: Home, fields: dict[str, Any], error: str
) -> None:
    expose(home, CHARGE_NOW)
    home.cloud.controls.plug_in(home.cloud.electric_vehicle.id)
    home.cloud.controls.set_fields(
        home.cloud.electric_vehicle.id,
        **{
            "is_plugged_in": True,
            "is_charging": False,
            "is_fully_charged": False,
            "boost_state": "unavailable",
            **fields,
        },
    )
    await home.poll()
    assert await call(home, "charge_now") == ToolResult({"error": error}, error=True)
    assert not home.written()
    home.cloud.controls.release(home.cloud.electric_vehicle.id)
    home.cloud.controls.set_fields(
        home.cloud.electric_vehicle.id, boost_state="available"
    )
    await home.poll()
    assert not (await call(home, "charge_now")).error


async def test_a_car_out_of_reach_cannot_charge_now(home: Home) -> None:
    expose(home, CHARGE_NOW)
    home.cloud.controls.plug_in(home.cloud.electric_vehicle.id)
    await home.poll()
    await lose(home)
    assert home.value(CHARGE_NOW) == STATE_UNAVAILABLE
    assert await call(home, "charge_now") == ToolResult(OUT_OF_REACH, error=True)
    await find(home)
    assert not (await call(home, "charge_now")).error
    await home.unload()
    assert home.state() is ConfigEntryState.NOT_LOADED
    assert await call(home, "charge_now") == ToolResult(OUT_OF_REACH, error=True)


async def test_a_car_that_left_cannot_charge_now(home: Home) -> None:
    expose(home, CHARGE_NOW)
    home.cloud.organization.remove_device(home.cloud.electric_vehicle.id)
    await home.poll()
    assert await call(home, "charge_now") == ToolResult(OUT_OF_REACH, error=True)


async def test_what_the_cloud_refuses_is_said_in_words(home: Home) -> None:
    expose(home, CHARGE_NOW)
    home.cloud.controls.plug_in(home.cloud.electric_vehicle.id)
    await home.poll()
    body = {"state": "unavailable", "reason": "fully_charged"}
    home.cloud.faults.fail("POST", "*/boost", status=409, body=body, times=1)
    result = await call(home, "charge_now")
    assert result == ToolResult(
        {"error": "The car is already fully charged"}, error=True
    )
    assert not (await call(home, "charge_now")).error


async def test_of_several_cars_one_must_be_named(new_home: Home) -> None:
    for model in ("Model A", "Model B"):
        new_home.cloud.organization.add_device(
            "electric-vehicles",
            device_model={"model": model},
            is_plugged_in=True,
            boost_state="available",
        )
    new_home.cloud.organization.remove_device(new_home.cloud.electric_vehicle.id)
    assert await new_home.set_up()
    buttons = new_home.hass.states.async_entity_ids("button")
    expose(new_home, *buttons)
    with pytest.raises(vol.Invalid):
        await call(new_home, "charge_now")
    assert not (await call(new_home, "charge_now", car="Car Model B")).error
    paths = [item.path for item in new_home.cloud.requests if item.method == "POST"]
    [path] = [path for path in paths if path.endswith("/boost")]
    [second] = [
        item.id
        for item in new_home.cloud.organization.devices
        if item.fields["device_model"] == {"model": "Model B"}
    ]
    assert second in path
