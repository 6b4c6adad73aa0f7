"""Time series, savings and statistics."""

from typing import Any

import pytest

from simulator import Cloud
from simulator.device_fields import DeviceType

from .client import Client, device_of


@pytest.mark.parametrize(
    ("device_type", "names"),
    [
        (
            DeviceType.HEAT_PUMP,
            """price inlet_temp_act hot_water_temp estimated_consumption
            simulated_consumption unoptimized_consumption
            estimated_consumption_filtered""",
        ),
        (
            DeviceType.ELECTRIC_VEHICLE,
            """price battery_level is_charging is_plugged_in is_at_optimized_location
            estimated_consumption unoptimized_consumption""",
        ),
        (DeviceType.SOLAR_INVERTER, "price solar_production_wh grid_export_wh"),
    ],
)
async def test_time_series(
    client: Client, cloud: Cloud, device_type: DeviceType, names: str
) -> None:
    path = client.path(device_of(cloud, device_type), "/data")

    last_day = (await client.get(path)).json["data"]
    prices = (await client.get(f"{path}?resolution=1HOUR&keywords=price")).json["data"]

    assert len(last_day) == 96
    assert [row["time"] for row in last_day[:2]] == [
        "2026-01-19T19:00:00Z",
        "2026-01-19T19:15:00Z",
    ]
    for row in last_day:
        assert row.keys() == {"time", *names.split()}
        assert None not in row.values()
    assert len(prices) == 24
    for row in prices:
        assert row["price"] > 0
        assert {value for name, value in row.items() if name not in {"time", "price"}}


async def test_gaps_are_filled_on_request(client: Client, cloud: Cloud) -> None:
    beyond = "?from_datetime=2026-01-20T18:30:00Z&to_datetime=2026-01-20T20:00:00Z"
    ahead = "?from_datetime=2026-01-21T00:00:00Z&to_datetime=2026-01-21T01:00:00Z"
    fill = {"fill-missing": "true"}

    async def times(device: Any, query: str, **how: Any) -> list[str]:
        answer = await client.get(client.path(device, f"/data{query}"), **how)
        assert answer.status == 200
        return [row["time"][11:16] for row in answer.json["data"]]

    assert await times(cloud.electric_vehicle, beyond) == ["18:30", "18:45"]
    filled = ["18:30", "18:45", "19:00", "19:15", "19:30", "19:45"]
    assert await times(cloud.electric_vehicle, beyond, headers=fill) == filled
    assert await times(cloud.electric_vehicle, ahead, headers=fill) == ["00:00"]
    assert await times(cloud.heat_pump, ahead, headers=fill) == []
    nothing = await client.get(client.path(cloud.electric_vehicle, f"/data{ahead}"))
    assert nothing.status == 400


@pytest.mark.parametrize(
    ("rest", "where"),
    [
        ("/data?resolution=1QUARTER", ["query", "resolution"]),
        ("/data?from_datetime=then", ["query", "from_datetime"]),
        ("/savings?to=2026-01-20", ["query", "from"]),
        (
            "/savings?from=2026-01-01&to=2026-01-20&resolution=1HOUR",
            ["query", "resolution"],
        ),
        ("/statistics?resolution=1DAY,15MIN", ["query", "resolution"]),
    ],
)
async def test_invalid_history_queries_are_refused(
    client: Client, cloud: Cloud, rest: str, where: list[str]
) -> None:
    answer = await client.get(client.path(cloud.heat_pump, rest))

    assert answer.status == 422
    assert answer.json["detail"][0]["loc"] == where


@pytest.mark.parametrize(
    ("device_type", "own"),
    [
        (DeviceType.HEAT_PUMP, "heat_pump"),
        (DeviceType.ELECTRIC_VEHICLE, "electric_vehicle"),
        (DeviceType.SOLAR_INVERTER, "inverter"),
    ],
)
async def test_savings(
    client: Client, cloud: Cloud, device_type: DeviceType, own: str
) -> None:
    query = "?from=2026-01-01T00:00:00Z&to=2026-01-31T00:00:00Z"
    path = client.path(device_of(cloud, device_type), f"/savings{query}")

    monthly = (await client.get(path)).json
    daily = (await client.get(f"{path}&resolution=1DAY")).json["data"]

    assert monthly["metadata"].keys() == {"requested_at", "query", "units", "error"}
    (month,) = monthly["data"]
    assert month["period"] == {
        "start_period": "2026-01-01T00:00:00Z",
        "end_period": "2026-02-01T00:00:00Z",
    }
    assert month["savings"]["total"] > 0
    assert 0 < month["savings"]["percentage"] < 100
    blocks = {"heat_pump", "electric_vehicle", "inverter"}
    assert [name for name in blocks if month[name] is not None] == [own]
    assert len(daily) == 20
    total = sum(day["consumption"]["total"] for day in daily)
    assert total == pytest.approx(month["consumption"]["total"], abs=20)


async def test_statistics(client: Client, cloud: Cloud) -> None:
    path = client.path(cloud.heat_pump, "/statistics")

    usual = (await client.get(path)).json["data"]
    chosen = await client.get(f"{path}?resolution=1WEEK,1QUARTER&keywords=consumption")

    assert {row["resolution"] for row in usual} == {"1DAY"}
    assert len(usual) > 7
    resolutions = [row["resolution"] for row in chosen.json["data"]]
    assert resolutions == ["1WEEK"] * 6 + ["1QUARTER"] * 2
    assert all(row["savings"] is None for row in chosen.json["data"])
    assert all(row["consumption"]["total"] > 0 for row in chosen.json["data"])


async def test_monthly_savings_with_gaps(client: Client, cloud: Cloud) -> None:
    months = {"2025-09": 4.5, "2025-11": None, "2025-12": 7.25, "2026-01": -1.0}
    await client.control("set_savings", device_id=cloud.heat_pump.id, months=months)

    async def savings(start: str, resolution: str = "1MONTH") -> dict[str, Any]:
        query = f"?from={start}T00:00:00Z&to=2026-02-01T00:00:00Z"
        path = client.path(cloud.heat_pump, f"/savings{query}&resolution={resolution}")
        return {
            row["period"]["start_period"][:7]: row["savings"]
            and row["savings"]["total"]
            for row in (await client.get(path)).json["data"]
        }

    assert await savings("2025-01-01") == months
    assert list(await savings("2025-11-15")) == ["2025-11", "2025-12", "2026-01"]
    assert list(await savings("2025-01-01", "1YEAR")) == ["2025-01", "2026-01"]
    cloud.controls.release(cloud.heat_pump.id)
    assert list(await savings("2025-01-01")) == ["2025-12", "2026-01"]


async def test_units_can_be_missing(client: Client, cloud: Cloud) -> None:
    path = client.path(cloud.heat_pump, "/data")
    assert (await client.get(path)).json["metadata"]["units"]["consumption"] == "Wh"
    cloud.behavior.history_names_units = False
    assert (await client.get(path)).json["metadata"]["units"] == {}


async def test_days_can_be_missing(client: Client, cloud: Cloud) -> None:
    cloud.behavior.history_gap_days = 2
    query = "?resolution=1DAY&from_datetime=2026-01-10T00:00:00Z"
    rows = (await client.get(client.path(cloud.heat_pump, f"/data{query}"))).json
    days = [row["time"][:10] for row in rows["data"]]
    assert days == [f"2026-01-{day}" for day in (*range(10, 18), 20)]
