"""Charging sessions."""

import pytest

from simulator import Cloud

from .client import Client


async def test_sessions(client: Client, cloud: Cloud) -> None:
    path = client.path(cloud.electric_vehicle, "/sessions")
    days = "?from=2026-01-05&to=2026-01-18"

    everything = (await client.get(path + days)).json
    page = (await client.get(f"{path}{days}&limit=2&offset=1")).json
    current = (await client.get(f"{path}/current")).json["session"]

    assert everything["total"] == len(everything["items"]) >= 10
    assert page["items"] == everything["items"][1:3]
    for item in everything["items"]:
        assert item.keys() == current.keys()
        assert "2026-01-05" <= item["plug_in_time"] < item["unplug_time"]
        assert item["final_soc_pct"] >= item["initial_soc_pct"]
    assert current["unplug_time"] is current["final_soc_pct"] is None
    assert current["desired_charging_start_time"] > "2026-01-20T19:00:00Z"
    assert current["desired_charging_end_time"] <= current["charge_deadline"]
    cloud.controls.unplug(cloud.electric_vehicle.id)
    assert (await client.get(f"{path}/current")).json == {"session": None}
    today = (await client.get(f"{path}?from=2026-01-20&to=2026-01-20")).json
    assert today["items"][0]["id"] == current["id"]


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("", "missing"),
        ("?from=2026-01-05&to=then", "date_from_datetime_parsing"),
        ("?from=2026-01-05&to=2026-01-06&limit=201", "less_than_equal"),
        ("?from=2026-01-05&to=2026-01-06&offset=-1", "greater_than_equal"),
    ],
)
async def test_invalid_session_queries_are_refused(
    client: Client, cloud: Cloud, query: str, problem: str
) -> None:
    answer = await client.get(client.path(cloud.electric_vehicle, f"/sessions{query}"))

    assert answer.status == 422
    assert answer.json["detail"][0]["type"] == problem
