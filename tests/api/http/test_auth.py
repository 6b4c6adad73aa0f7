"""The access token."""

import asyncio

from aiohttp import ClientSession
from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.podero.api import (
    PoderoAuthenticationError,
    PoderoConnectionError,
    PoderoRateLimitError,
    PoderoResponseError,
    PoderoServerError,
)
from custom_components.podero.api.http.auth import AccessToken
from custom_components.podero.api.http.rate_limits import RateLimits
from custom_components.podero.api.http.transport import Transport
from simulator import Cloud

TOKEN_PATH = "/oauth2/token/"


def make_token(
    transport: Transport, base_url: str, client_id: str, client_secret: str
) -> AccessToken:
    return AccessToken(transport, base_url, client_id, client_secret, RateLimits())


@pytest.fixture
def token(session: ClientSession, cloud: Cloud, base_url: str) -> AccessToken:
    return make_token(
        Transport(session), base_url, cloud.client_id, cloud.client_secret
    )


def fetched(cloud: Cloud) -> int:
    return sum(request.path == TOKEN_PATH for request in cloud.requests)


async def test_a_token_is_fetched_once_and_kept(
    token: AccessToken, cloud: Cloud
) -> None:
    assert await token.get() == await token.get()
    assert fetched(cloud) == 1


async def test_a_hundred_callers_make_one_request(
    token: AccessToken, cloud: Cloud
) -> None:
    tokens = await asyncio.gather(*(token.get() for _ in range(100)))
    assert len(set(tokens)) == 1
    assert fetched(cloud) == 1


async def test_a_hundred_callers_share_one_failure(
    token: AccessToken, cloud: Cloud
) -> None:
    failure = cloud.faults.fail(path=TOKEN_PATH, status=503)
    results = await asyncio.gather(
        *(token.get() for _ in range(100)), return_exceptions=True
    )
    assert all(isinstance(result, PoderoServerError) for result in results)
    assert fetched(cloud) == 1
    failure.stop()
    assert await token.get()


async def test_a_caller_that_gives_up_does_not_take_the_others_along(
    token: AccessToken, cloud: Cloud
) -> None:
    impatient = asyncio.create_task(token.get())
    patient = asyncio.create_task(token.get())
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient
    assert fetched(cloud) == 1


async def test_a_token_is_renewed_a_minute_early(
    token: AccessToken, cloud: Cloud, morning: FrozenDateTimeFactory
) -> None:
    first = await token.get()
    morning.tick(36000 - 61)
    assert await token.get() == first
    morning.tick(2)
    assert await token.get() != first


async def test_a_living_token_outlasts_an_outage_of_the_token_endpoint(
    token: AccessToken, cloud: Cloud, morning: FrozenDateTimeFactory
) -> None:
    first = await token.get()
    failure = cloud.faults.fail(path=TOKEN_PATH, status=500)
    morning.tick(36000 - 30)
    assert await token.get() == first
    morning.tick(31)
    with pytest.raises(PoderoServerError):
        await token.get()
    failure.stop()
    assert await token.get() != first


async def test_a_dropped_token_is_fetched_anew(token: AccessToken) -> None:
    first = await token.get()
    token.drop(first)
    second = await token.get()
    assert second != first
    token.drop(first)
    assert await token.get() == second


async def test_a_wrong_secret_is_an_authentication_error(
    token: AccessToken, cloud: Cloud
) -> None:
    secret = cloud.client_secret
    cloud.tokens.change_secret("another")
    with pytest.raises(PoderoAuthenticationError):
        await token.get()
    cloud.tokens.change_secret(secret)
    assert await token.get()


async def test_a_client_id_with_a_colon_is_an_authentication_error(
    session: ClientSession, cloud: Cloud, base_url: str
) -> None:
    transport = Transport(session)
    strange = make_token(transport, base_url, "a:b", cloud.client_secret)
    with pytest.raises(PoderoAuthenticationError):
        await strange.get()
    assert fetched(cloud) == 1


async def test_a_renewal_with_a_revoked_secret_does_not_hide_behind_the_old_token(
    token: AccessToken, cloud: Cloud, morning: FrozenDateTimeFactory
) -> None:
    await token.get()
    cloud.tokens.revoke()
    morning.tick(36000 - 30)
    with pytest.raises(PoderoAuthenticationError):
        await token.get()


@pytest.mark.parametrize("error", ["invalid_client", "unauthorized_client"])
async def test_a_400_that_blames_the_client_is_an_authentication_error(
    token: AccessToken, cloud: Cloud, error: str
) -> None:
    failure = cloud.faults.fail(path=TOKEN_PATH, status=400, body={"error": error})
    with pytest.raises(PoderoAuthenticationError):
        await token.get()
    failure.stop()
    assert await token.get()


