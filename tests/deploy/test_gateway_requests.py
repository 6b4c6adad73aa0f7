"""Requests of a home: its reach, and its writes."""

import json
import re

import pytest

from simulator import Cloud

from .answers import NEVER_WRITTEN, PUT_BODY, paths
from .conftest import HomeClient


async def test_the_list_of_users_is_the_home_alone(
    home: HomeClient, other_home: HomeClient, cloud: Cloud
) -> None:
    for client, user in (
        (home, cloud.home),
        (other_home, cloud.organization.large_home),
    ):
        answer = await client.call("GET", f"{client.org}/users")
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.json == [cloud.organization.user_json(user)]

    cloud.organization.remove_user(home.user_id)
    answer = await home.call("GET", f"{home.org}/users")
    assert (answer.status, answer.json) == (200, [])


async def test_another_home_is_not_reached(
    home: HomeClient, other_home: HomeClient, cloud: Cloud
) -> None:
    cloud.requests.clear()
    for path in ("", "/heat-pumps", "/energy-contracts"):
        assert (await home.call("GET", other_home.home + path)).status == 404
    home.token, other_home.token = other_home.token, home.token
    assert (await home.get("/heat-pumps")).status == 404
    assert cloud.requests == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "{org}"),
        ("POST", "{org}/users"),
        ("PUT", "{home}"),
        ("DELETE", "{home}"),
        ("GET", "{org}/users?include_deleted=true"),
        ("GET", "{org}/users/"),
        ("GET", "{org}/users/by-ext-id/sample-home"),
        ("POST", "{home}/buildings"),
        ("POST", "{home}/heat-pumps"),
        ("DELETE", "{home}/heat-pumps/{pump}"),
        ("PATCH", "{home}/heat-pumps/{pump}"),
        ("HEAD", "{home}/heat-pumps"),
        ("OPTIONS", "{home}/heat-pumps"),
        ("GET", "{home}/heat-pumps/{pump}?include_deleted=true"),
        ("GET", "{home}/heat-pumps/"),
        ("GET", "{home}//heat-pumps"),
        ("GET", "{home}/heat-pumps;a=b"),
        ("GET", "{home}/Heat-Pumps"),
        ("GET", "{home}/wallboxes"),
        ("POST", "{home}/cues/{pump}/resolve"),
        ("POST", "{home}cues/{pump}/resolve"),
        ("GET", "/api/partners/v2.0/openapi.json"),
        ("GET", "/"),
        ("GET", "/_control"),
        ("GET", "/podero{tail}/heat-pumps"),
        ("GET", "/lookup{tail}/heat-pumps"),
        ("GET", "/users"),
        ("GET", "/token"),
    ],
)
async def test_what_is_not_listed_is_not_reached(
    home: HomeClient, cloud: Cloud, method: str, path: str
) -> None:
    await home.get("/heat-pumps")
    cloud.requests.clear()
    path = path.format(
        org=home.org,
        home=home.home,
        pump=cloud.heat_pump.id,
        tail=home.home.removeprefix("/api/partners/v2.0"),
    )
    assert (await home.call(method, path)).status == 404
    assert cloud.requests == []
    assert (await home.get("/heat-pumps")).status == 200


async def test_parameters_are_those_that_are_listed(
    home: HomeClient, cloud: Cloud
) -> None:
    sessions = f"/electric-vehicles/{cloud.electric_vehicle.id}/sessions"
    good = "from=2026-01-01&to=2026-01-31&limit=200&offset=0"
    assert (await home.get(f"{sessions}?{good}")).status == 200
    assert cloud.requests[-1].query == {
        "from": "2026-01-01",
        "to": "2026-01-31",
        "limit": "200",
        "offset": "0",
    }
    cloud.requests.clear()
    for bad in (
        f"{good}&user_id=1",
        f"{good}&limit=1",
        "from=2026-01-01&&to=2026-01-31",
        "from=2026-01-01;to=2026-01-31",
        "%66rom=2026-01-01",
        "from[]=1",
        "from",
        "=",
    ):
        assert (await home.get(f"{sessions}?{bad}")).status == 404
    assert cloud.requests == []


