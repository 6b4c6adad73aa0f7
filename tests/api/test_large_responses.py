"""Large and strange responses: `scripts/bench hold` measures that they are light."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
import json

import pytest

from custom_components.podero.api import HeatPump, History, PoderoResponseError, User
from custom_components.podero.api.http.transport import CHUNK_BYTES
from tests.api.fake_session import fake_client

NOW = datetime(2026, 3, 18, 9, tzinfo=UTC)
PUMP = HeatPump(id="the-device")


@pytest.fixture(autouse=True)
async def _end_threads() -> AsyncIterator[None]:
    """End the threads that large responses are read in."""
    yield
    await asyncio.get_running_loop().shutdown_default_executor()


def array(item: str, size: int) -> bytes:
    return f"[{','.join([item] * (size // (len(item) + 1)))}]".encode()


async def test_ten_thousand_devices() -> None:
    body = json.dumps([{"id": f"{number}"} for number in range(10_000)]).encode()
    assert len([*await fake_client(body).devices(HeatPump)]) == 10_000


async def test_devices_that_have_not_changed() -> None:
    body = json.dumps([{"id": f"{number}"} for number in range(10_000)])
    first = await fake_client(body.encode()).devices(HeatPump)
    again = body.replace(",", ", ").encode()
    devices = await fake_client(again).devices(HeatPump, first)
    assert all(one is other for one, other in zip(devices, first, strict=True))


@pytest.mark.parametrize(
    ("item", "size"),
    [
        ("[]", 500_000),
        ("{}", 500_000),
        ("0", 500_000),
        ("0.1", 500_000),
        ("NaN", 500_000),
        ('""', 500_000),
        ("null", 500_000),
        ('{"id": "a"}', 500_000),
        ("[[[[[]]]]]", 500_000),
        (f'"{"x" * 1000}"', 8_000_000),
        (f'{{"id": "a", "other": "{"x" * 1000}"}}', 8_000_000),
    ],
    ids=lambda value: str(value)[:20],
)
async def test_a_long_list(item: str, size: int) -> None:
    devices = await fake_client(array(item, size)).devices(HeatPump)
    assert len([*devices]) == ('"id"' in item)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b"[[" + b'{"a":' * 100_000,
        b"[" * 8_000_000,
        b"[" + b'"' * 8_000_000,
        b'["' + b"x" * 8_000_000 + b'"]',
        b" " * 8_000_000,
        b"x" * 8_000_000,
    ],
    ids=lambda body: f"{body[:4]}-{len(body)}",
)
async def test_what_is_no_list_is_refused(body: bytes) -> None:
    results = await asyncio.gather(
        fake_client(body).devices(HeatPump),
        fake_client(body).users(),
        fake_client(body).actions(PUMP),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [PoderoResponseError] * 3


async def test_a_history_of_a_month_with_rows_of_a_kilobyte() -> None:
    rows = [
        {"time": f"2026-03-{day:02}T{hour:02}:00:00Z", "other": "x" * 1200}
        for day in range(1, 32)
        for hour in range(24)
    ]
    body = json.dumps({"data": rows}).encode()
    assert len((await fake_client(body).history(PUMP, NOW, NOW)).rows) == 744


@pytest.mark.parametrize("row", ["[]", "{}", "0", "NaN", '""', '{"time": "2026"}'])
async def test_a_history_of_a_megabyte(row: str) -> None:
    body = b'{"data": ' + array(row, 1_000_000) + b"}"
    assert await fake_client(body).history(PUMP, NOW, NOW) == History(
        units={"solar_production_wh": "Wh", "grid_export_wh": "Wh"}, rows=()
    )


async def test_more_than_a_megabyte_is_no_history() -> None:
    body = b'{"data": ' + array("{}", 1_100_000) + b"}"
    with pytest.raises(PoderoResponseError):
        await fake_client(body).history(PUMP, NOW, NOW)


async def test_a_hundred_thousand_users_let_the_loop_turn_for_each_chunk() -> None:
    user = {
        "organization_id": "3c90c3cc-0d44-4b50-8888-8dd25736052a",
        "role": "user",
        "first_name": "Sample",
        "street_and_number": "x" * 400,
    }
    chunks = [
        f"{',' if number else '['}{json.dumps(user | {'id': str(number)})}".encode()
        for number in range(100_000)
    ]
    body = b"".join(chunks) + b"]"
    assert len(body) > 50_000_000
    reading = asyncio.ensure_future(fake_client(body).users())
    turns = 0
    while not reading.done():
        await asyncio.sleep(0)
        turns += 1
    users = reading.result()
    assert users[99_999] == User(id="99999", role="user", first_name="Sample")
    assert len(users) == 100_000
    assert turns > len(body) // CHUNK_BYTES


async def test_an_endless_list_of_users_is_cut_off() -> None:
    podero = fake_client(*[b"[" + b" " * 999_999] * 200)
    with pytest.raises(PoderoResponseError):
        await podero.users()


async def test_a_list_of_users_that_is_no_text_is_refused() -> None:
    with pytest.raises(PoderoResponseError):
        await fake_client(b"[", b"\xff\xff]").users()


async def test_users_that_cannot_be_read_are_left_out() -> None:
    podero = fake_client(b'[{"id": "a"}, 5, {}, {"id": "b", "email": NaN}]')
    assert await podero.users() == [User(id="a"), User(id="b")]
