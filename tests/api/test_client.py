"""Requests to the cloud, and what becomes of its answers."""

import asyncio
from dataclasses import replace
from typing import Any, Literal

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
    PoderoAuthenticationError,
    PoderoBoostRefusedError,
    PoderoConnectionError,
    PoderoError,
    PoderoForbiddenError,
    PoderoNotFoundError,
    PoderoRateLimitError,
    PoderoRejectedError,
    PoderoResponseError,
    PoderoServerError,
    SolarInverter,
)
from simulator import Cloud

HOST = "https://podero.example.com"
HEAT_PUMPS = f"{HOST}/api/partners/v2.0/org/the-org/users/the-user/heat-pumps"


def only[T](devices: list[T]) -> T:
    [device] = devices
    return device


@pytest.fixture
def mocked(session: ClientSession, responses: aioresponses) -> Podero:
    """Give a client of a mocked cloud that has handed out a token."""
    responses.post(
        f"{HOST}/oauth2/token/",
        payload={"access_token": "token", "expires_in": 36000},
        repeat=True,
    )
    return Podero(
        session,
        base_url=HOST,
        client_id="the-id",
        client_secret="the-secret",
        org_id="the-org",
        user_id="the-user",
    )


async def test_users(client: Podero, cloud: Cloud) -> None:
    users = {user.id: user for user in await client.users()}
    assert set(users) == set(cloud.organization.users)
    assert users[cloud.home.id].name == "Sample Home"
    assert users[cloud.home.id].devices == 3


async def test_devices_of_each_kind(client: Podero, cloud: Cloud) -> None:
    assert [device.id for device in await client.devices(HeatPump)] == [
        cloud.heat_pump.id
    ]
    assert [device.id for device in await client.devices(ElectricVehicle)] == [
        cloud.electric_vehicle.id
    ]
    assert [device.id for device in await client.devices(SolarInverter)] == [
        cloud.solar_inverter.id
    ]


async def test_decimals_read_the_same_as_text_and_as_numbers(
    client: Podero, cloud: Cloud
) -> None:
    assert cloud.behavior.decimals_as_text
    text = await client.devices(HeatPump)
    cloud.behavior.decimals_as_text = False
    assert await client.devices(HeatPump) == text
    assert isinstance(text[0].dhw_temperature, float)


async def test_an_update_sends_what_changes_and_returns_the_device(
    client: Podero, cloud: Cloud
) -> None:
    device = only(await client.devices(HeatPump))
    changed = await client.update(device, {"is_smart_optimization_active": False})
    assert changed.is_smart_optimization_active is False
    request = cloud.requests[-1]
    assert (request.method, request.body) == (
        "PUT",
        {"is_smart_optimization_active": False},
    )


@pytest.mark.parametrize("reply", ["", "null", {"detail": "ok"}])
async def test_an_update_whose_reply_is_no_device_asks_for_the_device(
    client: Podero, cloud: Cloud, reply: object
) -> None:
    device = only(await client.devices(SolarInverter))
    cloud.faults.fail("PUT", status=200, body=reply)
    changed = await client.update(device, {"is_smart_optimization_active": False})
    assert changed == device


async def test_a_page_is_no_reply_to_an_update(client: Podero, cloud: Cloud) -> None:
    device = only(await client.devices(SolarInverter))
    off = {"is_smart_optimization_active": False}
    cloud.faults.fail("PUT", status=200, body="<html></html>", times=1)
    with pytest.raises(PoderoResponseError):
        await client.update(device, off)
    assert (await client.update(device, off)).is_smart_optimization_active is False


@pytest.mark.parametrize("failure", [{"status": 503}, {"drop": "body"}])
async def test_a_change_is_sent_again_where_the_cloud_fails_for_a_moment(
    client: Podero, cloud: Cloud, failure: dict[str, Any]
) -> None:
    device = only(await client.devices(SolarInverter))
    off = {"is_smart_optimization_active": False}
    cloud.faults.fail("PUT", times=2, **failure)
    assert (await client.update(device, off)).is_smart_optimization_active is False


