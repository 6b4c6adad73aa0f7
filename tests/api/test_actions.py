"""Actions that only the owner can take."""

from aiohttp import ClientSession
from aioresponses import aioresponses
from freezegun.api import FrozenDateTimeFactory
import pytest
from yarl import URL

from custom_components.podero.api import (
    Action,
    Device,
    ElectricVehicle,
    HeatPump,
    Podero,
    PoderoError,
    PoderoForbiddenError,
    PoderoResponseError,
    SolarInverter,
)
from simulator import Cloud
from tests.api.conftest import HEAT_PUMPS, HOST, only

DONE = "https://home.example.com/done"
PAGE = "https://podero.example.com/page"
DEVICE = f"{HEAT_PUMPS}/the-device"
CUES = f"{HOST}/api/partners/v2.0/cues"
PUMP = HeatPump(id="the-device")


async def devices_of(client: Podero) -> list[Device]:
    return [
        *await client.devices(HeatPump),
        *await client.devices(ElectricVehicle),
        *await client.devices(SolarInverter),
    ]


async def test_what_each_device_needs(client: Podero, cloud: Cloud) -> None:
    for device in await devices_of(client):
        assert await client.actions(device) == []
        cloud.controls.raise_action(device.id, "accept_terms", PAGE)
        cloud.controls.raise_action(device.id)
        terms, sign_in = await client.actions(device)
        assert terms == Action("accept_terms", PAGE)
        assert sign_in.code == "reauthenticate"
        assert sign_in.cue is not None
        cloud.controls.solve_action(device.id)
        assert await client.actions(device) == []


async def test_the_links_are_fresh_each_time(client: Podero, cloud: Cloud) -> None:
    cloud.controls.raise_action(cloud.electric_vehicle.id)
    car = only(await client.devices(ElectricVehicle))
    first, second = await client.actions(car), await client.actions(car)
    assert first != second
    assert first[0].code == second[0].code


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({"actions": [{"code": "a"}, None, {}, 7]}, [Action("a", None)]),
        ({"actions": None}, []),
        ({"actions": "reauthenticate"}, []),
        ({"actions": {"code": "a"}}, []),
        ({}, []),
        (
            {"is_authenticated": False, "authorization_url": PAGE},
            [Action("reauthenticate", PAGE)],
        ),
        (
            {"actions": [], "is_authenticated": False, "authorization_url": PAGE},
            [Action("reauthenticate", PAGE)],
        ),
        (
            {
                "actions": [{"code": "a"}],
                "is_authenticated": False,
                "authorization_url": PAGE,
            },
            [Action("a", None)],
        ),
        ({"is_authenticated": True, "authorization_url": PAGE}, []),
        ({"is_authenticated": None, "authorization_url": PAGE}, []),
        ({"authorization_url": PAGE}, []),
        ({"is_authenticated": False, "authorization_url": None}, []),
        ({"is_authenticated": False, "authorization_url": "page"}, []),
        ({"is_authenticated": False, "authorization_url": 7}, []),
        ({"is_authenticated": False}, []),
    ],
)
async def test_what_a_device_needs_is_read(
    mocked: Podero, responses: aioresponses, details: object, expected: list[Action]
) -> None:
    responses.get(DEVICE, payload=details)
    assert await mocked.actions(PUMP) == expected


@pytest.mark.parametrize("details", [[], None, "device", 7])
async def test_details_that_are_none(
    mocked: Podero, responses: aioresponses, details: object
) -> None:
    responses.get(DEVICE, payload=details)
    responses.get(DEVICE, payload={"actions": [{"code": "a"}]})
    with pytest.raises(PoderoResponseError):
        await mocked.actions(PUMP)
    assert await mocked.actions(PUMP) == [Action("a", None)]


