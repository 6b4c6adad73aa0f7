"""The JSON objects of devices."""

from datetime import UTC, datetime

import pytest

from simulator import Cloud
from simulator.clock import ManualTime
from simulator.device_fields import DECIMALS, DeviceType

from .client import Client, device_of
from .documented_fields import documented_fields


@pytest.mark.parametrize("device_type", DeviceType)
async def test_objects_are_complete(
    client: Client, cloud: Cloud, device_type: DeviceType
) -> None:
    device = device_of(cloud, device_type)

    (listed,) = (await client.get(f"{client.home}/{device_type}")).json
    detail = (await client.get(client.path(device))).json

    assert listed.keys() == documented_fields(device_type)
    assert detail == {**listed, "actions": []}
    assert listed["owner"] == {
        "id": cloud.home.id,
        "email": "home@example.com",
        "first_name": "Sample",
        "last_name": "Home",
        "external_id": "sample-home",
    }
    assert listed["inverter_forced_mode_since"] == "0001-01-01T00:00:00Z"
    assert listed["current_state_last_updated_at"] == "2026-01-20T19:00:00Z"


async def test_decimals_are_text_by_default(client: Client, cloud: Cloud) -> None:
    as_text = (await client.get(client.path(cloud.heat_pump))).json
    cloud.behavior.decimals_as_text = False
    as_numbers = (await client.get(client.path(cloud.heat_pump))).json

    known = cloud.heat_pump.fields
    assert as_text["maximum_temperature_limit"] == "22.50"
    for name in DECIMALS:
        assert as_text[name] == f"{known[name]:.2f}"
        assert as_numbers[name] == known[name]


async def test_milliseconds_are_omitted_if_zero(
    client: Client, cloud: Cloud, wall: ManualTime
) -> None:
    wall.now = datetime(2026, 1, 20, 19, 0, 0, 250_000, tzinfo=UTC)

    answer = await client.put(cloud.heat_pump, {"comment": "warm"})

    assert answer.json["updated_at"] == "2026-01-20T19:00:00.250Z"
