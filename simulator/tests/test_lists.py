"""Unusual device lists."""

from simulator import Cloud
from simulator.clock import ManualTime

from .client import Client


async def test_shuffled_lists(client: Client, cloud: Cloud) -> None:
    for _ in range(5):
        cloud.organization.add_device("heat-pumps")

    async def ids() -> list[str]:
        answer = await client.get(f"{client.home}/heat-pumps")
        return [device["id"] for device in answer.json]

    regular = await ids()
    cloud.controls.shuffle_lists()
    orders = [await ids() for _ in range(4)]

    assert len({tuple(order) for order in orders}) == 4
    assert all(sorted(order) == sorted(regular) for order in orders)
    await client.control("shuffle_lists", enabled=False)
    assert await ids() == regular


async def test_bare_devices(client: Client, cloud: Cloud) -> None:
    cloud.organization.add_bare_devices(10_000)
    await client.control(
        "add_bare_devices",
        count=2,
        device_type="inverters",
        user_id=cloud.organization.empty_home.id,
    )

    first, *bare = (await client.get(f"{client.home}/heat-pumps")).json

    assert first["id"] == cloud.heat_pump.id
    assert len({device["id"] for device in bare}) == 10_000
    assert bare[0].keys() == {"id"}
    path = f"{client.home}/heat-pumps/{bare[0]['id']}"
    assert (await client.get(path)).status == 404
    empty = f"{client.org}/users/{cloud.organization.empty_home.id}"
    assert len((await client.get(f"{empty}/inverters")).json) == 2
    assert len((await client.get(f"{client.home}/inverters")).json) == 1


async def test_a_lagging_replica_answers_every_second_request(
    client: Client, cloud: Cloud, wall: ManualTime
) -> None:
    async def levels(path: str) -> list[str]:
        answers = [await client.get(path) for _ in range(4)]
        return [
            device["optimization_level"]
            for answer in answers
            for device in (
                answer.json if isinstance(answer.json, list) else [answer.json]
            )
        ]

    await client.control("lagging_replica", seconds=7200)
    reply = await client.put(cloud.heat_pump, {"optimization_level": "Low"})
    assert reply.json["optimization_level"] == "Low"

    for path in (f"{client.home}/heat-pumps", client.path(cloud.heat_pump)):
        assert await levels(path) == ["Low", "Mid", "Low", "Mid"]
    wall.tick(minutes=119)
    assert await levels(f"{client.home}/heat-pumps") == ["Low", "Mid", "Low", "Mid"]
    wall.tick(minutes=1)
    assert await levels(f"{client.home}/heat-pumps") == ["Low"] * 4


async def test_a_lagging_replica_has_the_devices_of_before(
    client: Client, cloud: Cloud
) -> None:
    cloud.controls.lagging_replica(60)
    second = cloud.organization.add_device("heat-pumps")
    cloud.organization.remove_device(cloud.heat_pump.id)

    async def ids() -> list[str]:
        answer = await client.get(f"{client.home}/heat-pumps")
        return [device["id"] for device in answer.json]

    assert await ids() == [second.id]
    assert await ids() == [cloud.heat_pump.id]
    answers = [await client.get(client.path(second)) for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200]