async def test_a_server_that_reads_only_forms_is_understood(
    token: AccessToken, cloud: Cloud
) -> None:
    cloud.behavior.token_body = "form"
    first = await token.get()
    assert fetched(cloud) == 2
    token.drop(first)
    await token.get()
    assert fetched(cloud) == 3


async def test_a_server_that_changes_its_mind_about_forms_is_understood(
    token: AccessToken, cloud: Cloud
) -> None:
    cloud.behavior.token_body = "form"
    token.drop(await token.get())
    cloud.behavior.token_body = "json"
    assert await token.get()


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (404, "<html>Not Found</html>", PoderoResponseError),
        (403, {"detail": "Forbidden"}, PoderoResponseError),
        (400, {"error": "invalid_request"}, PoderoResponseError),
        (502, "<html>Bad gateway</html>", PoderoServerError),
        (500, {"error": "invalid_client"}, PoderoServerError),
        (200, "<html>Welcome</html>", PoderoResponseError),
        (200, {"token_type": "Bearer"}, PoderoResponseError),
        (200, {"access_token": ""}, PoderoResponseError),
        (200, {"access_token": 5}, PoderoResponseError),
        (200, ["token"], PoderoResponseError),
    ],
)
async def test_other_troubles_are_no_authentication_error(
    token: AccessToken,
    cloud: Cloud,
    status: int,
    body: object,
    error: type[Exception],
) -> None:
    failure = cloud.faults.fail(path=TOKEN_PATH, status=status, body=body)
    with pytest.raises(error):
        await token.get()
    failure.stop()
    assert await token.get()


async def test_a_refused_connection_is_a_connection_error(
    session: ClientSession,
) -> None:
    token = make_token(Transport(session), "http://127.0.0.1:1", "id", "secret")
    with pytest.raises(PoderoConnectionError):
        await token.get()


async def test_a_token_without_a_lifetime_lives_an_hour(
    token: AccessToken, cloud: Cloud, morning: FrozenDateTimeFactory
) -> None:
    cloud.faults.fail(
        path=TOKEN_PATH, status=200, body={"access_token": "abc"}, times=1
    )
    assert await token.get() == "abc"
    morning.tick(3600 - 61)
    assert await token.get() == "abc"
    morning.tick(2)
    assert await token.get() != "abc"


async def test_a_renewal_that_nobody_waits_for_any_more_ends_quietly(
    token: AccessToken, cloud: Cloud, caplog: pytest.LogCaptureFixture
) -> None:
    cloud.faults.fail(path=TOKEN_PATH, status=500, times=1)
    waiting = asyncio.create_task(token.get())
    await asyncio.sleep(0)
    renewal = token._renewal
    assert renewal is not None
    waiting.cancel()
    await asyncio.wait([renewal])
    await asyncio.sleep(0)
    assert await token.get()
    assert "never retrieved" not in caplog.text


async def test_a_canceled_renewal_leaves_room_for_the_next(
    token: AccessToken,
) -> None:
    waiting = asyncio.create_task(token.get())
    await asyncio.sleep(0)
    assert token._renewal is not None
    token._renewal.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await token.get()


async def test_a_rate_limit_of_the_token_endpoint_is_obeyed_while_a_token_lives(
    token: AccessToken, cloud: Cloud, morning: FrozenDateTimeFactory
) -> None:
    first = await token.get()
    failure = cloud.faults.fail(
        path=TOKEN_PATH, status=429, headers={"Retry-After": "45"}
    )
    morning.tick(36000 - 50)
    assert await token.get() == first
    for _ in range(3):
        morning.tick(10)
        assert await token.get() == first
    assert failure.hits == 1
    failure.stop()
    morning.tick(16)
    assert await token.get() != first


async def test_nothing_is_sent_in_a_pause_that_outlives_the_token(
    token: AccessToken, cloud: Cloud, morning: FrozenDateTimeFactory
) -> None:
    first = await token.get()
    failure = cloud.faults.fail(
        path=TOKEN_PATH, status=429, headers={"Retry-After": "120"}
    )
    morning.tick(36000 - 50)
    assert await token.get() == first
    failure.stop()
    morning.tick(51)
    with pytest.raises(PoderoRateLimitError) as limited:
        await token.get()
    assert limited.value.retry_after == pytest.approx(120 - 51)
    assert not limited.value.was_sent
    assert fetched(cloud) == 2
    morning.tick(70)
    assert await token.get() != first
