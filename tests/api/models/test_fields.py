"""Test parsing of single fields."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import Any

import pytest

from custom_components.podero.api.models.fields import (
    boolean,
    enum,
    nested,
    number,
    read_fields,
    text,
    time_of_day,
    timestamp,
)


class Word(StrEnum):
    OK = "ok"
    PLUGGED_IN = "plugged_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    plain: str = "not read"
    a_number: float | None = number()
    a_flag: bool | None = boolean()
    a_text: str | None = text()
    a_moment: datetime | None = timestamp()
    a_time: time | None = time_of_day()
    a_choice: Word | None = enum("a_choice", Word, no_value="unknown")
    inner: str | None = nested("outer", text)


def read(data: dict[str, Any]) -> Sample:
    return Sample(**read_fields(Sample, data))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (21, 21),
        (21.5, 21.5),
        ("21.50", 21.5),
        (" -3 ", -3.0),
        (0, 0),
        ("", None),
        ("warm", None),
        ("nan", None),
        ("inf", None),
        (1e400, None),
        (1e15, 1e15),
        (-1e15, -1e15),
        (1.01e15, None),
        ("-1.01e15", None),
        (True, None),
        ([], None),
        ({}, None),
        (None, None),
    ],
)
def test_number(value: Any, expected: float | None) -> None:
    assert read({"a_number": value}).a_number == expected


@pytest.mark.parametrize("value", [-0.0, "-0", "-0.00"])
def test_zero_has_no_sign(value: Any) -> None:
    assert str(read({"a_number": value}).a_number) == "0.0"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(True, True), (False, False), (1, None), ("true", None), (None, None)],
)
def test_flag(value: Any, expected: bool | None) -> None:
    assert read({"a_flag": value}).a_flag is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (" Nibe ", "Nibe"),
        ("", None),
        ("  ", None),
        ("x" * 255, "x" * 255),
        ("x" * 256, None),
        (5, None),
        (None, None),
    ],
)
def test_text(value: Any, expected: str | None) -> None:
    assert read({"a_text": value}).a_text == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-18T09:00:00Z", datetime(2026, 3, 18, 9, tzinfo=UTC)),
        ("2026-03-18T09:00:00.000Z", datetime(2026, 3, 18, 9, tzinfo=UTC)),
        ("2026-03-18T10:00:00+01:00", datetime(2026, 3, 18, 9, tzinfo=UTC)),
        ("2026-03-18T09:00:00", datetime(2026, 3, 18, 9, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("1999-12-31T23:59:59Z", None),
        ("9999-12-31T23:59:59Z", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("2026-02-30T09:00:00Z", None),
        ("tomorrow", None),
        (1773824400, None),
        (None, None),
    ],
)
def test_moment(value: Any, expected: datetime | None) -> None:
    assert read({"a_moment": value}).a_moment == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("07:00", time(7)),
        ("07:30:00", time(7, 30)),
        ("07:30:59.5", time(7, 30)),
        ("2026-03-18T07:30:00Z", time(7, 30)),
        ("25:00", None),
        ("", None),
        (7, None),
        (None, None),
    ],
)
def test_time_of_day(value: Any, expected: time | None) -> None:
    assert read({"a_time": value}).a_time == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("ok", Word.OK),
        (" OK ", Word.OK),
        ("Plugged_In", Word.PLUGGED_IN),
        ("unknown", None),
        ("", None),
        (" ", None),
        (3, None),
        (None, None),
        ([], None),
    ],
)
def test_enum(
    value: Any, expected: Word | None, caplog: pytest.LogCaptureFixture
) -> None:
    assert read({"a_choice": value}).a_choice is expected
    assert not caplog.messages


def test_unknown_words_are_logged_once_per_field_and_not_repeated(
    caplog: pytest.LogCaptureFixture,
) -> None:
    for word in ("unheard-of", "not", "known", "secret"):
        assert read({"a_choice": word}).a_choice is None
    assert caplog.messages == [
        "Podero sent a value of a_choice that this version does not know"
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"outer": {"inner": "a"}}, "a"),
        ({"outer": {}}, None),
        ({"outer": None}, None),
        ({"outer": "a"}, None),
        ({"inner": "a"}, None),
    ],
)
def test_nested(data: dict[str, Any], expected: str | None) -> None:
    assert read(data).inner == expected


def test_what_is_missing_or_new_costs_nothing() -> None:
    assert read({"new": 1}) == Sample()
