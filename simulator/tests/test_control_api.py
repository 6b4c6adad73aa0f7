"""The controls over HTTP."""

from datetime import timedelta
from typing import Any

from aiohttp import ClientSession
import pytest

from simulator import Cloud
from simulator.control_api import CONTROLS

from .client import Client


async def test_the_state_over_http(client: Client, cloud: Cloud) -> None:
    await client.get(client.org)
    cloud.faults.fail(path="/nothing")

    state = (await client.send("GET", f"{client.base_url}/_control")).json

    assert state["client_id"] == cloud.client_id
    assert state["client_secret"] == cloud.client_secret
    assert state["org_id"] == cloud.org_id
    assert state["home_id"] == cloud.home.id
    assert state["clock"] == {
        "wall": "2026-01-20T19:00:00Z",
        "house": "2026-01-20T19:00:00Z",
        "speed": 1,
    }
    assert state["behavior"]["sync_interval"] == 300
    assert len(state["users"]) == 5
    assert len(state["devices"]) == 6
    assert state["meters"]["household"] == 0
    assert state["failures"][0]["path"] == "/nothing"
    assert state["requests"][-1]["path"] == client.org
    assert state["requests"][-1]["at"] == "2026-01-20T19:00:00Z"
    assert state["controls"].keys() == CONTROLS.keys()
    assert all(state["controls"].values())


async def test_failures_over_http(client: Client) -> None:
    answer = await client.control(
        "fail", status=200, body="ab", repeat=3, path=client.org
    )
    assert (await client.get(client.org)).text == "ababab"
    await client.control("stop_failure", **answer.json)
    assert (await client.get(client.org)).json
    await client.control("fail", drop="connect")
    await client.control("heal")
    assert (await client.get(client.org)).status == 200
    await client.control("fail", rate=0.2, status=503)
    statuses = {(await client.get(client.org)).status for _ in range(40)}
    assert statuses == {200, 503}
    await client.control("heal")
    assert (await client.get(client.org)).status == 200


async def test_credentials_over_http(client: Client) -> None:
    await client.control("expire_tokens")
    assert (await client.get(client.org)).status == 401
    await client.control("revoke_secret")
    assert (await client.ask_for_token()).status == 401
    await client.control("change_secret", secret="new")
    assert (await client.ask_for_token(secret="new")).status == 200


async def test_devices_over_http(client: Client, cloud: Cloud) -> None:
    added = await client.control(
        "add_device",
        device_type="inverters",
        user_id=cloud.organization.empty_home.id,
        fields={"comment": "new"},
    )
    device = cloud.organization.device(added.json["device_id"])
    assert device.owner is cloud.organization.empty_home
    assert device.fields["comment"] == "new"
    await client.control("set_fields", device_id=device.id, values={"comment": "old"})
    assert device.fields["comment"] == "old"
    await client.control("omit_fields", device_id=device.id, names=["owner"])
    assert "owner" not in (await client.get(client.path(device))).json
    await client.control("ignore_field", device_id=device.id, name="min_battery_charge")
    await client.put(device, {"min_battery_charge": 33})
    assert device.fields["min_battery_charge"] == 20
    await client.control("release", device_id=device.id)
    assert device.fields["comment"] is None
    await client.control("stale_reads", device_id=device.id, seconds=10)
    await client.put(device, {"min_battery_charge": 33})
    assert (await client.get(client.path(device))).json["min_battery_charge"] == 20
    await client.control("raise_action", device_id=device.id)
    assert device.fields["action_needed"]
    await client.control("solve_action", device_id=device.id)
    assert not device.fields["action_needed"]
    how = {"code": "read_news", "link": "https://podero.example.com"}
    await client.control("raise_action", device_id=device.id, **how)
    [action] = (await client.get(client.path(device))).json["actions"]
    assert action["resolution_link"]["url"] == how["link"]
    await client.control("remove_device", device_id=device.id)
    assert (await client.get(client.path(device))).status == 404
    await client.control("remove_user", user_id=cloud.organization.empty_home.id)
    assert len((await client.get(f"{client.org}/users")).json) == 4


async def test_the_car_over_http(client: Client, cloud: Cloud) -> None:
    car = {"device_id": cloud.electric_vehicle.id}
    await client.control("unplug", **car)
    assert not cloud.electric_vehicle.fields["is_plugged_in"]
    await client.control("set_battery_level", **car, percent=44)
    await client.control("plug_in", **car)
    assert cloud.electric_vehicle.fields["is_plugged_in"]
    assert cloud.electric_vehicle.fields["battery_level"] == 44
    await client.control("drive", **car, energy_kwh=6)
    assert not cloud.electric_vehicle.fields["is_plugged_in"]
    assert cloud.electric_vehicle.fields["battery_level"] == 34


@pytest.mark.usefixtures("socket_enabled")
async def test_the_clock_over_http() -> None:
    cloud = Cloud()
    async with cloud.serve() as base_url, ClientSession() as session:
        client = Client(cloud, base_url, session)
        await client.control("set_clock", house="2026-07-14T12:00:00+02:00", speed=1000)
        first = cloud.clock.house
        await client.control("set_clock", advance=3600)

        assert (first.month, first.day) == (7, 14)
        assert cloud.clock.speed == 1000
        assert cloud.clock.house - first >= timedelta(hours=1000)
        await client.control("sync")
        assert cloud.electric_vehicle.fields["current_state_last_updated_at"]


async def test_behavior_over_http(client: Client, cloud: Cloud) -> None:
    answer = await client.control("set_behavior", decimals_as_text=False)
    await client.control("set_behavior", sync_interval=60)
    await client.control("set_behavior", sync_jitter=5, correction_delay=30)

    assert answer.status == 200
    assert cloud.behavior.decimals_as_text is False
    assert cloud.behavior.sync_interval == timedelta(minutes=1)
    assert cloud.behavior.sync_jitter == timedelta(seconds=5)
    assert cloud.behavior.correction_delay == timedelta(seconds=30)
    await client.control("set_behavior", correction_delay=None)
    assert cloud.behavior.correction_delay is None
    await client.control("clear_requests")
    assert cloud.requests == []


@pytest.mark.parametrize(
    ("control", "arguments", "status"),
    [
        ("nonsense", {}, 404),
        ("plug_in", {"device_id": "nobody"}, 404),
        ("stop_failure", {"failure": 5}, 404),
        ("fail", {"rate": 20}, 400),
        ("fail", {"rate": "often"}, 400),
        ("plug_in", {}, 400),
        ("set_behavior", {"politely": True}, 400),
        ("set_behavior", {"sync_interval": "often"}, 400),
        ("set_clock", {"speed": 0}, 400),
        ("set_clock", {"advance": 5}, 400),
        ("set_clock", {"house": "noon"}, 400),
        ("add_device", {"device_type": "toaster"}, 400),
    ],
)
async def test_wrong_arguments_are_refused_with_a_sentence(
    client: Client, control: str, arguments: dict[str, Any], status: int
) -> None:
    answer = await client.control(control, **arguments)

    assert answer.status == status
    assert answer.json["error"]


async def test_arguments_must_be_a_json_object(client: Client) -> None:
    for body in ("{", "[]"):
        url = f"{client.base_url}/_control/heal"
        assert (await client.send("POST", url, data=body)).status == 400
