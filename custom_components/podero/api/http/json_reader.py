"""Parsing of JSON that tolerates bad numbers and never takes long at a time.

The cloud may send numbers that JSON does not allow or that no float can hold: ``NaN``,
``Infinity``, ``1e400`` and integers of many digits. Each of them reads as None and
costs no more than its field.

The C scanner of ``json`` holds the interpreter while it parses. It is used for pieces
of 256 KiB at most; what is larger is scanned in Python, which lets other threads run.
"""

from codecs import getincrementaldecoder
from collections.abc import Iterator
from json import JSONDecoder
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from math import isfinite
import re
from typing import Any, Final

from ..exceptions import PoderoResponseError

MAX_VALUE_BYTES: Final = 1024 * 1024
MAX_ITEM_CHARACTERS: Final = 256 * 1024
CHUNK_BYTES: Final = 16 * 1024
MAX_INTEGER_CHARACTERS: Final = 20

_WHITESPACE: Final = re.compile(r"[ \t\n\r]*")
# The punctuation that may follow, and whether an item may follow.
_AFTER: Final = {"[": ("]", True), ",": ("", True), "]": ("", False)}


def _float(text: str) -> float | None:
    value = float(text)
    return value if isfinite(value) else None


def _integer(text: str) -> int | None:
    return int(text) if len(text) <= MAX_INTEGER_CHARACTERS else None


def _decoder() -> JSONDecoder:
    return JSONDecoder(
        parse_float=_float,
        parse_int=_integer,
        parse_constant=lambda _: None,
    )


_FAST: Final = _decoder()
_INTERRUPTIBLE: Final = _decoder()
_INTERRUPTIBLE.scan_once = py_make_scanner(_INTERRUPTIBLE)  # type: ignore[attr-defined]


def parse(body: bytes) -> Any:
    """Return the JSON value in a body.

    Raises:
        PoderoResponseError: The body is not JSON, is nested too deeply or is larger
            than 1 MiB.

    """
    if len(body) > MAX_VALUE_BYTES:
        raise PoderoResponseError("The response is too large")
    decoder = _FAST if len(body) <= MAX_ITEM_CHARACTERS else _INTERRUPTIBLE
    try:
        return decoder.decode(body.decode())
    except (ValueError, RecursionError) as err:
        raise PoderoResponseError("The response is not JSON") from err


def iterate_array(body: bytes) -> Iterator[Any]:
    """Yield the items of the JSON array in a body; those of a small one share keys.

    Raises:
        PoderoResponseError: The body is not a JSON array, or an item is too large.

    """
    if len(body) <= MAX_ITEM_CHARACTERS:
        if not isinstance(items := parse(body), list):
            raise PoderoResponseError("The response is not a list")
        yield from items
        return
    reader = ArrayReader()
    for start in range(0, len(body), CHUNK_BYTES):
        yield from reader.feed(body[start : start + CHUNK_BYTES])
    reader.close()


class ArrayReader:
    """Parses a JSON array item by item while it arrives.

    No more than one incomplete item is kept.
    """

    def __init__(self) -> None:
        """Initialize a reader that has received nothing."""
        self._decoder = getincrementaldecoder("utf-8")()
        self._text = ""
        self._expected = "["
        self._expects_item = False

    def feed(self, chunk: bytes) -> Iterator[Any]:
        """Yield the items that a chunk of the array completes.

        Raises:
            PoderoResponseError: This is not a JSON array, or an item is too large.

        """
        try:
            text = self._text + self._decoder.decode(chunk)
        except UnicodeDecodeError as err:
            raise PoderoResponseError("The response is not JSON") from err
        position = 0
        while (position := _skip_whitespace(text, position)) < len(text):
            character = text[position]
            if character in self._expected:
                self._expected, self._expects_item = _AFTER[character]
                position += 1
            elif not self._expects_item:
                raise PoderoResponseError("The response is not a list")
            elif (found := _item(text, position)) is None:
                break
            else:
                item, position = found
                self._expected, self._expects_item = ",]", False
                yield item
        self._text = text[position:]
        if len(self._text) > MAX_ITEM_CHARACTERS:
            raise PoderoResponseError("An item of the response is too large")

    def close(self) -> None:
        """Check that the array has ended.

        Raises:
            PoderoResponseError: The array is not complete.

        """
        if self._expected or self._expects_item:
            raise PoderoResponseError("The response is not a list")


def _item(text: str, position: int) -> tuple[Any, int] | None:
    """Return the item at a position and its end; None if it is not complete."""
    try:
        item, end = _FAST.raw_decode(text, position)
    except ValueError:
        return None
    except RecursionError as err:
        raise PoderoResponseError("The response is not JSON") from err
    # What looks like a number may be the beginning of one.
    end = _skip_whitespace(text, end)
    return (item, end) if text[end : end + 1] in (",", "]") else None


def _skip_whitespace(text: str, position: int) -> int:
    match = _WHITESPACE.match(text, position)
    return match.end() if match else position
