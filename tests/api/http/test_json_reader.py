"""Parsing of JSON, whatever arrives."""

from itertools import pairwise
import json
from typing import Any

from hypothesis import example, given, strategies as st
import pytest

from custom_components.podero.api import PoderoResponseError
from custom_components.podero.api.http.json_reader import (
    MAX_ITEM_CHARACTERS,
    MAX_VALUE_BYTES,
    ArrayReader,
    iterate_array,
    parse,
)

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
BAD_NUMBERS = ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "9" * 400, "9" * 5000]


@pytest.mark.parametrize("number", BAD_NUMBERS)
def test_a_number_that_no_float_holds_is_none(number: str) -> None:
    body = f'[{{"id": "a", "level": {number}}}, {{"id": "b", "level": 5}}]'.encode()
    expected = [{"id": "a", "level": None}, {"id": "b", "level": 5}]
    assert parse(body) == expected
    assert list(iterate_array(body)) == expected


@pytest.mark.parametrize("number", ["0", "-7", "5.25", "1e3", str(2**63), "1" * 20])
def test_other_numbers_stay_as_they_are(number: str) -> None:
    assert parse(number.encode()) == json.loads(number)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b'{"id": ',
        b"[1] 2",
        b"\xff",
        b'"\xed\xa0\x80"',
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000,
        b"[" * 200_000 + b"]" * 200_000,
        b" " * (MAX_VALUE_BYTES + 1),
    ],
    ids=lambda body: str(body[:12]),
)
def test_what_is_no_json_is_a_response_error(body: bytes) -> None:
    with pytest.raises(PoderoResponseError):
        parse(body)


def test_a_large_value_reads_the_same_as_a_small_one() -> None:
    rows = [{"time": f"{hour}", "energy": hour / 3} for hour in range(9_000)]
    body = json.dumps({"data": rows, "nan": float("nan")}).encode()
    assert MAX_ITEM_CHARACTERS < len(body) < MAX_VALUE_BYTES
    assert parse(body) == {"data": rows, "nan": None}


@given(
    items=st.lists(JSON), cuts=st.lists(st.integers(0, 10_000)), indent=st.booleans()
)
@example(items=[1.5, 12, 34e5, "é\u2028"], cuts=list(range(100)), indent=True)
def test_an_array_reads_the_same_wherever_it_is_cut(
    items: list[Any], cuts: list[int], indent: bool
) -> None:
    text = json.dumps(items, ensure_ascii=False, indent=2 if indent else None)
    body = f" {text}\r\n".encode(errors="replace")
    reader = ArrayReader()
    ends = sorted({0, len(body), *(cut for cut in cuts if cut < len(body))})
    found = [
        item for start, end in pairwise(ends) for item in reader.feed(body[start:end])
    ]
    reader.close()
    assert found == json.loads(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  ",
        b"{}",
        b"null",
        b"<html>",
        b"[",
        b"[1",
        b"[1,",
        b"[1,]",
        b"[,]",
        b"[1 2]",
        b"[1] 2",
        b"[1]]",
        b"]",
        b"[\xff]",
        b'["\xed\xa0\x80"]',
        b'[{"id"]',
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'["' + b"x" * 2 * MAX_ITEM_CHARACTERS + b'"]',
    ],
    ids=lambda body: str(body[:12]),
)
def test_what_is_no_array_is_a_response_error(body: bytes) -> None:
    with pytest.raises(PoderoResponseError):
        list(iterate_array(body))


def test_an_array_may_be_larger_than_a_value() -> None:
    items = [{"id": f"{number:0100}"} for number in range(20_000)]
    body = json.dumps(items).encode()
    assert len(body) > 2 * MAX_VALUE_BYTES
    assert list(iterate_array(body)) == items
