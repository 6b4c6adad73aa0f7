"""The table of `docs/faults.md`."""

from pathlib import Path
from typing import Final

_PAGE: Final = Path("docs/faults.md").read_text("utf-8")


def _rows(heading: str) -> list[list[str]]:
    """Return the cells of the table under a heading, its own heading first."""
    section = _PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.split("|")[1:-1] for line in section.splitlines() if "|" in line]
    return [[cell.strip() for cell in row] for row in (rows[0], *rows[2:])]


_HEAD, *_BODY = _rows("Behavior")
COLUMNS: Final = tuple(_HEAD[1:])
TABLE: Final[dict[tuple[str, str], str]] = {
    (row[0], column): word
    for row in _BODY
    for column, word in zip(COLUMNS, row[1:], strict=True)
}
"""The result, by failure and column."""
TROUBLES: Final = tuple(row[0] for row in _BODY)
REQUESTS: Final = {row[0]: row[1] for row in _rows("Requests")[1:]}
"""The requests, by column."""
WORDS: Final = {row[0]: row[1] for row in _rows("Results")[1:]}
"""The meaning of each result."""
