"""Requests with a token, what is counted, and the pauses the cloud asks for."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from aiohttp import ClientSession
from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.podero.api import (
    PoderoAuthenticationError,
    PoderoError,
    PoderoNotFoundError,
    PoderoRateLimitError,
    PoderoResponseError,
    PoderoServerError,
)
from custom_components.podero.api.http.connection import RETRY_PAUSES, Connection
from custom_components.podero.api.http.transport import Transport
from simulator import Cloud
from tests.api.conftest import as_it_is

TOKEN_PATH = "/oauth2/token/"


@pytest.fixture
def connection(session: ClientSession, cloud: Cloud, base_url: str) -> Connection:
    return Connection(
        Transport(session), base_url, cloud.client_id, cloud.client_secret
    )


@pytest.fixture
def home(cloud: Cloud) -> str:
    return f"/org/{cloud.org_id}/users/{cloud.home.id}"


async def test_the_json_of_an_answer(
    connection: Connection, cloud: Cloud, home: str
) -> None:
    [pump] = await connection.get(f"{home}/heat-pumps", as_it_is)
    assert pump["id"] == cloud.heat_pump.id


async def test_an_answer_that_is_no_json(
    connection: Connection, cloud: Cloud, home: str
) -> None:
    failure = cloud.faults.fail(
        path="*/heat-pumps", status=200, body="<html>Welcome</html>"
    )
    with pytest.raises(PoderoResponseError):
        await connection.get(f"{home}/heat-pumps", as_it_is)
    failure.stop()
    assert await connection.get(f"{home}/heat-pumps", as_it_is)


async def test_a_refused_token_is_replaced_once(
    connection: Connection, cloud: Cloud, home: str
) -> None:
    await connection.get(f"{home}/heat-pumps", as_it_is)
    cloud.tokens.expire()
    await connection.get(f"{home}/heat-pumps", as_it_is)
    assert connection.request_log.requests == {"POST token": 2, "GET heat-pumps": 3}
    assert not connection.request_log.failures

    failure = cloud.faults.fail(path="*/heat-pumps", status=401)
    with pytest.raises(PoderoAuthenticationError):
        await connection.get(f"{home}/heat-pumps", as_it_is)
    assert failure.hits == 2
    assert len(connection.request_log.failures) == 1
    failure.stop()
    assert await connection.get(f"{home}/heat-pumps", as_it_is)


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/org/the-org/users", "GET org/users"),
        ("GET", "/org/the-org/users/the-user/heat-pumps", "GET heat-pumps"),
        ("PUT", "/org/the-org/users/the-user/inverters/the-device", "PUT inverters"),
        (
            "POST",
            "/org/the-org/users/the-user/electric-vehicles/the-device/boost",
            "POST electric-vehicles/boost",
        ),
        (
            "GET",
            "/org/the-org/users/the-user/electric-vehicles/the-device/sessions/current",
            "GET electric-vehicles/sessions",
        ),
        ("GET", "/org/the-org/users/the-user/buildings/the-building", "GET buildings"),
        ("POST", "/cues/the-cue/resolve", "POST cues/resolve"),
        ("GET", "/org/a%2Fb/users/c%2Fd/heat-pumps/e%2Ff", "GET heat-pumps"),
    ],
)
async def test_requests_are_counted_without_ids(
    connection: Connection, cloud: Cloud, method: str, path: str, name: str
) -> None:
    cloud.faults.fail(path="/[!o]*", status=200, body={})
    cloud.faults.fail(path="/org/*", status=404)
    with pytest.raises(PoderoNotFoundError) if path[1] == "o" else nullcontext():
        await connection.request(method, path, params={"secret": "hidden"})
    failures = [failure.request for failure in connection.request_log.failures]
    assert failures == ([name] if path[1] == "o" else [])
    assert list(connection.request_log.requests) == ["POST token", name]


async def test_the_last_success_and_the_failures_are_remembered(
    connection: Connection, cloud: Cloud, home: str, morning: FrozenDateTimeFactory
) -> None:
    await connection.get(f"{home}/heat-pumps", as_it_is)
    first = datetime.now(UTC)
    assert connection.request_log.last_success == first

    morning.tick(60)
    failure = cloud.faults.fail(path="*/heat-pumps", status=500)
    with pytest.raises(PoderoServerError):
        await connection.get(f"{home}/heat-pumps", as_it_is)
    assert connection.request_log.last_success == first
    [failed] = connection.request_log.failures
    assert failed.at == first + timedelta(seconds=60)
    assert failed.request == "GET heat-pumps"
    assert failed.error == "PoderoServerError: The response has status 500"

    failure.stop()
    await connection.get(f"{home}/heat-pumps", as_it_is)
    assert connection.request_log.last_success == first + timedelta(seconds=60)
    assert connection.request_log.since(first) == 4


async def test_a_token_that_cannot_be_bought_is_a_failure_of_the_request(
    connection: Connection, cloud: Cloud, home: str
) -> None:
    secret = cloud.client_secret
    cloud.tokens.change_secret("another")
    with pytest.raises(PoderoAuthenticationError):
        await connection.get(f"{home}/heat-pumps", as_it_is)
    [failed] = connection.request_log.failures
    assert failed.request == "GET heat-pumps"
    assert connection.request_log.requests == {"POST token": 1}
    cloud.tokens.change_secret(secret)
    assert await connection.get(f"{home}/heat-pumps", as_it_is)


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {}, 60),
        (429, {"Retry-After": "120"}, 120),
        (503, {"Retry-After": "120"}, 120),
        (503, {"Retry-After": "soon"}, 60),
        (503, {"Retry-After": ""}, 60),
        (503, {"retry-after": "120"}, 120),
    ],
)
@pytest.mark.parametrize("path", ["*/heat-pumps", TOKEN_PATH])
async def test_nothing_is_sent_while_the_cloud_asks_to_wait(
    connection: Connection,
    cloud: Cloud,
    home: str,
    morning: FrozenDateTimeFactory,
    status: int,
    headers: dict[str, str],
    seconds: int,
    path: str,
) -> None:
    failure = cloud.faults.fail(path=path, status=status, headers=headers)
    with pytest.raises(PoderoRateLimitError) as limited:
        await connection.get(f"{home}/heat-pumps", as_it_is)
    assert limited.value.retry_after == seconds
    failure.stop()

    cloud.requests.clear()
    before = dict(connection.request_log.requests)
    morning.tick(seconds - 10)
    with pytest.raises(PoderoRateLimitError) as limited:
        await connection.get(f"{home}/inverters", as_it_is)
    assert limited.value.retry_after == pytest.approx(10)
    assert not cloud.requests
    # What was not sent is neither counted nor a failure.
    assert connection.request_log.requests == before
    assert len(connection.request_log.failures) == 1

    morning.tick(11)
    assert await connection.get(f"{home}/heat-pumps", as_it_is)


@pytest.mark.parametrize(
    ("status", "headers"),
    [(503, {}), (500, {"Retry-After": "120"}), (502, {"Retry-After": "120"})],
)
async def test_other_troubles_ask_for_no_pause(
    connection: Connection,
    cloud: Cloud,
    home: str,
    status: int,
    headers: dict[str, str],
) -> None:
    cloud.faults.fail(path="*/heat-pumps", status=status, headers=headers, times=1)
    with pytest.raises(PoderoServerError):
        await connection.get(f"{home}/heat-pumps", as_it_is)
    assert await connection.get(f"{home}/heat-pumps", as_it_is)


async def test_tries_are_three_with_a_rest_between_them_that_grows(
    connection: Connection, cloud: Cloud, home: str, morning: FrozenDateTimeFactory
) -> None:
    rests: list[float] = []

    async def rest(seconds: float) -> None:
        rests.append(seconds)
        morning.tick(seconds)

    failing = cloud.faults.fail("PUT", status=503)
    path = f"{home}/inverters/{cloud.solar_inverter.id}"
    with (
        patch(
            "custom_components.podero.api.http.connection.RETRY_PAUSES", RETRY_PAUSES
        ),
        patch("custom_components.podero.api.http.connection.asyncio.sleep", rest),
    ):
        with pytest.raises(PoderoServerError):
            await connection.request("PUT", path, json={})
        assert failing.hits == 3
        assert 0 < rests[0] < rests[1]
        failing.stop()
        await connection.request("PUT", path, json={})
    assert len(rests) == 2


@pytest.mark.parametrize(
    ("until", "now", "seconds"),
    [
        # The clock of the home says 9:00.
        ("Wed, 18 Mar 2026 12:02:00 GMT", "Wed, 18 Mar 2026 12:00:00 GMT", 120),
        ("Wed, 18 Mar 2026 07:02:00 GMT", "Wed, 18 Mar 2026 07:00:00 GMT", 120),
        ("Wed, 18 Mar 2026 07:00:00 GMT", "Wed, 18 Mar 2026 07:00:00 GMT", 1),
        ("Wed, 18 Mar 2026 07:00:00 GMT", "Wed, 18 Mar 2026 08:00:00 GMT", 1),
        ("Sat, 18 Apr 2026 07:00:00 GMT", "Wed, 18 Mar 2026 07:00:00 GMT", 86400),
        ("Wednesday, 18-Mar-26 12:02:00 GMT", "Wed Mar 18 12:00:00 2026", 120),
        ("Wed, 18 Mar 2026 09:02:00 GMT", "yesterday", 120),
        ("Wed, 18 Mar 2026 09:02:00 GMT", "", 120),
        ("Wed, 99 Mar 2026 09:02:00 GMT", "Wed, 18 Mar 2026 09:00:00 GMT", 60),
    ],
)
async def test_a_time_to_wait_for_is_one_by_the_clock_of_the_cloud(
    connection: Connection,
    cloud: Cloud,
    home: str,
    morning: FrozenDateTimeFactory,
    until: str,
    now: str,
    seconds: int,
) -> None:
    headers = {"Retry-After": until, "Date": now}
    cloud.faults.fail(path="*/heat-pumps", status=429, headers=headers, times=1)
    with pytest.raises(PoderoRateLimitError) as limited:
        await connection.get(f"{home}/heat-pumps", as_it_is)
    assert limited.value.retry_after == seconds
    morning.tick(seconds)
    assert await connection.get(f"{home}/heat-pumps", as_it_is)


async def test_failures_carry_neither_ids_nor_secrets(
    connection: Connection, cloud: Cloud, home: str
) -> None:
    for status in (302, 400, 401, 403, 404, 422, 500):
        cloud.faults.fail(
            path="*/heat-pumps",
            status=status,
            body={"detail": cloud.client_secret},
            headers={"Location": f"https://podero.example.com/{cloud.org_id}"},
        )
        with pytest.raises(PoderoError):
            await connection.get(
                f"{home}/heat-pumps", as_it_is, params={"secret": "hidden"}
            )
    said = f"{connection.request_log.failures}"
    assert len(connection.request_log.failures) == 7
    for secret in (cloud.client_secret, cloud.org_id, cloud.home.id, "hidden", "http:"):
        assert secret not in said
    cloud.faults.heal()
    assert await connection.get(f"{home}/heat-pumps", as_it_is)
