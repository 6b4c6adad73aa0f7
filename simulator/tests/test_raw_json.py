"""JSON tokens that no JSON library writes by itself."""

from contextlib import suppress
import json
from typing import Any

import pytest

from simulator import Cloud

from .client import Client

TOKENS = [
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "1" * 400,
    '""',
    "[" * 10_000 + "]" * 10_000,
    "{",
]


@pytest.mark.parametrize("token", TOKENS, ids=lambda token: token[:9])
async def test_a_raw_field(client: Client, cloud: Cloud, token: str) -> None:
    name = "current_power_consumption_w"
    path = client.path(cloud.heat_pump)
    cloud.controls.raw_fields(cloud.heat_pump.id, {name: token})

    for raw in (
        await client.get(f"{client.home}/heat-pumps"),
        await client.get(path),
        await client.put(cloud.heat_pump, {"optimization_level": "Low"}),
    ):
        assert raw.status == 200
        assert f'"{name}": {token}, ' in raw.text

    cloud.controls.release(cloud.heat_pump.id)
    assert isinstance((await client.get(path)).json[name], int)


async def test_raw_fields_of_several_devices(client: Client, cloud: Cloud) -> None:
    user = cloud.organization.large_home
    pumps = cloud.organization.devices_of(user, cloud.heat_pump.device_type)
    for number, pump in enumerate(pumps):
        tokens = {"dhw_temperature": f"1e{400 + number}", "outdoor_temperature": "NaN"}
        cloud.controls.raw_fields(pump.id, tokens)

    text = (await client.get(f"{client.org}/users/{user.id}/heat-pumps")).text

    assert text.index('"dhw_temperature": 1e400') < text.index(
        '"dhw_temperature": 1e401'
    )
    assert text.count('"outdoor_temperature": NaN') == 2


@pytest.mark.parametrize(
    ("endpoint", "query", "key", "shown"),
    [
        ("data", "", "estimated_consumption", '"estimated_consumption": NaN'),
        (
            "savings",
            "?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z",
            "savings.total",
            '"savings": {"total": NaN',
        ),
        ("statistics", "", "consumption.total", '"consumption": {"total": NaN'),
    ],
)
async def test_raw_rows(
    client: Client, cloud: Cloud, endpoint: str, query: str, key: str, shown: str
) -> None:
    path = client.path(cloud.heat_pump, f"/{endpoint}{query}")
    before = (await client.get(path)).json["data"]
    cloud.controls.raw_rows(cloud.heat_pump.id, endpoint, {key: "NaN"})

    assert (await client.get(path)).text.count(shown) == len(before) > 0

    cloud.controls.release(cloud.heat_pump.id)
    assert (await client.get(path)).json["data"] == before


async def test_raw_sessions(client: Client, cloud: Cloud) -> None:
    query = "/sessions?from=2026-01-01&to=2026-01-20"
    path = client.path(cloud.electric_vehicle, query)
    cloud.controls.raw_rows(
        cloud.electric_vehicle.id, "sessions", {"energy_charged_kwh": "1e400"}
    )

    answer = await client.get(path)

    sessions = json.loads(answer.text)["items"]
    assert sessions
    assert {session["energy_charged_kwh"] for session in sessions} == {float("inf")}


async def test_an_unknown_endpoint_is_refused(cloud: Cloud) -> None:
    with pytest.raises(ValueError, match="data, savings"):
        cloud.controls.raw_rows(cloud.heat_pump.id, "boost", {})


async def test_raw_values_over_http(client: Client, cloud: Cloud) -> None:
    device_id = cloud.heat_pump.id
    tokens = {"dhw_temperature": "NaN"}
    data: Any = {"device_id": device_id, "endpoint": "data", "tokens": {"price": "NaN"}}

    assert (
        await client.control("raw_fields", device_id=device_id, tokens=tokens)
    ).status == 200
    assert (await client.control("raw_rows", **data)).status == 200

    assert "NaN" in (await client.get(f"{client.home}/heat-pumps")).text
    assert "NaN" in (await client.get(client.path(cloud.heat_pump, "/data"))).text


async def test_raw_bytes_as_a_body(client: Client, cloud: Cloud) -> None:
    cloud.faults.fail(status=200, body=b"\xff\xfe[]", times=1)

    with suppress(UnicodeDecodeError):
        assert not (await client.get(client.org)).text.startswith("[")
    assert (await client.get(client.org)).status == 200
