"""JSON formats of values and refusals, as Django Ninja writes them."""

from datetime import UTC, datetime, time
import json
import re
from typing import Any, Final

type Json = dict[str, Any]

NEVER: Final = "0001-01-01T00:00:00Z"
"""The value for "never" in Podero's schema."""

NOT_FOUND_PAGE: Final = """
<!doctype html>
<html lang="en">
<head>
  <title>Not Found</title>
</head>
<body>
  <h1>Not Found</h1><p>The requested resource was not found on this server.</p>
</body>
</html>
"""
SERVER_ERROR_PAGE: Final = NOT_FOUND_PAGE.replace(
    "Not Found", "Server Error (500)"
).replace(
    "<p>The requested resource was not found on this server.</p>",
    "<p></p>",
)


class RawJson:
    """A JSON token that is sent as it is, even if it is not valid JSON."""

    def __init__(self, token: str) -> None:
        """Initialize with the text to send."""
        self.token = token


_PLACEHOLDER: Final = re.compile(r'"\\u0000raw:(\d+)"')


def dump_json(value: object) -> str:
    """Return a value as JSON, with raw tokens."""
    tokens: list[str] = []

    def placeholder(raw: object) -> str:
        if not isinstance(raw, RawJson):
            raise TypeError(f"{raw!r} has no JSON format")
        tokens.append(raw.token)
        return f"\0raw:{len(tokens) - 1}"

    text = json.dumps(value, default=placeholder)
    if not tokens:
        return text
    return _PLACEHOLDER.sub(lambda match: tokens[int(match[1])], text)


class RefusalError(Exception):
    """An error answer with a JSON body."""

    def __init__(self, status: int, body: Json) -> None:
        """Initialize with an HTTP status and a body."""
        super().__init__(status, body)
        self.status = status
        self.body = body


def not_found() -> RefusalError:
    """Return the refusal of something that does not exist or has another owner."""
    return RefusalError(404, {"detail": "Not Found"})


def unprocessable(*problems: Json) -> RefusalError:
    """Return the refusal of values that the schema does not allow."""
    return RefusalError(422, {"detail": list(problems)})


def timestamp(moment: datetime) -> str:
    """Format a time in UTC with Z, and with milliseconds unless they are zero."""
    text = (
        moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00")
    )
    return f"{text.removesuffix('.000')}Z"


def to_json(value: object) -> object:
    """Return the JSON value for a value of a test."""
    match value:
        case datetime():
            return timestamp(value)
        case time():
            return value.isoformat(timespec="seconds")
        case _:
            return value


def decimal_text(value: object) -> object:
    """Return a number as text with two decimals, and other values unchanged."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return f"{value:.2f}"