async def test_a_change_that_fails_three_times_is_not_sent_again(
    client: Podero, cloud: Cloud
) -> None:
    device = only(await client.devices(SolarInverter))
    off = {"is_smart_optimization_active": False}
    failing = cloud.faults.fail("PUT", status=503)
    with pytest.raises(PoderoServerError):
        await client.update(device, off)
    assert failing.hits == 3
    failing.stop()
    assert (await client.update(device, off)).is_smart_optimization_active is False


async def test_a_change_that_failed_slowly_is_not_sent_again(
    client: Podero, cloud: Cloud, morning: FrozenDateTimeFactory
) -> None:
    device = only(await client.devices(SolarInverter))
    off = {"is_smart_optimization_active": False}
    failing = cloud.faults.fail("PUT", drop="stall")
    update = asyncio.create_task(client.update(device, off))
    while not failing.hits:  # noqa: ASYNC110
        await asyncio.sleep(0)
    morning.tick(11)
    with pytest.raises(PoderoConnectionError):
        await update
    assert failing.hits == 1
    failing.stop()
    assert (await client.update(device, off)).is_smart_optimization_active is False


async def test_what_must_not_be_done_twice_is_not_sent_again(
    client: Podero, cloud: Cloud
) -> None:
    cloud.controls.plug_in(cloud.electric_vehicle.id)
    car = only(await client.devices(ElectricVehicle))
    failing = cloud.faults.fail("POST", "*/boost", status=503)
    with pytest.raises(PoderoServerError):
        await client.boost(car)
    assert failing.hits == 1
    failing.stop()
    await client.boost(car)


@pytest.mark.parametrize("method", ["POST", "DELETE"])
async def test_a_page_is_no_answer_to_a_boost(
    client: Podero, cloud: Cloud, method: str
) -> None:
    cloud.controls.unplug(cloud.electric_vehicle.id)
    car = only(await client.devices(ElectricVehicle))
    ask = client.boost if method == "POST" else client.cancel_boost
    failing = cloud.faults.fail(method, "*/boost", status=200, body="<html></html>")
    with pytest.raises(PoderoResponseError):
        await ask(car)
    failing.stop()
    await ask(car)


async def test_an_update_after_which_there_is_no_device(
    client: Podero, cloud: Cloud
) -> None:
    device = only(await client.devices(SolarInverter))
    failure = cloud.faults.fail(path="*/inverters/*", status=200, body={"detail": "ok"})
    with pytest.raises(PoderoResponseError):
        await client.update(device, {"is_smart_optimization_active": False})
    failure.stop()
    assert await client.update(device, {"is_smart_optimization_active": False})


@pytest.mark.parametrize("told", [{}, {"is_plugged_in": False}])
async def test_a_reply_that_does_not_name_the_setting_is_not_the_answer(
    client: Podero, cloud: Cloud, told: dict[str, Any]
) -> None:
    car = only(await client.devices(ElectricVehicle))
    cloud.faults.fail("PUT", status=200, body={"id": car.id, **told}, times=1)
    after = await client.update(car, {"is_charge_policy_enabled": False})
    assert cloud.requests[-1].method == "GET"
    # The reply stood in for the write itself.
    assert after == car


async def test_a_reply_that_names_the_setting_alone_leaves_the_rest(
    client: Podero, cloud: Cloud
) -> None:
    car = only(await client.devices(ElectricVehicle))
    off = {"is_charge_policy_enabled": False}
    cloud.faults.fail("PUT", status=200, body={"id": car.id, **off}, times=1)
    after = await client.update(car, off)
    assert cloud.requests[-1].method == "PUT"
    assert after == replace(car, is_charge_policy_enabled=False)


async def test_a_reply_about_another_device_is_not_the_answer(
    client: Podero, cloud: Cloud
) -> None:
    car = only(await client.devices(ElectricVehicle))
    off = {"is_charge_policy_enabled": False}
    cloud.faults.fail("PUT", status=200, body={"id": "another", **off}, times=1)
    assert (await client.update(car, off)).id == car.id


