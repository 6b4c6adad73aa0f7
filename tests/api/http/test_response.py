"""Contents of responses."""

import asyncio
from collections.abc import Awaitable, Callable
from threading import get_ident

import pytest

from custom_components.podero.api import (
    PoderoAuthenticationError,
    PoderoError,
    PoderoForbiddenError,
    PoderoNotFoundError,
    PoderoRateLimitError,
    PoderoRejectedError,
    PoderoResponseError,
    PoderoServerError,
)
from custom_components.podero.api.http.response import SMALL_BODY_BYTES, Response

type Read = Callable[[Response, Callable[[object], int]], Awaitable[int]]


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (200, {}, None),
        (204, {}, None),
        (299, {"Retry-After": "1"}, None),
        (300, {}, PoderoResponseError),
        (399, {}, PoderoResponseError),
        (400, {}, PoderoRejectedError),
        (401, {}, PoderoAuthenticationError),
        (403, {}, PoderoForbiddenError),
        (404, {}, PoderoNotFoundError),
        (409, {}, PoderoRejectedError),
        (422, {}, PoderoRejectedError),
        (429, {}, PoderoRateLimitError),
        (499, {}, PoderoRejectedError),
        (500, {}, PoderoServerError),
        (500, {"Retry-After": "1"}, PoderoServerError),
        (503, {}, PoderoServerError),
        (503, {"Retry-After": "1"}, PoderoRateLimitError),
    ],
)
def test_each_status_has_its_error(
    status: int, headers: dict[str, str], expected: type[PoderoError] | None
) -> None:
    response = Response(status, headers, b"")
    if expected is None:
        response.raise_for_status()
        return
    with pytest.raises(expected) as failed:
        response.raise_for_status()
    assert type(failed.value) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"error": "invalid_client"}', {"error": "invalid_client"}),
        (b'{"error": NaN}', {"error": None}),
        (b"[1]", {}),
        (b"<html>", {}),
        (b"", {}),
        (b'{"error": "%s"}' % (b"x" * SMALL_BODY_BYTES), {}),
    ],
    ids=lambda value: str(value)[:20],
)
def test_the_details_of_an_error(body: bytes, expected: dict[str, object]) -> None:
    assert Response(400, {}, body).details() == expected


@pytest.mark.parametrize("read", [Response.read, Response.read_array])
async def test_a_large_body_is_read_in_a_thread(read: Read) -> None:
    async def thread(body: bytes) -> int:
        return await read(Response(200, {}, body), lambda _: get_ident())

    small = b"[]".ljust(SMALL_BODY_BYTES)
    assert await thread(small) == get_ident()
    assert await thread(small + b" ") != get_ident()
    await asyncio.get_running_loop().shutdown_default_executor()
