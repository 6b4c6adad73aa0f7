"""The controls in process and over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
import re
import signal
import socket
import sys
from typing import Any

from aiohttp import (
    ClientPayloadError,
    ClientSession,
    ClientTimeout,
    ServerDisconnectedError,
)
import pytest

from simulator import Clock, Cloud
from simulator.__main__ import house_time
from simulator.client import Client, Wall
from simulator.control_api import CONTROLS
from simulator.device_fields import DeviceType
from simulator.weather import ZONE

ROOT = Path(__file__).parents[2]


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def cloud(wall: Wall) -> Cloud:
    return Cloud(Clock(now=wall))


@pytest.fixture
async def client(cloud: Cloud, request: pytest.FixtureRequest) -> AsyncIterator[Client]:
    request.getfixturevalue("socket_enabled")
    async with cloud.serve() as base_url, ClientSession() as session:
        yield await Client(cloud, base_url, session).log_in()


# Failures


@pytest.mark.parametrize(
    ("how", "status", "content_type", "body"),
    [
        ({}, 500, "text/html", re.compile(r"Server Error \(500\)")),
        ({"status": 503}, 503, "text/html", re.compile("Server Error")),
        (
            {"status": 429, "headers": {"Retry-After": "7"}},
            429,
            "application/json",
            '{"detail": "Too Many Requests"}',
        ),
        ({"status": 499}, 499, "application/json", '{"detail": "Error"}'),
        ({"status": 403}, 403, "application/json", '{"detail": "Forbidden"}'),
        ({"status": 200, "body": "<p>Hi"}, 200, "text/html", "<p>Hi"),
        ({"status": 200, "body": "[{"}, 200, "application/json", "[{"),
        ({"status": 200, "body": {"a": 1}}, 200, "application/json", '{"a": 1}'),
        ({"status": 200, "body": 5}, 200, "application/json", "5"),
        ({"status": 200, "body": ""}, 200, "application/json", ""),
        ({"status": 200}, 200, "application/json", ""),
        ({"body": b"\x41", "content_type": "text/x"}, 500, "text/x", "A"),
        (
            {"status": 302, "headers": {"Location": "http://example.com/"}},
            302,
            "application/json",
            "",
        ),
    ],
)
async def test_failures(
    client: Client,
    how: dict[str, Any],
    status: int,
    content_type: str,
    body: str | re.Pattern[str],
) -> None:
    client.cloud.faults.fail(**how)

    answer = await client.get(client.org)

    assert answer.status == status
    assert answer.headers["Content-Type"].split(";")[0] == content_type
    if isinstance(body, str):
        assert answer.text == body
    else:
        assert body.search(answer.text)
    assert how.get("headers", {}).items() <= answer.headers.items()
    assert client.cloud.requests[-1].status == status


async def test_a_huge_body(client: Client, cloud: Cloud) -> None:
    cloud.faults.fail(status=200, body=b" " * 50_000_000)

    answer = await client.get(client.org)

    assert len(answer.text) == 50_000_000


async def test_a_dropped_connection(client: Client, cloud: Cloud) -> None:
    cloud.faults.fail(drop="connect", times=2)

    for _ in range(2):
        with pytest.raises(ServerDisconnectedError):
            # Not a PUT: aiohttp tries those again when a kept connection breaks.
            await client.call("POST", client.path(cloud.electric_vehicle, "/boost"))
        assert cloud.requests[-1].status is None

    assert (await client.get(client.org)).status == 200
    assert cloud.electric_vehicle.fields["boost_state"] == "available"


@pytest.mark.parametrize("body", [None, "[" + "1," * 500 + "1]"])
async def test_a_connection_dropped_amid_the_body(
    client: Client, cloud: Cloud, body: str | None
) -> None:
    cloud.faults.fail(status=200, body=body, drop="body")

    with pytest.raises(ClientPayloadError):
        await client.get(client.org)


async def test_an_answer_that_falls_silent(client: Client, cloud: Cloud) -> None:
    silent = cloud.faults.fail(status=200, body="0123456789", drop="stall")

    url = f"{client.base_url}/api/partners/v2.0{client.org}"
    async with ClientSession() as session, session.get(url) as response:
        assert response.headers["Content-Length"] == "10"
        assert await response.content.readexactly(5) == b"01234"
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await response.content.read(1)

    silent.stop()
    assert (await client.get(client.org)).json["id"] == cloud.org_id


async def test_a_slow_answer(client: Client, cloud: Cloud) -> None:
    slow = cloud.faults.fail(status=None, delay=60)
    with pytest.raises(TimeoutError):
        await client.get(client.org, timeout=ClientTimeout(0.05))
    slow.stop()

    cloud.faults.fail(status=None, delay=0.01)
    assert (await client.get(client.org)).json["id"] == cloud.org_id


async def test_failures_meet_what_they_are_told_to(
    client: Client, cloud: Cloud
) -> None:
    cloud.faults.fail("put", status=502)
    lists = cloud.faults.fail(path="*/heat-pumps", status=503)
    cloud.faults.fail(path="/oauth2/token/", status=504)

    assert (await client.put(cloud.electric_vehicle, {})).status == 502
    assert (await client.get(f"{client.home}/heat-pumps")).status == 503
    assert (await client.get(client.path(cloud.heat_pump))).status == 200
    assert (await client.ask_for_token()).status == 504
    assert lists.hits == 1
    lists.stop()
    assert (await client.get(f"{client.home}/heat-pumps")).status == 200
    cloud.faults.heal()
    assert (await client.ask_for_token()).status == 200
    assert (await client.put(cloud.electric_vehicle, {})).status == 200


async def test_a_share_of_the_requests_fails(wall: Wall) -> None:
    def met(seed: int, **how: Any) -> list[bool]:
        cloud = Cloud(Clock(now=wall), seed)
        cloud.faults.fail(path="/org/*", status=503, rate=0.2, **how)
        return [
            cloud.faults.matching("GET", path) is not None
            for path in ["/x", "/org/x"] * 500
        ]

    assert not any(met(1)[::2])
    assert 80 < sum(met(1)) < 120
    assert met(1) == met(1) != met(2)
    assert not any(met(1, method="PUT"))


async def test_a_share_of_the_requests_fails_until_it_is_used_up(
    client: Client, cloud: Cloud
) -> None:
    rare = cloud.faults.fail(status=503, rate=0.5, times=3)

    statuses = [(await client.get(client.org)).status for _ in range(30)]

    assert statuses.count(503) == rare.hits == 3
    assert statuses[:3] != [503, 503, 503]
    assert statuses[-1] == 200


async def test_the_newest_failure_wins_until_it_is_used_up(
    client: Client, cloud: Cloud
) -> None:
    cloud.faults.fail(status=500)
    cloud.faults.fail(status=503, times=2)

    assert [(await client.get(client.org)).status for _ in range(3)] == [503, 503, 500]


# Requests


async def test_requests_are_recorded_without_secrets(
    client: Client, cloud: Cloud, wall: Wall
) -> None:
    cloud.requests.clear()
    form = {"grant_type": "client_credentials", "client_secret": "hidden"}
    await client.ask_for_token(json=None, data=form)
    wall.tick(seconds=5)
    await client.put(cloud.electric_vehicle, {"minimum_charge_limit": 60})
    await client.get(f"{client.org}/users?include_deleted=true")
    await client.call("PUT", client.path(cloud.electric_vehicle), data="{")
    await client.call(
        "POST", f"/cues/{cloud.electric_vehicle.id}/resolve?secret=hidden", json={}
    )
    await client.send("GET", f"{client.base_url}/_control")

    assert [
        (request.method, request.path, request.query, request.body, request.status)
        for request in cloud.requests
    ] == [
        ("POST", "/oauth2/token/", {}, {"grant_type": "client_credentials"}, 400),
        (
            "PUT",
            client.path(cloud.electric_vehicle),
            {},
            {"minimum_charge_limit": 60},
            200,
        ),
        ("GET", f"{client.org}/users", {"include_deleted": "true"}, None, 200),
        ("PUT", client.path(cloud.electric_vehicle), {}, None, 400),
        (
            "POST",
            f"/cues/{cloud.electric_vehicle.id}/resolve",
            {"secret": "***"},
            {},
            422,
        ),
    ]
    assert [request.at.second for request in cloud.requests] == [0, 5, 5, 5, 5]
    assert "hidden" not in repr(cloud.requests)
    assert client.token not in repr(cloud.requests)


def test_old_requests_are_forgotten(cloud: Cloud) -> None:
    for number in range(20_001):
        cloud.requests.record(number)  # type: ignore[arg-type]

    assert len(cloud.requests) == 10_001
    assert cloud.requests[-1] == 20_000  # type: ignore[comparison-overlap]


# Devices


async def test_pinned_fields_hold(client: Client, cloud: Cloud, wall: Wall) -> None:
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


async def test_a_pinned_situation_decides_about_a_boost(
    client: Client, cloud: Cloud
) -> None:
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


async def test_stale_reads(client: Client, cloud: Cloud, wall: Wall) -> None:
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


async def test_devices_come_and_go(client: Client, cloud: Cloud, wall: Wall) -> None:
    async def ids(kind: DeviceType, user: str = cloud.home.id) -> list[str]:
        path = f"{client.org}/users/{user}/{kind}"
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


def test_an_action_stops_the_syncs(cloud: Cloud, wall: Wall) -> None:
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


async def test_other_actions_are_of_another_shape(
    client: Client, cloud: Cloud, wall: Wall
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


def test_a_removed_car_drives_on(cloud: Cloud, wall: Wall) -> None:
    cloud.organization.remove_device(cloud.electric_vehicle.id)
    wall.tick(hours=15)

    assert not cloud.house.car.plugged_in
    back = cloud.organization.add_device(DeviceType.ELECTRIC_VEHICLE)
    assert back.fields["is_plugged_in"] is False


def test_a_sync_on_demand(cloud: Cloud, wall: Wall) -> None:
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


# Over HTTP


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

    assert answer.status == 200
    assert cloud.behavior.decimals_as_text is False
    assert cloud.behavior.sync_interval == timedelta(minutes=1)
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
async def test_wrong_turns_say_what_is_wrong(
    client: Client, control: str, arguments: dict[str, Any], status: int
) -> None:
    answer = await client.control(control, **arguments)

    assert answer.status == status
    assert answer.json["error"]


async def test_a_turn_must_be_json(client: Client) -> None:
    for body in ("{", "[]"):
        url = f"{client.base_url}/_control/heal"
        assert (await client.send("POST", url, data=body)).status == 400


# From the command line


async def start(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "simulator", *arguments),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@pytest.mark.usefixtures("socket_enabled")
async def test_it_serves_from_the_command_line() -> None:
    process = await start("--port", "0", "--seed", "3", "--speed", "60")
    assert process.stdout is not None
    lines = [(await process.stdout.readline()).decode() for _ in range(5)]
    told = dict(line.strip().split("  ", 1) for line in lines)
    async with ClientSession() as session:
        client = Client(Cloud(seed=3), told["Address"].strip(), session)
        await client.log_in()
        answer = await client.get(f"/org/{told['Organization ID'].strip()}")
    process.send_signal(signal.SIGINT)
    rest, errors = await process.communicate()

    assert answer.status == 200
    assert told["Client ID"].strip() == client.cloud.client_id
    assert told["Client secret"].strip() == client.cloud.client_secret
    assert b"Ctrl-C" in rest
    assert (errors, process.returncode) == (b"", 0)


@pytest.mark.usefixtures("socket_enabled")
async def test_a_busy_port_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        process = await start("--port", str(port))
        output, errors = await process.communicate()

    assert process.returncode == 1
    assert output == b""
    assert errors.decode() == (
        f"Port 127.0.0.1:{port} is taken: choose another --port.\n"
    )


def test_house_times_on_the_command_line() -> None:
    noon = house_time("12:30").astimezone(ZONE)
    july = house_time("2026-07-14T12:30")
    exact = house_time("2026-07-14T12:30:00+00:00")

    assert (noon.hour, noon.minute) == (12, 30)
    assert noon.date() == datetime.now(ZONE).date()
    assert july == datetime(2026, 7, 14, 10, 30, tzinfo=UTC)
    assert exact == datetime(2026, 7, 14, 12, 30, tzinfo=UTC)
    with pytest.raises(ValueError, match="noon"):
        house_time("noon")
