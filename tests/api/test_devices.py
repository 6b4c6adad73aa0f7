"""Lists of devices, and what of them stays the same."""

from dataclasses import fields
import json
from typing import Any

import pytest

from custom_components.podero.api import (
    Device,
    DeviceList,
    HeatPump,
    Podero,
    PoderoNotFoundError,
    PoderoResponseError,
)
from simulator import Cloud
from tests.api.fake_session import fake_client

ONE: dict[str, Any] = {"id": "one", "dhw_temperature": "48.5"}
OTHER: dict[str, Any] = {"id": "other", "dhw_temperature": "51.0"}


class List:
    """A list at the cloud, and the last one that was read."""

    def __init__(self) -> None:
        """Initialize an empty list."""
        self._previous: DeviceList[HeatPump] | None = None

    async def read(self, *devices: Any, body: bytes | None = None) -> list[HeatPump]:
        """Read the list with these devices."""
        client = fake_client(json.dumps(devices).encode() if body is None else body)
        self._previous = await client.devices(HeatPump, self._previous)
        return [*self._previous]


@pytest.fixture
def devices() -> List:
    return List()


async def test_a_list_that_has_not_changed_is_the_same_object(
    client: Podero, cloud: Cloud
) -> None:
    first = await client.devices(HeatPump)
    assert await client.devices(HeatPump, first) is first
    # The client itself keeps nothing.
    again = await client.devices(HeatPump)
    assert again == first
    assert again is not first
    cloud.controls.set_fields(cloud.heat_pump.id, dhw_temperature=40)
    assert await client.devices(HeatPump, first) != first


async def test_devices_that_have_not_changed_are_the_same_objects(
    devices: List,
) -> None:
    first, second = await devices.read(ONE, OTHER)
    third, fourth = await devices.read(ONE, OTHER | {"dhw_temperature": "52.0"})
    assert third is first
    assert fourth is not second
    assert fourth.dhw_temperature == 52


async def test_a_field_that_no_model_has_may_change(devices: List) -> None:
    await devices.read(ONE)
    [device] = await devices.read(ONE | {"flux": 1})
    assert device.raw["flux"] == 1


async def test_a_device_moves_within_the_list(devices: List) -> None:
    first, second = await devices.read(ONE, OTHER)
    assert await devices.read(OTHER, ONE) == [second, first]


async def test_a_device_leaves_and_returns(devices: List) -> None:
    await devices.read(ONE, OTHER)
    assert [device.id for device in await devices.read(OTHER)] == ["other"]
    assert [device.id for device in await devices.read(ONE)] == ["one"]


@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        3,
        [],
        {},
        {"id": ""},
        {"id": " "},
        {"id": "."},
        {"id": ".."},
        {"id": "\udc80"},
        {"id": "x" * 256},
        {"id": 5},
        {"id": []},
    ],
)
async def test_what_is_no_device_is_left_out(devices: List, nonsense: Any) -> None:
    assert [device.id for device in await devices.read(nonsense, ONE)] == ["one"]


async def test_a_list_that_cannot_be_read_changes_nothing(devices: List) -> None:
    [device] = await devices.read(ONE)
    for body in (b"{}", b"<html>"):
        with pytest.raises(PoderoResponseError):
            await devices.read(body=body)
    assert (await devices.read(ONE))[0] is device


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e400", "9" * 400, '"nan"'])
async def test_a_number_that_cannot_be_read_costs_its_field(
    devices: List, caplog: pytest.LogCaptureFixture, number: str
) -> None:
    body = f"""[
        {{"id": "one", "dhw_temperature": {number}, "inlet_temperature": 30}},
        {{"id": "other", "dhw_temperature": 51}}
    ]"""
    first, second = await devices.read(body=body.encode())
    assert (first.dhw_temperature, first.inlet_temperature) == (None, 30)
    assert second.dhw_temperature == 51
    # It counts as sent: a setting may have such a value.
    assert "dhw_temperature" in first.reported_fields
    # The same list is no change, although NaN does not equal NaN.
    again = await devices.read(body=body.replace("30", "30 ").encode())
    assert again[0] is first
    assert not caplog.records


async def test_an_empty_text_is_no_value_and_no_reason_for_a_warning(
    devices: List, caplog: pytest.LogCaptureFixture
) -> None:
    names = {field.name for field in fields(HeatPump)} - {"id", "raw"}
    [device] = await devices.read(dict.fromkeys(names, "") | {"id": "one"})
    assert {getattr(device, name) for name in names} == {None}
    assert device.reported_fields == names | {"id"}
    assert not caplog.records


@pytest.mark.parametrize("device_id", ["", ".", ".."])
async def test_an_id_that_leads_to_another_path_is_not_sent(
    client: Podero, cloud: Cloud, device_id: str
) -> None:
    device = HeatPump(id=device_id)
    for request in (
        client.update(device, {}),
        client.actions(device),
        client.building(device_id),
        client.user(device_id),
    ):
        with pytest.raises(PoderoNotFoundError):
            await request
    assert not cloud.requests


@pytest.mark.parametrize(("org_id", "user_id"), [("..", "the-user"), ("the-org", ".")])
async def test_a_user_that_leads_to_another_path_is_not_found(
    base_url: str, cloud: Cloud, org_id: str, user_id: str
) -> None:
    async with Podero(
        base_url=base_url,
        client_id=cloud.client_id,
        client_secret=cloud.client_secret,
        org_id=org_id,
        user_id=user_id,
    ) as client:
        with pytest.raises(PoderoNotFoundError):
            await client.devices(HeatPump)
    assert not cloud.requests


def test_an_empty_list_has_no_devices() -> None:
    devices: DeviceList[Device] = DeviceList()
    assert not [*devices]
