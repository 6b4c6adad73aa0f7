"""The recorded requests."""

from simulator import Cloud
from simulator.clock import ManualTime

from .client import Client


async def test_requests_are_recorded_without_secrets(
    client: Client, cloud: Cloud, wall: ManualTime
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


def test_the_oldest_requests_are_dropped(cloud: Cloud) -> None:
    for number in range(20_001):
        cloud.requests.record(number)  # type: ignore[arg-type]

    assert len(cloud.requests) == 10_001
    assert cloud.requests[-1] == 20_000  # type: ignore[comparison-overlap]
