"""How values and refusals look on the wire: Django Ninja's habits."""

from datetime import UTC, datetime, time
from typing import Any, Final

type Json = dict[str, Any]

NEVER: Final = "0001-01-01T00:00:00Z"
"""The sentinel that Podero's schema uses for a time that never was."""

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


class RefusalError(Exception):
    """An answer other than success, with a JSON body."""

    def __init__(self, status: int, body: Json) -> None:
        """Refuse with an HTTP status and a body."""
        super().__init__(status, body)
        self.status = status
        self.body = body


def not_found() -> RefusalError:
    """The refusal for something that does not exist, or not for this owner."""
    return RefusalError(404, {"detail": "Not Found"})


def unprocessable(*problems: Json) -> RefusalError:
    """The refusal for values that the schema does not allow."""
    return RefusalError(422, {"detail": list(problems)})


def timestamp(moment: datetime) -> str:
    """A date-time in UTC with Z, and with milliseconds only where there are any."""
    text = (
        moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00")
    )
    return f"{text.removesuffix('.000')}Z"


def to_json(value: object) -> object:
    """What a test hands in, as the JSON value that the API would give for it."""
    match value:
        case datetime():
            return timestamp(value)
        case time():
            return value.isoformat(timespec="seconds")
        case _:
            return value


def decimal_text(value: object) -> object:
    """A decimal as the framework writes it: text with two digits.

    Anything else stays.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return f"{value:.2f}"
