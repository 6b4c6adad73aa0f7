"""The organization, its users, buildings and energy contracts."""

from uuid import uuid4

from simulator import Cloud

from .client import Client


async def test_organization(client: Client, cloud: Cloud) -> None:
    organization = (await client.get(client.org)).json

    assert organization.keys() == {"name", "id", "description", "contact"}
    assert organization["id"] == cloud.org_id


async def test_users_have_device_counts(client: Client, cloud: Cloud) -> None:
    users = (await client.get(f"{client.org}/users")).json

    counts = {
        user["email"]: [
            user[f"num_{device_type}"]
            for device_type in (
                "heat_pumps",
                "electric_vehicles",
                "inverters",
                "wallboxes",
            )
        ]
        for user in users
    }
    assert counts == {
        "home@example.com": [1, 1, 1, 0],
        "empty-home@example.com": [0, 0, 0, 0],
        "large-home@example.com": [2, 0, 1, 0],
        "staff@example.com": [0, 0, 0, 0],
        "admin@example.com": [0, 0, 0, 0],
    }
    assert [user["role"] for user in users] == ["user"] * 3 + ["staff", "admin"]
    assert (await client.get(client.home)).json == users[0]
    by_external_id = f"{client.org}/users/by-ext-id/{cloud.home.external_user_id}"
    assert (await client.get(by_external_id)).json == users[0]
    nobody = await client.get(f"{client.org}/users/by-ext-id/nobody")
    assert nobody.status == 404


async def test_deleted_users_are_listed_only_on_request(
    client: Client, cloud: Cloud
) -> None:
    cloud.organization.remove_user(cloud.home.id)

    listed = await client.get(f"{client.org}/users")
    all_of_them = await client.get(f"{client.org}/users?include_deleted=true")
    wrong = await client.get(f"{client.org}/users?include_deleted=perhaps")

    assert len(listed.json) == 4
    assert len(all_of_them.json) == 5
    assert (await client.get(client.home)).status == 404
    assert (await client.get(f"{client.home}?include_deleted=1")).status == 200
    assert wrong.json["detail"][0]["loc"] == ["query", "include_deleted"]


async def test_buildings(client: Client, cloud: Cloud) -> None:
    heat_pumps = await client.get(
        f"{client.org}/users/{cloud.organization.large_home.id}/heat-pumps"
    )
    names = []
    for heat_pump in heat_pumps.json:
        building = f"/buildings/{heat_pump['building']}"
        owner = f"{client.org}/users/{cloud.organization.large_home.id}"
        names.append((await client.get(owner + building)).json["name"])

    assert names == ["Main house", "Summer house"]
    assert (await client.get(f"{client.home}/buildings/{uuid4()}")).status == 404


async def test_energy_contracts_have_the_prices_of_two_days(
    client: Client, cloud: Cloud
) -> None:
    (contract,) = (await client.get(f"{client.home}/energy-contracts")).json
    nothing = await client.get(
        f"{client.org}/users/{cloud.organization.empty_home.id}/energy-contracts"
    )

    assert contract["energy_contract_type"] == "spot_hourly"
    prices = contract["energy_prices"]
    assert [price["timestamp"] for price in prices[:2]] == [
        "2026-01-20T00:00:00+00:00",
        "2026-01-20T01:00:00+00:00",
    ]
    assert len(prices) == 48
    assert all(0 < price["price"] < 1 for price in prices)
    assert nothing.json == []