async def test_an_action_is_started_as_documented(
    mocked: Podero, responses: aioresponses
) -> None:
    link = "https://elsewhere.example.com/api/cues/the%2Fcue/resolve?secret=a%2Bb%26c"
    url = f"{CUES}/the%2Fcue/resolve?secret=a%2Bb%26c"
    responses.post(url, payload={"redirect_url": PAGE})
    action = Action("reauthenticate", link)
    assert await mocked.start(action, return_url=DONE, language="de") == PAGE

    [call] = responses.requests["POST", URL(url)]
    assert call.kwargs["headers"]["Authorization"] == "Bearer token"
    assert call.kwargs["json"] == {
        "successUrl": DONE,
        "cancelUrl": DONE,
        "language": "de",
    }


async def test_an_action_that_only_has_a_page_is_not_started(
    client: Podero, cloud: Cloud
) -> None:
    for link in (PAGE, None):
        action = Action("accept_terms", link)
        assert await client.start(action, return_url=DONE, language="en") == link
    assert not cloud.requests


@pytest.mark.parametrize(
    "answer", [{}, {"redirect_url": None}, {"redirect_url": "page"}, [], "<html>", ""]
)
async def test_an_action_that_was_started_may_have_no_page(
    client: Podero, cloud: Cloud, answer: object
) -> None:
    cloud.controls.raise_action(cloud.electric_vehicle.id)
    [action] = await client.actions(only(await client.devices(ElectricVehicle)))
    failure = cloud.faults.fail("POST", "/cues/*", status=200, body=answer)
    assert await client.start(action, return_url=DONE, language="en") is None
    failure.stop()
    page = await client.start(action, return_url=DONE, language="en")
    assert page is not None
    assert "/connect/" in page


async def test_an_action_with_an_old_secret_is_not_started(
    client: Podero, cloud: Cloud, morning: FrozenDateTimeFactory
) -> None:
    cloud.controls.raise_action(cloud.electric_vehicle.id)
    car = only(await client.devices(ElectricVehicle))
    [action] = await client.actions(car)
    morning.tick(3601)
    with pytest.raises(PoderoForbiddenError):
        await client.start(action, return_url=DONE, language="en")
    [action] = await client.actions(car)
    assert await client.start(action, return_url=DONE, language="en")


async def test_signing_in(client: Podero, cloud: Cloud, session: ClientSession) -> None:
    for device in (
        *await client.devices(ElectricVehicle),
        *await client.devices(SolarInverter),
    ):
        cloud.organization.device(device.id).update(is_authenticated=False)
        page = await client.sign_in(device, return_url=DONE)
        assert cloud.requests[-1].body == {"success_url": DONE, "cancel_url": DONE}
        assert page is not None
        async with session.get(page, allow_redirects=False) as response:
            assert response.headers["Location"] == DONE
        assert cloud.organization.device(device.id).fields["is_authenticated"] is True


async def test_heat_pumps_are_not_signed_in(client: Podero) -> None:
    heat_pump = only(await client.devices(HeatPump))
    assert await client.sign_in(heat_pump, return_url=DONE) is None


@pytest.mark.parametrize(
    "answer",
    [{}, {"authentication_url": None}, {"authentication_url": "page"}, [], "<html>"],
)
async def test_signing_in_may_have_no_page(
    client: Podero, cloud: Cloud, answer: object
) -> None:
    car = only(await client.devices(ElectricVehicle))
    failure = cloud.faults.fail("POST", "*/auth_session", status=200, body=answer)
    assert await client.sign_in(car, return_url=DONE) is None
    failure.stop()
    assert await client.sign_in(car, return_url=DONE)


async def test_a_secret_is_not_in_what_goes_wrong(client: Podero, cloud: Cloud) -> None:
    cloud.controls.raise_action(cloud.electric_vehicle.id)
    [action] = await client.actions(only(await client.devices(ElectricVehicle)))
    assert action.cue is not None
    for status in (302, 400, 403, 500):
        cloud.faults.fail("POST", "/cues/*", status=status)
        with pytest.raises(PoderoError) as failed:
            await client.start(action, return_url=DONE, language="en")
        said = f"{failed.value!r} {client.request_log}"
        for secret in action.cue:
            assert secret not in said
    cloud.faults.heal()
    assert await client.start(action, return_url=DONE, language="en")
