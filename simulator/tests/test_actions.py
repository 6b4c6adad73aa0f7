"""Pending actions."""

import pytest

from simulator import Cloud
from simulator.clock import ManualTime
from simulator.device_fields import DeviceType

from .client import Client, device_of


async def test_an_action_is_resolved_by_its_link(client: Client, cloud: Cloud) -> None:
    cloud.controls.raise_action(cloud.solar_inverter.id)
    assert cloud.solar_inverter.fields["action_needed"]
    (action,) = (await client.get(client.path(cloud.solar_inverter))).json["actions"]
    assert action["code"] == "reauthenticate"
    link = action["resolution_link"]
    assert link["required_parameters"] == ["successUrl", "cancelUrl"]
    body = {"successUrl": "http://example.com/done", "cancelUrl": "http://example.com"}
    bearer = {"Authorization": f"Bearer {client.token}"}

    without_bearer = await client.send("POST", link["url"], json=body)
    resolved = await client.send("POST", link["url"], json=body, headers=bearer)
    signed_in = await client.send("GET", resolved.json["redirect_url"])

    assert without_bearer.status == 401
    assert signed_in.status == 302
    assert signed_in.headers["Location"] == "http://example.com/done"
    detail = (await client.get(client.path(cloud.solar_inverter))).json
    assert (detail["action_needed"], detail["actions"]) == (False, [])
    again = await client.send("GET", resolved.json["redirect_url"])
    assert again.status == 404


async def test_an_outcome_is_reported_without_a_token(
    client: Client, cloud: Cloud, wall: ManualTime
) -> None:
    cloud.controls.raise_action(cloud.electric_vehicle.id)
    (action,) = (await client.get(client.path(cloud.electric_vehicle))).json["actions"]
    url = action["resolution_link"]["url"].replace("/resolve", "/state")

    failed = await client.send("POST", url, json={"state": "fail"})
    assert failed.json.keys() == {"action_id"}
    assert cloud.electric_vehicle.fields["action_needed"]
    wrong = await client.send("POST", f"{url}0", json={"state": "success"})
    assert wrong.status == 403
    strange = await client.send("POST", url, json={"state": "perhaps"})
    assert strange.status == 422
    wall.tick(hours=1)
    too_late = await client.send("POST", url, json={"state": "success"})
    assert too_late.status == 403

    (action,) = (await client.get(client.path(cloud.electric_vehicle))).json["actions"]
    url = action["resolution_link"]["url"].replace("/resolve", "/state")
    assert (await client.send("POST", url, json={"state": "success"})).status == 200
    assert not cloud.electric_vehicle.fields["action_needed"]
    assert (await client.send("POST", url, json={"state": "success"})).status == 404


@pytest.mark.parametrize(
    "device_type", [DeviceType.ELECTRIC_VEHICLE, DeviceType.SOLAR_INVERTER]
)
async def test_a_new_sign_in_restores_the_connection(
    client: Client, cloud: Cloud, device_type: DeviceType
) -> None:
    device = device_of(cloud, device_type)
    cloud.controls.raise_action(device.id)
    assert device.fields["is_authenticated"] is False

    answer = await client.call("POST", client.path(device, "/auth_session"), json={})
    page = await client.send("GET", answer.json["authentication_url"])

    assert answer.json.keys() == {"authentication_url", "device_id", "session_id"}
    assert answer.json["device_id"] == device.id
    assert "is connected" in page.text
    assert device.fields["is_authenticated"] is True