async def test_an_id_cannot_leave_its_place_in_the_path(
    mocked: Podero, responses: aioresponses
) -> None:
    path = f"{HEAT_PUMPS}/..%2F..%2F..%2Fother"
    strange = HeatPump(id="../../../other")
    responses.put(path, payload={"id": strange.id})
    assert await mocked.update(strange, {}) == strange


async def test_boost_and_cancel(client: Podero, cloud: Cloud) -> None:
    cloud.controls.unplug(cloud.electric_vehicle.id)
    car = only(await client.devices(ElectricVehicle))
    await client.boost(car)
    car = only(await client.devices(ElectricVehicle))
    assert car.boost_for_next_session is True
    await client.cancel_boost(car)
    car = only(await client.devices(ElectricVehicle))
    assert car.boost_for_next_session is False


@pytest.mark.parametrize("in_detail", [False, True])
async def test_a_refused_boost_says_why(
    client: Podero, cloud: Cloud, in_detail: bool
) -> None:
    cloud.behavior.boost_errors_in_detail = in_detail
    cloud.controls.plug_in(cloud.electric_vehicle.id)
    car = only(await client.devices(ElectricVehicle))
    await client.boost(car)
    with pytest.raises(PoderoBoostRefusedError) as refused:
        await client.boost(car)
    assert refused.value.reason == "already_charging"


async def test_a_refused_boost_may_say_nothing(client: Podero, cloud: Cloud) -> None:
    car = only(await client.devices(ElectricVehicle))
    cloud.faults.fail("POST", "*/boost", status=409, body="<html>Conflict</html>")
    with pytest.raises(PoderoBoostRefusedError) as refused:
        await client.boost(car)
    assert refused.value.reason is None


async def test_a_boost_may_be_rejected_otherwise(client: Podero, cloud: Cloud) -> None:
    car = only(await client.devices(ElectricVehicle))
    failure = cloud.faults.fail("POST", "*/boost", status=422)
    with pytest.raises(PoderoRejectedError):
        await client.boost(car)
    failure.stop()
    await client.boost(car)


async def test_an_expired_token_is_replaced_without_a_word(
    client: Podero, cloud: Cloud
) -> None:
    await client.devices(HeatPump)
    cloud.tokens.expire()
    cloud.requests.clear()
    assert await client.devices(HeatPump)
    assert [request.status for request in cloud.requests] == [401, 200, 200]


async def test_a_401_for_good_is_an_authentication_error(
    client: Podero, cloud: Cloud
) -> None:
    failure = cloud.faults.fail(path="*/heat-pumps", status=401)
    with pytest.raises(PoderoAuthenticationError):
        await client.devices(HeatPump)
    paths = [request.path for request in cloud.requests]
    assert paths.count("/oauth2/token/") == 2
    assert len(paths) == 4
    failure.stop()
    assert await client.devices(HeatPump)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (301, "", PoderoResponseError),
        (400, "{}", PoderoRejectedError),
        (403, '{"detail": "Forbidden"}', PoderoForbiddenError),
        (404, "<html>Not Found</html>", PoderoNotFoundError),
        (422, '{"detail": []}', PoderoRejectedError),
        (500, "", PoderoServerError),
        (502, "<html>Bad gateway</html>", PoderoServerError),
        (503, "", PoderoServerError),
        (200, "<html>Welcome</html>", PoderoResponseError),
        (200, '[{"id": "a"', PoderoResponseError),
        (200, '{"id": "a"}', PoderoResponseError),
        (200, "", PoderoResponseError),
        (200, "null", PoderoResponseError),
    ],
)
async def test_answers_that_are_no_list(
    mocked: Podero,
    responses: aioresponses,
    status: int,
    body: str,
    error: type[PoderoError],
) -> None:
    responses.get(HEAT_PUMPS, status=status, body=body)
    responses.get(HEAT_PUMPS, payload=[{"id": "a"}])
    with pytest.raises(error):
        await mocked.devices(HeatPump)
    assert [device.id for device in await mocked.devices(HeatPump)] == ["a"]


