"""The weekly charge policy."""

import pytest

from simulator import Cloud
from simulator.clock import ManualTime

from .client import Client
from .documented_fields import EVERY_DAY


async def test_the_charge_policy_is_read_and_updated(
    client: Client, cloud: Cloud
) -> None:
    path = client.path(cloud.electric_vehicle, "/charge-policy")
    before = (await client.get(path)).json
    sunday = {"charge_percentage": 50, "charge_deadline": "10:00"}

    after = await client.call(
        "PUT", path, json={"timezone": "Europe/Berlin", "sun": sunday}
    )

    assert before["metadata"].keys() == {"electric_vehicle_id", "user_id", "error"}
    assert before["data"] == {**EVERY_DAY, "timezone": "Europe/Vienna"}
    assert after.json["data"] == {
        **EVERY_DAY,
        "sun": {"charge_percentage": 50.0, "charge_deadline": "10:00:00"},
        "timezone": "Europe/Berlin",
    }
    assert (await client.get(path)).json == after.json
    await client.put(cloud.electric_vehicle, {"minimum_charge_limit": 60})
    days = (await client.get(path)).json["data"]
    assert days["mon"]["charge_percentage"] == 60
    assert days["sun"]["charge_percentage"] == 50


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"timezone": "Vienna"}, "value_error"),
        ({"mon": None}, "model_attributes_type"),
        ({"mon": {"charge_percentage": 50}}, "missing"),
        (
            {"mon": {"charge_percentage": 101, "charge_deadline": "07:00"}},
            "less_than_equal",
        ),
    ],
)
async def test_an_invalid_charge_policy_is_refused(
    client: Client, cloud: Cloud, body: object, problem: str
) -> None:
    path = client.path(cloud.electric_vehicle, "/charge-policy")

    answer = await client.call("PUT", path, json=body)

    assert answer.status == 422
    assert answer.json["detail"][0]["type"] == problem


async def test_reads_of_the_charge_policy_lag(
    client: Client, cloud: Cloud, wall: ManualTime
) -> None:
    path = client.path(cloud.electric_vehicle, "/charge-policy")
    cloud.controls.stale_reads(cloud.electric_vehicle.id, 20)
    weeks = [(await client.get(path)).json]
    for day in ("mon", "tue"):
        goal = {"charge_percentage": 50, "charge_deadline": "10:00"}
        weeks.append((await client.call("PUT", path, json={day: goal})).json)
        assert (await client.get(path)).json == weeks[0]
        wall.tick(seconds=10)
    assert weeks[2]["data"]["mon"] == weeks[2]["data"]["tue"]
    assert (await client.get(path)).json == weeks[1]
    wall.tick(seconds=10)
    assert (await client.get(path)).json == weeks[2]
