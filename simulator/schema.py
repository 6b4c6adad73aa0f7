"""Validation of requests, with the messages of Django Ninja.

A check takes a JSON value, and returns the value to store or raises `ProblemError`.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
import math
from typing import Any, Final
from uuid import UUID

from .json_format import Json, RefusalError, timestamp, unprocessable

type Check = Callable[[Any], Any]

_TRUE: Final = ("true", "1", "on", "yes", "t", "y")
_FALSE: Final = ("false", "0", "off", "no", "f", "n")


class ProblemError(Exception):
    """A value that a schema does not allow."""

    def __init__(
        self, error_type: str, message: str, context: Json | None = None
    ) -> None:
        """Initialize with a type and a message."""
        super().__init__(error_type, message)
        self.error_type = error_type
        self.message = message
        self.context = context

    def at(self, *where: object) -> Json:
        """Return the problem as an item of a 422 body."""
        item: Json = {"type": self.error_type, "loc": list(where), "msg": self.message}
        return item if self.context is None else {**item, "ctx": self.context}


def boolean(value: Any) -> bool:
    """Accept true, false, and words and numbers for them."""
    text = str(value).lower()
    if isinstance(value, bool | str) or value in (0, 1):
        if text in _TRUE:
            return True
        if text in _FALSE:
            return False
        raise ProblemError(
            "bool_parsing", "Input should be a valid boolean, unable to interpret input"
        )
    raise ProblemError("bool_type", "Input should be a valid boolean")


def number(value: Any) -> float:
    """Accept a finite number, also as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ProblemError("float_type", "Input should be a valid number")
    try:
        result = float(value)
    except ValueError, OverflowError:
        message = "Input should be a valid number, unable to parse string as a number"
        raise ProblemError("float_parsing", message) from None
    if not math.isfinite(result):
        raise ProblemError("finite_number", "Input should be a finite number")
    return result


def decimal(value: Any) -> float:
    """Accept a decimal as a number or text, rounded to two decimals."""
    try:
        return round(number(value), 2)
    except ProblemError as problem:
        match problem.error_type:
            case "float_type":
                kinds = "an integer, float, string or Decimal object"
                raise ProblemError(
                    "decimal_type", f"Decimal input should be {kinds}"
                ) from None
            case "float_parsing":
                raise ProblemError(
                    "decimal_parsing", "Input should be a valid decimal"
                ) from None
        raise


def integer(value: Any) -> int:
    """Accept a whole number, also as text or as a float without a fraction."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ProblemError("int_type", "Input should be a valid integer")
    try:
        result = float(int(value) if isinstance(value, str) else value)
    except ValueError, OverflowError:
        message = (
            "Input should be a valid integer, unable to parse string as an integer"
        )
        raise ProblemError("int_parsing", message) from None
    if not result.is_integer():
        message = "Input should be a valid integer, got a number with a fractional part"
        raise ProblemError("int_from_float", message)
    return int(result)


def text(longest: int | None = None) -> Check:
    """Accept text up to a maximum length."""

    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise ProblemError("string_type", "Input should be a valid string")
        if longest is not None and len(value) > longest:
            message = f"String should have at most {longest} characters"
            raise ProblemError("string_too_long", message, {"max_length": longest})
        return value

    return check


def one_of(*options: str) -> Check:
    """Accept some words."""
    quoted = [f"'{option}'" for option in options]
    expected = f"{', '.join(quoted[:-1])} or {quoted[-1]}"

    def check(value: Any) -> str:
        if value not in options:
            raise ProblemError(
                "enum", f"Input should be {expected}", {"expected": expected}
            )
        return str(value)

    return check


def uuid(value: Any) -> str:
    """Accept a UUID as text."""
    if not isinstance(value, str):
        raise ProblemError(
            "uuid_type", "UUID input should be a string, bytes or UUID object"
        )
    try:
        return str(UUID(value))
    except ValueError:
        error = "badly formed hexadecimal UUID string"
        raise ProblemError(
            "uuid_parsing", f"Input should be a valid UUID, {error}", {"error": error}
        ) from None


def moment(value: Any) -> str:
    """Accept a date-time with or without an offset, stored in UTC."""
    if not isinstance(value, str):
        raise ProblemError("datetime_type", "Input should be a valid datetime")
    try:
        parsed = datetime.fromisoformat(value)
        return timestamp(parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC))
    except ValueError, OverflowError:
        message = "Input should be a valid datetime or date, invalid character in year"
        raise ProblemError("datetime_from_date_parsing", message) from None


def clock_time(value: Any) -> str:
    """Accept a time of day, stored with its seconds."""
    if not isinstance(value, str):
        raise ProblemError("time_type", "Input should be a valid time")
    try:
        return time.fromisoformat(value).isoformat(timespec="seconds")
    except ValueError:
        raise ProblemError(
            "time_parsing", "Input should be in a valid time format, invalid character"
        ) from None


def within(check: Check, lowest: float, highest: float) -> Check:
    """Accept a number in a range, including both ends."""

    def checked(value: Any) -> Any:
        result = check(value)
        if result < lowest:
            message = f"Input should be greater than or equal to {lowest}"
            raise ProblemError("greater_than_equal", message, {"ge": lowest})
        if result > highest:
            message = f"Input should be less than or equal to {highest}"
            raise ProblemError("less_than_equal", message, {"le": highest})
        return result

    return checked


def optional(check: Check) -> Check:
    """Accept null, or what the check accepts."""
    return lambda value: None if value is None else check(value)


def mapping(value: Any) -> Json:
    """Accept any object."""
    if not isinstance(value, dict):
        message = "Input should be a valid dictionary or object to extract fields from"
        raise ProblemError("model_attributes_type", message)
    return value


def validated(
    schema: Mapping[str, Check],
    body: Any,
    *,
    required: bool = False,
    where: tuple[str, ...],
) -> Json:
    """Validate a body with a schema, and drop unknown keys.

    Args:
        schema: a check for each field.
        body: the parsed JSON body, or the query.
        required: whether a missing field is a problem.
        where: the first items of the `loc` of each problem.

    Raises:
        RefusalError: 422 with all problems.
    """
    try:
        given = mapping(body)
    except ProblemError as problem:
        raise unprocessable(problem.at(*where)) from None
    result: Json = {}
    problems: list[Json] = []
    for name, check in schema.items():
        if name not in given:
            if required:
                problems.append(
                    ProblemError("missing", "Field required").at(*where, name)
                )
            continue
        try:
            result[name] = check(given[name])
        except ProblemError as problem:
            problems.append(problem.at(*where, name))
        except RefusalError as refusal:
            problems.extend(refusal.body["detail"])
    if problems:
        raise unprocessable(*problems)
    return result


def day(value: Any) -> str:
    """Accept a calendar day."""
    try:
        return date.fromisoformat(text()(value)).isoformat()
    except ValueError:
        message = "Input should be a valid date or datetime, invalid character in year"
        raise ProblemError("date_from_datetime_parsing", message) from None
