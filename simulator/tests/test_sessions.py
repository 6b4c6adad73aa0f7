"""Charging sessions."""

from itertools import pairwise
from typing import Any

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


async def test_pages_of_generated_sessions(client: Client, cloud: Cloud) -> None:
    second = cloud.organization.add_device("electric-vehicles")
    first = cloud.electric_vehicle
    own = {
        car.id: len(cloud.organization.household_of(car).sessions)
        for car in (first, second)
    }
    cloud.controls.add_sessions(first.id, 400)
    await client.control("add_sessions", device_id=second.id, count=400)

    for car in (first, second):
        items: list[Any] = []
        while True:
            query = f"?from=2024-01-01&to=2026-01-20&limit=200&offset={len(items)}"
            page = (await client.get(client.path(car, f"/sessions{query}"))).json
            assert page["total"] == own[car.id] + 400
            items += page["items"]
            if len(items) >= page["total"]:
                break
        assert len({item["id"] for item in items}) == page["total"]
        times = [
            (item["plug_in_time"], item["unplug_time"]) for item in reversed(items)
        ]
        assert all(start < end for start, end in times)
        assert all(end < start for (_, end), (start, _) in pairwise(times))
        assert all(0 < item["energy_charged_kwh"] < 60 for item in items)
        assert all(item["actual_cost_eur"] > 0 for item in items[-400:])

    cloud.controls.add_sessions(first.id, 10)
    query = "/sessions?from=2020-01-01&to=2026-01-20"
    page = (await client.get(client.path(first, query))).json
    assert page["total"] == own[first.id] + 410


async def test_corrected_sessions(client: Client, cloud: Cloud) -> None:
    car = cloud.electric_vehicle
    path = client.path(car, "/sessions?from=2026-01-05&to=2026-01-18")
    before = (await client.get(path)).json
    changed, removed = (item["id"] for item in before["items"][:2])

    cloud.controls.correct_session(car.id, changed, {"actual_cost_eur": 9.87})
    await client.control(
        "correct_session", device_id=car.id, session_id=removed, values=None
    )

    after = (await client.get(path)).json
    assert after["total"] == before["total"] - 1
    assert after["items"] == [
        before["items"][0] | {"actual_cost_eur": 9.87},
        *before["items"][2:],
    ]
    cloud.controls.release(car.id)
    assert (await client.get(path)).json == before
