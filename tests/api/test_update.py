"""Writing of settings."""

import asyncio
from dataclasses import replace
from typing import Any

from aioresponses import aioresponses
from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.podero.api import (
    ElectricVehicle,
    HeatPump,
    Podero,
    PoderoConnectionError,
    PoderoIgnoredError,
    PoderoResponseError,
    PoderoServerError,
    SolarInverter,
)
from simulator import Cloud
from tests.api.conftest import HEAT_PUMPS, only


async def test_an_update_sends_what_changes_and_returns_the_device(
    client: Podero, cloud: Cloud
) -> None:
    device = only(await client.devices(HeatPump))
    changed = await client.update(device, {"is_smart_optimization_active": False})
    assert changed.is_smart_optimization_active is False
    request = cloud.requests[-1]
    assert (request.method, request.body) == (
        "PUT",
        {"is_smart_optimization_active": False},
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
async def test_what_is_no_number_is_not_sent(
    client: Podero, cloud: Cloud, value: float
) -> None:
    device = only(await client.devices(HeatPump))
    cloud.requests.clear()
    settings = {"minimum_temperature_limit": 20.0, "dhw_standard_temperature": value}
    with pytest.raises(ValueError, match="not a number"):
        await client.update(device, settings)
    assert not cloud.requests


async def test_a_setting_without_a_field_of_the_device_is_written(
    client: Podero, cloud: Cloud
) -> None:
    device = only(await client.devices(HeatPump))
    after = await client.update(device, {"comment": "In the cellar"})
    assert after.raw["comment"] == "In the cellar"
    assert cloud.requests[-1].method == "PUT"


@pytest.mark.parametrize("reply", ["", "null", {"detail": "ok"}])
async def test_an_update_whose_reply_is_no_device_asks_for_the_device(
    client: Podero, cloud: Cloud, reply: object
) -> None:
    device = only(await client.devices(SolarInverter))
    off = {"is_smart_optimization_active": False}
    failure = cloud.faults.fail("PUT", status=200, body=reply)
    with pytest.raises(PoderoIgnoredError) as ignored:
        await client.update(device, off)
    assert cloud.requests[-1].method == "GET"
    # The reply took the place of the write.
    assert ignored.value.device == device
    failure.stop()
    assert (await client.update(device, off)).is_smart_optimization_active is False


async def test_a_page_is_no_reply_to_an_update(client: Podero, cloud: Cloud) -> None:
    device = only(await client.devices(SolarInverter))
    off = {"is_smart_optimization_active": False}
    cloud.faults.fail("PUT", status=200, body="<html></html>", times=1)
    with pytest.raises(PoderoResponseError):
        await client.update(device, off)
    assert (await client.update(device, off)).is_smart_optimization_active is False


@pytest.mark.parametrize("failure", [{"status": 503}, {"drop": "body"}])
async def test_a_change_is_sent_again_where_the_cloud_fails_for_a_moment(
    client: Podero, cloud: Cloud, failure: dict[str, Any]
) -> None:
    device = only(await client.devices(SolarInverter))
    off = {"is_smart_optimization_active": False}
    cloud.faults.fail("PUT", times=2, **failure)
    assert (await client.update(device, off)).is_smart_optimization_active is False


async def test_a_change_that_fails_three_times_is_not_sent_again(
    client: Podero, cloud: Cloud
) -> None:
    device = only(await client.devices(SolarInverter))
    off = {"is_smart_optimization_active": False}
    failing = cloud.faults.fail("PUT", status=503)
    with pytest.raises(PoderoServerError):
        await client.update(device, off)
    assert failing.hits == 3
    failing.stop()
    assert (await client.update(device, off)).is_smart_optimization_active is False


async def test_a_change_that_failed_slowly_is_not_sent_again(
    client: Podero, cloud: Cloud, morning: FrozenDateTimeFactory
) -> None:
    device = only(await client.devices(SolarInverter))
    off = {"is_smart_optimization_active": False}
    failing = cloud.faults.fail("PUT", drop="stall")
    update = asyncio.create_task(client.update(device, off))
    while not failing.hits:  # noqa: ASYNC110
        await asyncio.sleep(0)
    morning.tick(11)
    with pytest.raises(PoderoConnectionError):
        await update
    assert failing.hits == 1
    failing.stop()
    assert (await client.update(device, off)).is_smart_optimization_active is False


async def test_an_update_after_which_there_is_no_device(
    client: Podero, cloud: Cloud
) -> None:
    device = only(await client.devices(SolarInverter))
    failure = cloud.faults.fail(path="*/inverters/*", status=200, body={"detail": "ok"})
    with pytest.raises(PoderoResponseError):
        await client.update(device, {"is_smart_optimization_active": False})
    failure.stop()
    assert await client.update(device, {"is_smart_optimization_active": False})


@pytest.mark.parametrize("fields", [{}, {"is_plugged_in": False}])
async def test_a_reply_that_does_not_name_the_setting_is_not_the_answer(
    client: Podero, cloud: Cloud, fields: dict[str, Any]
) -> None:
    car = only(await client.devices(ElectricVehicle))
    cloud.faults.fail("PUT", status=200, body={"id": car.id, **fields}, times=1)
    off = {"is_charge_policy_enabled": False}
    with pytest.raises(PoderoIgnoredError) as ignored:
        await client.update(car, off)
    assert cloud.requests[-1].method == "GET"
    # The reply took the place of the write.
    assert ignored.value.device == car
    assert (await client.update(car, off)).is_charge_policy_enabled is False


async def test_a_reply_that_names_the_setting_alone_leaves_the_rest(
    client: Podero, cloud: Cloud
) -> None:
    car = only(await client.devices(ElectricVehicle))
    off = {"is_charge_policy_enabled": False}
    cloud.faults.fail("PUT", status=200, body={"id": car.id, **off}, times=1)
    after = await client.update(car, off)
    assert cloud.requests[-1].method == "PUT"
    assert after == replace(car, is_charge_policy_enabled=False)


async def test_a_reply_about_another_device_is_not_the_answer(
    client: Podero, cloud: Cloud
) -> None:
    car = only(await client.devices(ElectricVehicle))
    off = {"is_charge_policy_enabled": False}
    cloud.faults.fail("PUT", status=200, body={"id": "another", **off}, times=1)
    with pytest.raises(PoderoIgnoredError) as ignored:
        await client.update(car, off)
    assert ignored.value.device == car
    assert (await client.update(car, off)).is_charge_policy_enabled is False


@pytest.mark.parametrize("number", ["NaN", "1e400", "9" * 400, "null"])
async def test_a_reply_whose_number_cannot_be_read_is_not_the_answer(
    client: Podero, cloud: Cloud, number: str
) -> None:
    car = only(await client.devices(ElectricVehicle))
    cloud.faults.fail("PUT", status=None, numbers=number, times=1)
    after = await client.update(car, {"minimum_charge_limit": 55})
    assert (after.minimum_charge_limit, after.battery_level) == (55, car.battery_level)
    assert cloud.requests[-1].method == "GET"


async def test_an_id_cannot_leave_its_place_in_the_path(
    mocked: Podero, responses: aioresponses
) -> None:
    path = f"{HEAT_PUMPS}/..%2F..%2F..%2Fother"
    strange = HeatPump(id="../../../other")
    responses.put(path, payload={"id": strange.id})
    assert await mocked.update(strange, {}) == strange


async def test_settings_that_are_not_applied_are_named(
    client: Podero, cloud: Cloud
) -> None:
    heat_pump = only(await client.devices(HeatPump))
    settings = {"is_heating_policy_enabled": False, "dhw_standard_temperature": 51}
    cloud.controls.ignore_field(heat_pump.id, "dhw_standard_temperature")
    with pytest.raises(PoderoIgnoredError) as ignored:
        await client.update(heat_pump, settings)
    assert ignored.value.settings == ["dhw_standard_temperature"]
    assert ignored.value.device == only(await client.devices(HeatPump))
    assert ignored.value.device.is_heating_policy_enabled is False
    assert str(ignored.value) == "The cloud did not apply dhw_standard_temperature"


async def test_numbers_are_rounded_before_they_are_sent(
    client: Podero, cloud: Cloud
) -> None:
    heat_pump = only(await client.devices(HeatPump))
    changed = await client.update(heat_pump, {"dhw_standard_temperature": 152 / 3})
    assert changed.dhw_standard_temperature == 50.67
    assert cloud.requests[-1].body == {"dhw_standard_temperature": 50.67}


async def test_fields_that_are_no_settings_cannot_be_compared(
    client: Podero, cloud: Cloud
) -> None:
    heat_pump = only(await client.devices(HeatPump))
    changed = await client.update(heat_pump, {"id": "x", "raw": True, "flux": 5})
    assert changed.id == heat_pump.id