async def test_a_bad_device_costs_that_device(
    mocked: Podero, responses: aioresponses
) -> None:
    responses.get(HEAT_PUMPS, payload=[{"id": "a"}, None, 7, {}, {"id": 5}, {"id": ""}])
    assert [device.id for device in await mocked.devices(HeatPump)] == ["a"]


@pytest.mark.parametrize("drop", ["connect", "body"])
async def test_a_dropped_connection_is_a_connection_error(
    client: Podero, cloud: Cloud, drop: Literal["connect", "body"]
) -> None:
    failure = cloud.faults.fail(path="*/heat-pumps", drop=drop)
    with pytest.raises(PoderoConnectionError):
        await client.devices(HeatPump)
    failure.stop()
    assert await client.devices(HeatPump)


async def test_a_timeout_is_a_connection_error(
    mocked: Podero, responses: aioresponses
) -> None:
    responses.get(HEAT_PUMPS, exception=TimeoutError())
    responses.get(HEAT_PUMPS, payload=[])
    with pytest.raises(PoderoConnectionError):
        await mocked.devices(HeatPump)
    assert await mocked.devices(HeatPump) == []


async def test_an_endless_answer_is_cut_off(client: Podero, cloud: Cloud) -> None:
    failure = cloud.faults.fail(path="*/heat-pumps", status=200, body=b" " * 50_000_000)
    with pytest.raises(PoderoResponseError):
        await client.devices(HeatPump)
    failure.stop()
    assert await client.devices(HeatPump)


async def test_the_token_does_not_follow_a_redirect(
    client: Podero, cloud: Cloud, base_url: str
) -> None:
    failure = cloud.faults.fail(
        path="*/heat-pumps",
        status=302,
        headers={"Location": f"{base_url}/elsewhere"},
    )
    with pytest.raises(PoderoResponseError):
        await client.devices(HeatPump)
    assert not any("elsewhere" in request.path for request in cloud.requests)
    failure.stop()
    assert await client.devices(HeatPump)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": "0"}, 1),
        ({"Retry-After": "99999999999999999999"}, 86400),
        ({"Retry-After": "Wed, 18 Mar 2026 09:02:00 GMT"}, 120),
        ({"Retry-After": "Wed, 18 Mar 2026 08:00:00 GMT"}, 1),
        ({"Retry-After": "soon"}, 60),
        ({}, 60),
    ],
)
async def test_nothing_is_sent_while_the_cloud_asks_to_wait(
    client: Podero,
    cloud: Cloud,
    morning: FrozenDateTimeFactory,
    headers: dict[str, str],
    seconds: int,
) -> None:
    cloud.faults.fail(path="*/heat-pumps", status=429, headers=headers, times=1)
    with pytest.raises(PoderoRateLimitError) as limited:
        await client.devices(HeatPump)
    assert limited.value.retry_after == seconds

    cloud.requests.clear()
    morning.tick(seconds - 0.5)
    with pytest.raises(PoderoRateLimitError) as limited:
        await client.devices(ElectricVehicle)
    assert limited.value.retry_after == 1
    assert not cloud.requests

    morning.tick(1)
    assert await client.devices(HeatPump)


async def test_errors_do_not_carry_secrets(client: Podero, cloud: Cloud) -> None:
    failures = [
        {"status": 401},
        {"status": 500},
        {"status": 200, "body": cloud.client_secret},
        {"drop": "connect"},
    ]
    for failure in failures:
        cloud.faults.heal()
        cloud.faults.fail(path="*/heat-pumps", **failure)  # type: ignore[arg-type]
        with pytest.raises(PoderoError) as failed:
            await client.devices(HeatPump)
        said = f"{failed.value!r} {failed.value.__cause__!r}"
        assert cloud.client_secret not in said
        assert cloud.home.id not in said


# What only the owner can do

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
    assert call.kwargs["headers"] == {"Authorization": "Bearer token"}
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
