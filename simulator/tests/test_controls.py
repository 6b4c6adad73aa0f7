"""Controls of devices."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from simulator import Cloud
from simulator.clock import ManualTime
from simulator.device_fields import DeviceType

from .client import Client


async def test_set_fields_keep_their_values(
    client: Client, cloud: Cloud, wall: ManualTime
) -> None:
    path = client.path(cloud.heat_pump)
    cloud.controls.set_fields(
        cloud.heat_pump.id,
        dhw_temperature="very hot",
        indoor_actual_temperature=None,
        pause_power_until=datetime(2026, 2, 1, tzinfo=UTC),
        maximum_temperature_limit=25,
    )
    cloud.controls.set_fields(cloud.electric_vehicle.id, charge_deadline_at=time(6, 30))
    assert cloud.electric_vehicle.fields["charge_deadline_at"] == "06:30:00"
    cloud.controls.set_fields(cloud.electric_vehicle.id, charge_deadline_at="soon")
    wall.tick(minutes=10)
    assert cloud.electric_vehicle.fields["charge_deadline_at"] == "soon"

    pinned = (await client.get(path)).json
    assert pinned["dhw_temperature"] == "very hot"
    assert pinned["indoor_actual_temperature"] is None
    assert pinned["pause_power_until"] == "2026-02-01T00:00:00Z"
    assert pinned["maximum_temperature_limit"] == "25.00"
    written = await client.put(cloud.heat_pump, {"maximum_temperature_limit": 24})
    assert written.json["maximum_temperature_limit"] == "24.00"
    assert (await client.get(path)).json["maximum_temperature_limit"] == "24.00"

    cloud.controls.release(cloud.heat_pump.id)
    released = (await client.get(path)).json
    assert 40 < float(released["dhw_temperature"]) < 60
    assert released["maximum_temperature_limit"] == "22.50"


async def test_set_fields_decide_about_a_boost(client: Client, cloud: Cloud) -> None:
    async def boost() -> Any:
        answer = await client.call(
            "POST", client.path(cloud.electric_vehicle, "/boost")
        )
        return answer.json["reason"] if answer.text else answer.status

    cloud.controls.set_fields(cloud.electric_vehicle.id, is_plugged_in=False)
    assert cloud.electric_vehicle.fields["boost_state"] == "unavailable"
    assert await boost() == 204
    assert cloud.electric_vehicle.fields["boost_for_next_session"] is True
    cloud.controls.set_fields(
        cloud.electric_vehicle.id, is_plugged_in=True, is_fully_charged=True
    )
    assert await boost() == "fully_charged"
    cloud.controls.set_fields(
        cloud.electric_vehicle.id, is_fully_charged=False, is_charging=True
    )
    assert await boost() == "already_charging"
    cloud.controls.set_fields(
        cloud.electric_vehicle.id, is_charging=False, boost_state="ongoing"
    )
    assert await boost() == "already_charging"


async def test_omitted_fields(client: Client, cloud: Cloud) -> None:
    cloud.controls.omit_fields(
        cloud.solar_inverter.id, "solar_surplus_w", "device_model"
    )

    (listed,) = (await client.get(f"{client.home}/inverters")).json
    written = (await client.put(cloud.solar_inverter, {"min_battery_charge": 30})).json

    for answer in (listed, written):
        assert not answer.keys() & {"solar_surplus_w", "device_model"}
    cloud.controls.release(cloud.solar_inverter.id)
    detail = (await client.get(client.path(cloud.solar_inverter))).json
    assert "solar_surplus_w" in detail


async def test_an_ignored_field(client: Client, cloud: Cloud) -> None:
    cloud.controls.ignore_field(cloud.electric_vehicle.id, "minimum_charge_limit")

    answer = await client.put(
        cloud.electric_vehicle,
        {"minimum_charge_limit": 55, "is_charge_policy_enabled": False},
    )

    assert answer.status == 200
    assert answer.json["minimum_charge_limit"] == 70
    assert answer.json["is_charge_policy_enabled"] is False


async def test_stale_reads(client: Client, cloud: Cloud, wall: ManualTime) -> None:
    cloud.controls.stale_reads(cloud.electric_vehicle.id, 20)

    written = await client.put(cloud.electric_vehicle, {"minimum_charge_limit": 55})
    wall.tick(seconds=19)
    stale = (await client.get(client.path(cloud.electric_vehicle))).json
    (stale_too,) = (await client.get(f"{client.home}/electric-vehicles")).json
    wall.tick(seconds=1)
    fresh = (await client.get(client.path(cloud.electric_vehicle))).json

    assert written.json["minimum_charge_limit"] == 55
    assert stale["minimum_charge_limit"] == stale_too["minimum_charge_limit"] == 70
    assert fresh["minimum_charge_limit"] == 55
    assert cloud.electric_vehicle.fields["minimum_charge_limit"] == 55


async def test_devices_are_added_and_removed(
    client: Client, cloud: Cloud, wall: ManualTime
) -> None:
    async def ids(device_type: DeviceType, user: str = cloud.home.id) -> list[str]:
        path = f"{client.org}/users/{user}/{device_type}"
        return [device["id"] for device in (await client.get(path)).json]

    second = cloud.organization.add_device("heat-pumps", comment="second")
    assert await ids(DeviceType.HEAT_PUMP) == [cloud.heat_pump.id, second.id]
    assert second.fields["comment"] == "second"
    cloud.organization.remove_device(cloud.heat_pump.id)
    assert await ids(DeviceType.HEAT_PUMP) == [second.id]
    assert (await client.get(client.path(cloud.heat_pump))).status == 404

    wall.tick(minutes=1)
    back = cloud.organization.add_device("heat-pumps", device_id=cloud.heat_pump.id)
    assert await ids(DeviceType.HEAT_PUMP) == [second.id, cloud.heat_pump.id]
    assert cloud.organization.household_of(back) is cloud.organization.household_of(
        cloud.electric_vehicle
    )
    assert back.fields["current_state_last_updated_at"] == "2026-01-20T19:01:00Z"

    first = cloud.organization.add_device(
        DeviceType.SOLAR_INVERTER, cloud.organization.empty_home
    )
    assert await ids(DeviceType.SOLAR_INVERTER, cloud.organization.empty_home.id) == [
        first.id
    ]
    assert first.fields["building"] is None
    assert first.fields["household_consumption_w"] > 0
    pump = cloud.organization.add_device(
        DeviceType.HEAT_PUMP, cloud.organization.empty_home
    )
    assert cloud.organization.household_of(pump) is cloud.organization.household_of(
        first
    )
    with pytest.raises(ValueError, match="toaster"):
        cloud.organization.add_device("toaster")


def test_an_action_stops_the_syncs(cloud: Cloud, wall: ManualTime) -> None:
    cloud.controls.raise_action(cloud.heat_pump.id)
    wall.tick(hours=1)

    fields = cloud.heat_pump.fields
    assert fields["action_needed"] is True
    assert fields["is_authenticated"] is False
    assert fields["lifecycle_state"] == "error"
    assert fields["current_state_last_updated_at"] == "2026-01-20T19:00:00Z"

    cloud.controls.solve_action(cloud.heat_pump.id)
    fields = cloud.heat_pump.fields
    assert fields["action_needed"] is False
    assert fields["is_authenticated"] is True
    assert fields["lifecycle_state"] == "authenticated"
    assert fields["current_state_last_updated_at"] == "2026-01-20T20:00:00Z"


async def test_other_actions_have_no_link_of_the_api(
    client: Client, cloud: Cloud, wall: ManualTime
) -> None:
    cloud.controls.raise_action(cloud.electric_vehicle.id, code="accept_terms")
    wall.tick(minutes=5)

    detail = (await client.get(client.path(cloud.electric_vehicle))).json
    assert detail["actions"] == [{"code": "accept_terms"}]
    assert detail["is_authenticated"] is True

    page = "https://podero.example.com/page"
    link = {"url": page, "required_parameters": []}
    cloud.controls.raise_action(cloud.electric_vehicle.id, "read_news", page)
    cloud.controls.raise_action(cloud.electric_vehicle.id, link=page)
    detail = (await client.get(client.path(cloud.electric_vehicle))).json
    assert detail["actions"][1:] == [
        {"code": "read_news", "resolution_link": link},
        {"code": "reauthenticate", "resolution_link": link},
    ]
    assert detail["is_authenticated"] is False
    assert detail["current_state_last_updated_at"] == "2026-01-20T19:05:00Z"


def test_a_removed_car_keeps_driving(cloud: Cloud, wall: ManualTime) -> None:
    cloud.organization.remove_device(cloud.electric_vehicle.id)
    wall.tick(hours=15)

    assert not cloud.house.car.plugged_in
    back = cloud.organization.add_device(DeviceType.ELECTRIC_VEHICLE)
    assert back.fields["is_plugged_in"] is False


def test_all_devices_are_synced_on_demand(cloud: Cloud, wall: ManualTime) -> None:
    def stamp() -> str:
        return str(cloud.solar_inverter.fields["current_state_last_updated_at"])[11:]

    wall.tick(minutes=2)
    assert stamp() == "19:00:00Z"
    cloud.controls.sync()
    assert stamp() == "19:02:00Z"
    cloud.behavior.sync_interval = timedelta(minutes=15)
    wall.tick(minutes=14)
    assert stamp() == "19:02:00Z"
    wall.tick(minutes=1)
    assert stamp() == "19:17:00Z"
