"""Pauses of the optimization by action."""

from datetime import timedelta

from homeassistant.const import ATTR_DEVICE_ID, STATE_OFF, STATE_ON
from homeassistant.exceptions import ServiceValidationError
import pytest

from tests.conftest import MORNING, Home

from .acting import act, car, device_id

FLAG = "is_smart_optimization_active"
SHOWN = "sensor.{}_optimization_paused_until"
NAMES = ("heat_pump", "car", "solar_inverter")


@pytest.fixture
def devices(home: Home) -> dict[str, object]:
    """Return all devices as a target."""
    cloud = home.cloud
    known = (cloud.heat_pump, cloud.electric_vehicle, cloud.solar_inverter)
    return {ATTR_DEVICE_ID: [device_id(home, device.id) for device in known]}


async def test_several_devices_are_paused_with_one_request_each(
    home: Home, devices: dict[str, object]
) -> None:
    await act(home, "pause_optimization", {**devices, "duration": {"hours": 2}})
    assert home.written() == [{FLAG: False}] * 3
    end = (MORNING + timedelta(hours=2)).isoformat()
    for name in NAMES:
        assert home.value(SHOWN.format(name)) == end
        assert home.value(f"sensor.{name}_activity") in ("not_optimizing", "charging")
    await home.wait(2 * 60 * 60 + 1)
    assert home.written() == [{FLAG: False}] * 3 + [{FLAG: True}] * 3


async def test_resuming_ends_a_pause_at_once(
    home: Home, devices: dict[str, object]
) -> None:
    await act(home, "pause_optimization", {**devices, "until": "2026-03-18T12:00:00Z"})
    await act(home, "resume_optimization", devices)
    assert home.written() == [{FLAG: False}] * 3 + [{FLAG: True}] * 3
    await home.wait(4 * 60 * 60)
    assert len(home.written()) == 6


async def test_resuming_what_is_on_sends_nothing(home: Home) -> None:
    assert home.value("switch.car_optimization") == STATE_ON
    await act(home, "resume_optimization", car(home))
    assert home.written() == []


async def test_resuming_turns_on_what_was_turned_off(home: Home) -> None:
    home.cloud.controls.set_fields(home.cloud.electric_vehicle.id, **{FLAG: False})
    await home.poll()
    assert home.value("switch.car_optimization") == STATE_OFF
    await act(home, "resume_optimization", car(home))
    assert home.written() == [{FLAG: True}]


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({}, "pause_without_end"),
        ({"duration": 0}, "pause_in_the_past"),
        ({"until": "2026-03-18T08:59:00Z"}, "pause_in_the_past"),
        ({"until": "0001-01-01 00:00:00"}, "time_out_of_range"),
        ({"duration": 60, "until": "2026-03-18T12:00:00Z"}, "pause_with_two_ends"),
    ],
)
async def test_a_pause_needs_one_end_that_lies_ahead(
    home: Home, fields: dict[str, object], key: str
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act(home, "pause_optimization", {**car(home), **fields})
    assert refused.value.translation_key == key
    assert home.written() == []
    await act(home, "pause_optimization", {**car(home), "duration": 60})
    assert home.written() == [{FLAG: False}]


async def test_if_one_device_cannot_be_paused_none_is(
    home: Home, devices: dict[str, object]
) -> None:
    home.cloud.controls.set_fields(home.cloud.heat_pump.id, **{FLAG: False})
    await home.poll()
    with pytest.raises(ServiceValidationError) as refused:
        await act(home, "pause_optimization", {**devices, "duration": 60})
    assert refused.value.translation_key == "optimization_is_off"
    assert home.written() == []
    home.cloud.controls.set_fields(home.cloud.heat_pump.id, **{FLAG: True})
    await home.poll()
    await act(home, "pause_optimization", {**devices, "duration": 60})
    assert len(home.written()) == 3


async def test_a_device_without_optimization_cannot_be_paused(new_home: Home) -> None:
    new_home.cloud.controls.omit_fields(new_home.cloud.electric_vehicle.id, FLAG)
    assert await new_home.set_up()
    assert new_home.hass.states.get("datetime.car_pause_optimization_until") is None
    with pytest.raises(ServiceValidationError) as refused:
        await act(new_home, "pause_optimization", {**car(new_home), "duration": 60})
    assert refused.value.translation_key == "setting_not_supported"


async def test_the_home_itself_is_no_device(home: Home) -> None:
    await home.wait(2)
    contract = device_id(home, home.cloud.home.id)
    with pytest.raises(ServiceValidationError) as refused:
        await act(
            home, "pause_optimization", {ATTR_DEVICE_ID: contract, "duration": 60}
        )
    assert refused.value.translation_key == "no_device"
