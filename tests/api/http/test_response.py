"""Contents of responses."""

import pytest

from custom_components.podero.api.http.response import SMALL_BODY_BYTES, Response


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
