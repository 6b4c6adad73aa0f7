"""Requests to the cloud, and how responses are read."""

from typing import Literal

from aioresponses import aioresponses
from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.podero.api import (
    ElectricVehicle,
    HeatPump,
    Podero,
    PoderoAuthenticationError,
    PoderoConnectionError,
    PoderoError,
    PoderoForbiddenError,
    PoderoNotFoundError,
    PoderoRateLimitError,
    PoderoRejectedError,
    PoderoResponseError,
    PoderoServerError,
    RateLimits,
    SolarInverter,
)
from simulator import Cloud
from tests.api.conftest import HEAT_PUMPS, only


async def test_users(client: Podero, cloud: Cloud) -> None:
    users = {user.id: user for user in await client.users()}
    assert set(users) == set(cloud.organization.users)
    assert users[cloud.home.id].name == "Sample Home"
    assert users[cloud.home.id].devices == 3


async def test_a_single_user(client: Podero, cloud: Cloud) -> None:
    user = await client.user(cloud.home.id)
    assert user in await client.users()
    assert user.name == "Sample Home"
    assert cloud.requests[1].path.endswith(f"/users/{cloud.home.id}")
    with pytest.raises(PoderoNotFoundError):
        await client.user("3c90c3cc-0d44-4b50-8888-8dd25736052a")


async def test_devices_of_each_type(client: Podero, cloud: Cloud) -> None:
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
    assert isinstance(only(text).dhw_temperature, float)


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
    assert not [*await mocked.devices(HeatPump)]


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


async def test_a_rate_limit_is_obeyed_by_all_clients_of_the_account(
    cloud: Cloud, base_url: str, morning: FrozenDateTimeFactory
) -> None:
    limits = RateLimits()

    async def ask(limits: RateLimits) -> None:
        async with Podero(
            base_url=base_url,
            client_id=cloud.client_id,
            client_secret=cloud.client_secret,
            org_id=cloud.org_id,
            user_id=cloud.home.id,
            rate_limits=limits,
        ) as client:
            await client.devices(HeatPump)

    headers = {"Retry-After": "3600"}
    failure = cloud.faults.fail(path="*/heat-pumps", status=429, headers=headers)
    with pytest.raises(PoderoRateLimitError):
        await ask(limits)
    failure.stop()
    cloud.requests.clear()
    for _ in range(44):
        morning.tick(80)
        with pytest.raises(PoderoRateLimitError):
            await ask(limits)
    assert not cloud.requests
    await ask(RateLimits())
    morning.tick(81)
    await ask(limits)
