"""Organizations with many users."""

import pytest

from simulator import Cloud

from .client import Client


async def test_many_users_are_streamed(client: Client, cloud: Cloud) -> None:
    before = len(cloud.organization.users)
    cloud.organization.add_users(2500)

    answer = await client.get(f"{client.org}/users")

    assert answer.headers["Transfer-Encoding"] == "chunked"
    users = answer.json
    assert len(users) == len({user["id"] for user in users}) == before + 2500
    assert len({user["email"] for user in users}) == before + 2500
    assert users[0]["num_heat_pumps"] == 1
    assert users[-1]["num_heat_pumps"] == 0
    assert (await client.get(f"{client.org}/users/{users[-1]['id']}")).json == users[-1]


@pytest.mark.parametrize("count", [993, 994, 995, 996])
async def test_a_list_around_the_size_of_a_batch(
    client: Client, cloud: Cloud, count: int
) -> None:
    before = len(cloud.organization.users)
    cloud.organization.add_users(count)

    assert len((await client.get(f"{client.org}/users")).json) == before + count


async def test_generated_users_have_no_devices(client: Client, cloud: Cloud) -> None:
    await client.control("add_users", count=3)

    *_, last = cloud.organization.users.values()
    assert (await client.get(f"{client.org}/users/{last.id}/heat-pumps")).json == []
    pump = cloud.organization.add_device("heat-pumps", last)
    (listed,) = (await client.get(f"{client.org}/users/{last.id}/heat-pumps")).json
    assert listed["id"] == pump.id