@pytest.mark.parametrize("field", NEVER_WRITTEN)
async def test_fields_that_delete_or_move_a_device_are_not_written(
    home: HomeClient, cloud: Cloud, field: str
) -> None:
    pump = f"/heat-pumps/{cloud.heat_pump.id}"
    escaped = "".join(f"\\u{ord(char):04x}" for char in field)
    cloud.requests.clear()
    for body in (
        f'{{"{field}": null}}',
        f'{{"{field.upper()}": null}}',
        f'{{"{escaped}": null}}',
        f'{{"comment": [{{"{field}": null}}]}}',
        f'{{"{field}": 1, "{field}": 2}}',
        f'{{"comment": {{"{field}" : 1}}, "comment": ""}}',
        f'{{"comment": "\\\\", "{field}": 1}}',
    ):
        answer = await home.call("PUT", home.home + pump, data=body)
        assert (answer.status, answer.json) == (
            403,
            {"detail": "Not available through this gateway"},
        )
        for encoding in ("utf-16", "utf-32", "utf-16-le"):
            data = body.encode(encoding)
            assert (await home.call("PUT", home.home + pump, data=data)).status == 403
    assert cloud.requests == []
    text = json.dumps(f'"{field}": 1')
    for body in (json.dumps(PUT_BODY), f'{{"comment": {text}}}', "{}"):
        assert (await home.call("PUT", home.home + pump, data=body)).status == 200


async def test_a_body_goes_on_as_it_is(home: HomeClient, cloud: Cloud) -> None:
    text = '{ "comment":"\\u00e4 ö €",\n"is_smart_optimization_active" : false}'
    pump = f"{home.home}/heat-pumps/{cloud.heat_pump.id}"
    assert (await home.call("PUT", pump, data=text.encode())).status == 200
    assert cloud.requests[-1].body == {
        "comment": "ä ö €",
        "is_smart_optimization_active": False,
    }


async def test_bodies_have_at_most_64_kib(home: HomeClient, cloud: Cloud) -> None:
    pump = f"{home.home}/heat-pumps/{cloud.heat_pump.id}"
    assert (await home.get("/heat-pumps")).status == 200

    for chunked in (None, True):
        for size, status, reached in ((65537, 413, 0), (65536, 200, 1)):
            cloud.requests.clear()
            body = b'{"unknown": "' + b"x" * (size - 15) + b'"}'
            answer = await home.call("PUT", pump, data=body, chunked=chunked)
            assert (answer.status, len(cloud.requests)) == (status, reached)
    assert cloud.requests[-1].body == json.loads(body)


async def test_a_body_that_is_no_json_is_not_sent_on(
    home: HomeClient, cloud: Cloud
) -> None:
    cloud.requests.clear()
    pump = f"{home.home}/heat-pumps/{cloud.heat_pump.id}"
    for body in (b"{", b"\x1f\x8b\x08\x00", b'{"comment": "\xff"}', b"comment=1"):
        assert (await home.call("PUT", pump, data=body)).status == 403
    assert (await home.call("GET", pump, data=b"{}")).status == 403
    assert cloud.requests == []


# Actions of devices, whose paths do not name the home


async def test_an_action_is_resolved_for_the_home_that_has_it(
    home: HomeClient, other_home: HomeClient, cloud: Cloud
) -> None:
    cloud.controls.raise_action(cloud.electric_vehicle.id)
    car = await home.get(f"/electric-vehicles/{cloud.electric_vehicle.id}")
    link = car.json["actions"][0]["resolution_link"]["url"]
    path = re.sub(r"^http://[^/]+", "", link)
    body = {
        "successUrl": "https://a.example.com",
        "cancelUrl": "https://b.example.com",
        "language": "en",
    }
    cloud.requests.clear()

    assert (await other_home.call("POST", path, json=body)).status == 404
    assert not any("cues" in path for path in paths(cloud))

    cloud.tokens.expire()
    answer = await home.call("POST", path, json=body)
    assert answer.status == 200
    assert "redirect_url" in answer.json
    assert cloud.requests[-1].body == body


async def test_an_action_that_cannot_be_looked_up_is_not_missing(
    home: HomeClient, cloud: Cloud
) -> None:
    cloud.controls.raise_action(cloud.electric_vehicle.id)
    car = f"/electric-vehicles/{cloud.electric_vehicle.id}"
    (action,) = (await home.get(car)).json["actions"]
    path = re.sub(r"^http://[^/]+", "", action["resolution_link"]["url"])
    for failing, expected in (
        ("electric-vehicles", 429),
        (car.removeprefix("/"), 429),
        # The action is found without the heat pumps.
        ("heat-pumps", 200),
    ):
        failure = cloud.faults.fail(
            "GET", f"/org/*/{failing}", status=429, headers={"Retry-After": "7"}
        )
        page = "https://a.example.com"
        body = {"successUrl": page, "cancelUrl": page, "language": "en"}
        answer = await home.call("POST", path, json=body)
        assert answer.status == expected
        assert answer.headers.get("Retry-After") == ("7" if expected == 429 else None)
        failure.stop()
