"""Test the diagnostics."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from homeassistant.const import ATTR_ENTITY_ID, SERVICE_TURN_OFF
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from syrupy.assertion import SnapshotAssertion

from custom_components.podero.const import DOMAIN
from custom_components.podero.diagnostics import (
    async_get_config_entry_diagnostics,
    async_get_device_diagnostics,
)
from tests.conftest import Home
from tests.repairs import issues

PAGE = "https://podero.example.com/page?for=somebody"
HIDDEN = "Hidden 4711"


def registered(home: Home, podero_id: str) -> dr.DeviceEntry:
    device = dr.async_get(home.hass).async_get_device_by_identifier(
        (DOMAIN, podero_id), home.entry.entry_id
    )
    assert device is not None
    return device


async def of_device(home: Home, podero_id: str) -> dict[str, Any]:
    return await async_get_device_diagnostics(
        home.hass, home.entry, registered(home, podero_id)
    )


async def downloaded(home: Home, hass_client: ClientSessionGenerator) -> list[str]:
    """Download the diagnostics of the home and of each of its devices."""
    assert await async_setup_component(home.hass, "diagnostics", {})
    await home.hass.async_block_till_done()
    client = await hass_client()
    path = f"/api/diagnostics/config_entry/{home.entry.entry_id}"
    told = []
    for device in ("", home.cloud.electric_vehicle.id, home.cloud.heat_pump.id):
        sub_path = device and f"/device/{registered(home, device).id}"
        response = await client.get(f"{path}{sub_path}")
        assert response.status == HTTPStatus.OK
        told.append(await response.text())
    return told


def private(home: Home) -> Iterator[str]:
    """Find all that tells whose home it is, or lets somebody in."""
    cloud = home.cloud
    yield from (
        cloud.client_id,
        cloud.client_secret,
        cloud.org_id,
        cloud.organization.name,
    )
    yield from cloud.tokens._expiry
    yield from cloud.organization.cues._secrets
    yield from cloud.organization.cues._pending
    yield from cloud.organization.cues._sessions
    for user in cloud.organization.users.values():
        yield from (user.id, user.email, *user.buildings)
    yield from (device.id for device in cloud.organization.devices)
    yield from (str(cloud.home.external_user_id), "Sample Home")
    yield from (str(home.entry.data["base_url"]), "/connect/", PAGE, "Wien")
    yield HIDDEN


async def test_of_a_home(home: Home, snapshot: SnapshotAssertion) -> None:
    assert await async_get_config_entry_diagnostics(home.hass, home.entry) == snapshot


async def test_of_a_device(home: Home) -> None:
    home.cloud.controls.omit_fields(home.cloud.electric_vehicle.id, "driving_range")
    await home.poll()
    diagnostics = await of_device(home, home.cloud.electric_vehicle.id)
    assert diagnostics["environment"] == "custom"
    assert diagnostics["device_type"] == "electric-vehicles"
    assert diagnostics["last_update_success"] is True
    assert diagnostics["requests"]["count"]["GET electric-vehicles"] == 2
    level = home.cloud.electric_vehicle.fields["battery_level"]
    device = diagnostics["device"]
    assert device["values"]["battery_level"] == device["raw"]["battery_level"] == level
    assert device["values"]["driving_range"] is None
    assert "driving_range" not in device["raw"]
    assert device["missing"] == ["driving_range"]


async def test_what_was_sent_is_told_as_it_was_sent(home: Home) -> None:
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id, outdoor_temperature=5, optimization_level="Turbo"
    )
    await home.poll()
    device = (await of_device(home, home.cloud.heat_pump.id))["device"]
    assert device["values"]["outdoor_temperature"] == 5.0
    assert device["raw"]["outdoor_temperature"] == "5.00"
    assert device["values"]["optimization_level"] is None
    assert device["raw"]["optimization_level"] == "Turbo"


async def test_what_nobody_knows_is_told_as_what_it_is(home: Home) -> None:
    home.cloud.controls.set_fields(
        home.cloud.electric_vehicle.id,
        new_text=HIDDEN,
        new_number=4711,
        new_fraction=47.11,
        new_flag=True,
        new_list=[HIDDEN],
        new_object={HIDDEN: HIDDEN, "model": HIDDEN},
        new_nothing=None,
        price_zone={"new_text": HIDDEN},
        battery_level=[HIDDEN],
        device_model={
            "manufacturer": "Tesla",
            "model": "Model 3",
            "year": 2023,
            "building": HIDDEN,
            "id": HIDDEN,
            "new_text": HIDDEN,
            "new_flag": False,
            "new_object": {"model": HIDDEN},
        },
    )
    await home.poll()
    sent = (await of_device(home, home.cloud.electric_vehicle.id))["device"]["raw"]
    assert {name: sent[name] for name in sent if name.startswith("new_")} == {
        "new_text": "<text>",
        "new_number": "<number>",
        "new_fraction": "<number>",
        "new_flag": "<true or false>",
        "new_list": "<list>",
        "new_object": "<object>",
        "new_nothing": None,
    }
    assert sent["price_zone"] == {"new_text": "<text>"}
    assert sent["battery_level"] == "<list>"
    assert sent["device_model"] == {
        "manufacturer": "Tesla",
        "model": "Model 3",
        "year": 2023,
        "building": "<text>",
        "id": "<text>",
        "new_text": "<text>",
        "new_flag": "<true or false>",
        "new_object": "<object>",
    }
    assert (sent["id"], sent["owner"], sent["building"]) == (
        "<text>",
        "<object>",
        "<text>",
    )
    assert HIDDEN not in str(await of_device(home, home.cloud.electric_vehicle.id))


async def test_what_is_nested_deeply_is_told_once(home: Home) -> None:
    car = home.cloud.electric_vehicle.id
    model = '{"device_model":' * 5000 + "1" + "}" * 5000
    home.cloud.controls.raw_fields(car, {"device_model": model})
    await home.poll()
    raw = (await of_device(home, car))["device"]["raw"]
    assert raw["device_model"] == {"device_model": "<object>"}
    home.cloud.controls.release(car)


async def test_of_a_device_that_is_not_listed(home: Home) -> None:
    home.cloud.organization.remove_device(home.cloud.electric_vehicle.id)
    await home.poll()
    assert await of_device(home, home.cloud.electric_vehicle.id) == {"device": None}


async def test_the_last_error_is_told(home: Home) -> None:
    failure = home.cloud.faults.fail(path="*/inverters", status=500)
    await home.poll()
    diagnostics = await of_device(home, home.cloud.solar_inverter.id)
    assert diagnostics["last_update_success"] is False
    assert diagnostics["last_error"] == (
        "Podero is temporarily unavailable. Try again later"
    )
    [failed] = diagnostics["requests"]["failures"]
    assert failed["request"] == "GET inverters"
    assert failed["error"] == "PoderoServerError: The response has status 500"

    failure.stop()
    await home.poll()
    diagnostics = await of_device(home, home.cloud.solar_inverter.id)
    assert diagnostics["last_update_success"] is True
    assert diagnostics["requests"]["failures"] == [failed]
    assert diagnostics["requests"]["last_success"] > failed["at"]


async def test_nothing_tells_whose_home_it_is(
    home: Home, hass_client: ClientSessionGenerator
) -> None:
    for told in await downloaded(home, hass_client):
        assert "GET heat-pumps" in told
        assert not [secret for secret in private(home) if secret in told]


@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 401, "body": {"detail": HIDDEN}},
        {"status": 403, "body": {"detail": HIDDEN}},
        {"status": 404, "body": {"detail": HIDDEN}},
        {"status": 409, "body": {"reason": HIDDEN}},
        {"status": 422, "body": {"detail": [{"msg": HIDDEN}]}},
        {"status": 429, "headers": {"Retry-After": HIDDEN}},
        {"status": 302, "headers": {"Location": PAGE}},
        {"status": 500, "body": HIDDEN},
        {"status": 200, "body": HIDDEN},
        {"status": 200, "body": [{"id": 4711, "owner": HIDDEN}]},
        {"drop": "connect"},
    ],
)
async def test_nothing_tells_whose_home_it_is_amid_trouble(
    home: Home, hass_client: ClientSessionGenerator, trouble: dict[str, Any]
) -> None:
    cloud = home.cloud
    cloud.controls.raise_action(cloud.electric_vehicle.id)
    cloud.controls.raise_action(cloud.electric_vehicle.id, "accept_terms", PAGE)
    cloud.controls.raise_action(cloud.solar_inverter.id, HIDDEN)
    cloud.heat_pump.update(
        is_authenticated=False,
        authorization_url=PAGE,
        embeddable_url=PAGE,
        external_device_id=HIDDEN,
        comment=HIDDEN,
        lifecycle_error=HIDDEN,
        heating_policy_name=HIDDEN,
    )
    cloud.controls.ignore_field(cloud.solar_inverter.id, "is_smart_optimization_active")
    for _ in range(3):
        with pytest.raises(HomeAssistantError):
            await home.hass.services.async_call(
                "switch",
                SERVICE_TURN_OFF,
                {ATTR_ENTITY_ID: "switch.solar_inverter_optimization"},
                blocking=True,
            )
    await home.poll()
    assert len(issues(home.hass)) == 4
    kind = home.entry.runtime_data.electric_vehicles
    for action in await kind.client.actions(kind.data[cloud.electric_vehicle.id]):
        await kind.client.start(action, return_url=PAGE, language="en")
    assert list(cloud.organization.cues._secrets)
    assert list(cloud.organization.cues._sessions)

    cloud.faults.fail(**trouble)
    await home.poll()
    await home.wait(301)
    for told in await downloaded(home, hass_client):
        assert "Podero" in told
        assert not [secret for secret in private(home) if secret in told]
