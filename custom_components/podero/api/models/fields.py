"""Declarations of the fields of models, and how their values are read.

Each function declares a field of a dataclass. A value that cannot be read costs that
field alone: it is None.
"""

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import MAXYEAR, UTC, datetime, time
from enum import StrEnum
from functools import cache
import logging
from typing import Any

_LOGGER = logging.getLogger(__name__)

READ = "read"
WITHIN = "within"
MAX_TEXT = 255
# No quantity of a home is larger, and sums of such numbers stay finite.
MAX_NUMBER = 1e15
FIRST_YEAR = 2000
# Databases use 9999 for "never"; it overflows in time zones east of UTC.
LAST_YEAR = MAXYEAR - 1


def number() -> float | None:
    """Declare a number, at most ±10^15; the cloud sends its decimals as text."""
    return field(default=None, metadata={READ: _number})


def boolean() -> bool | None:
    """Declare a boolean."""
    return field(default=None, metadata={READ: _boolean})


def text() -> str | None:
    """Declare a text of at most 255 characters; an empty one is None."""
    return field(default=None, metadata={READ: read_text})


def timestamp() -> datetime | None:
    """Declare a point in time, in UTC.

    Podero writes "never" as the year 1. Years before 2000 and the year 9999 are None.
    """
    return field(default=None, metadata={READ: _timestamp})


def time_of_day() -> time | None:
    """Declare a time of day, to the minute."""
    return field(default=None, metadata={READ: _time_of_day})


def enum[EnumT: StrEnum](
    name: str, members: type[EnumT], *, no_value: str = ""
) -> EnumT | None:
    """Declare a member of an enumeration, read regardless of case.

    An empty text and ``no_value`` are None. So is a word that is no member; the log
    says so once per name, without the word.
    """

    def read(value: Any) -> EnumT | None:
        if not isinstance(value, str):
            return None
        word = value.strip().lower()
        if word in members:
            return members(word)
        if word not in ("", no_value):
            _log_unknown(name)
        return None

    return field(default=None, metadata={READ: read})


def nested(name: str, declare: Callable[[], Any]) -> Any:
    """Declare a field of an inner object: ``nested("device_model", text)``."""
    read = declare().metadata[READ]
    return field(default=None, metadata={READ: read, WITHIN: name})


def format_utc(value: datetime) -> str:
    """Return a point in time with a time zone as the cloud expects it.

    That is ISO 8601 in UTC, to the second: ``2026-03-18T09:00:00Z``.
    """
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def read_fields(model: type, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of the declared fields of a dataclass, read from JSON."""
    values: dict[str, Any] = {}
    for name, read, within in _declarations(model):
        source = data if within is None else _within(data, within)
        values[name] = read(source.get(name))
    return values


def read_text(value: Any) -> str | None:
    """Return a text of at most 255 characters without spaces around it, else None.

    Lone surrogates are left out, because they cannot be encoded.
    """
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        return None
    return value.encode(errors="ignore").decode().strip() or None


def _within(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = data.get(name)
    return inner if isinstance(inner, Mapping) else {}


@cache
def _declarations(
    model: type,
) -> tuple[tuple[str, Callable[[Any], Any], str | None], ...]:
    return tuple(
        (name, declared.metadata[READ], declared.metadata.get(WITHIN))
        for name, declared in model.__dataclass_fields__.items()  # type: ignore[attr-defined]
        if READ in declared.metadata
    )


def _number(value: Any) -> float | None:
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # A sum with 0 is never -0, which would show as a state.
    return value + 0 if -MAX_NUMBER <= value <= MAX_NUMBER else None


def _boolean(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _timestamp(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return None
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        return None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def _time_of_day(value: Any) -> time | None:
    if not isinstance(value, str):
        return None
    for read in (time.fromisoformat, lambda text: datetime.fromisoformat(text).time()):
        try:
            return read(value).replace(second=0, microsecond=0, tzinfo=None)
        except ValueError:
            continue
    return None


@cache
def _log_unknown(name: str) -> None:
    _LOGGER.warning("Podero sent a value of %s that this version does not know", name)
