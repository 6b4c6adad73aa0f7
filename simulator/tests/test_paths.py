"""Paths and IDs."""

from uuid import uuid4

import pytest

from simulator import Cloud

from .client import Client


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "{org}/", 404),
        ("GET", "{org}/nothing", 404),
        ("GET", "{home}/heat-pumps/", 404),
        ("GET", "{home}/wallboxes", 404),
        ("GET", "{home}/inverters/{inverter}/statistics", 404),
        ("POST", "{home}/heat-pumps/{heat_pump}/auth_session", 404),
        ("DELETE", "{home}/heat-pumps/{heat_pump}", 405),
        ("PATCH", "{home}/heat-pumps/{heat_pump}", 405),
        ("POST", "{home}/heat-pumps", 405),
        ("GET", "{home}/electric-vehicles/{car}/boost", 405),
    ],
)
async def test_undocumented_paths_are_not_found(
    client: Client, cloud: Cloud, method: str, path: str, status: int
) -> None:
    path = path.format(
        org=client.org,
        home=client.home,
        inverter=cloud.solar_inverter.id,
        heat_pump=cloud.heat_pump.id,
        car=cloud.electric_vehicle.id,
    )

    answer = await client.call(method, path)

    assert answer.status == status
    if status == 404:
        assert "<title>Not Found</title>" in answer.text
        assert answer.headers["Content-Type"].startswith("text/html")
    else:
        assert answer.text == "Method not allowed"
        assert answer.headers["Content-Type"].startswith("text/plain")


async def test_the_token_path_needs_its_slash(client: Client) -> None:
    url = f"{client.base_url}/oauth2/token"

    assert (await client.send("POST", url, json={})).status == 404
    assert (await client.send("GET", f"{url}/")).status == 405


async def test_invalid_ids_are_refused(client: Client) -> None:
    other = await client.get(f"/org/{uuid4()}")
    stranger = await client.get(f"{client.org}/users/{uuid4()}/inverters")
    no_device = await client.get(f"{client.home}/inverters/{uuid4()}")
    malformed = await client.get("/org/mine/users/me")

    for answer in (other, stranger, no_device):
        assert (answer.status, answer.json) == (404, {"detail": "Not Found"})
    assert malformed.status == 422
    problems = malformed.json["detail"]
    assert [problem["loc"] for problem in problems] == [
        ["path", "org_id"],
        ["path", "user_id"],
    ]
    assert {problem["type"] for problem in problems} == {"uuid_parsing"}
    client.token = ""
    assert (await client.get("/org/mine")).status == 401


async def test_devices_are_found_only_below_their_owner(
    client: Client, cloud: Cloud
) -> None:
    path = client.path(cloud.heat_pump).replace(
        cloud.home.id, cloud.organization.large_home.id
    )

    assert (await client.get(path)).status == 404
    kinds = client.path(cloud.heat_pump).replace("heat-pumps", "inverters")
    assert (await client.get(kinds)).status == 404
