"""The tables and automations of `docs/voice.md`."""

from pathlib import Path
import re
from typing import Final

_PAGE: Final = (Path(__file__).parents[1] / "docs" / "voice.md").read_text("utf-8")


def section(heading: str) -> str:
    """Return what stands below a heading, up to the next one of any level."""
    [text] = re.findall(
        rf"^##+ {re.escape(heading)}\n(.*?)(?=^##+ |\Z)",
        _PAGE,
        re.DOTALL | re.MULTILINE,
    )
    return str(text)


def tables(heading: str) -> list[list[list[str]]]:
    """Return the tables below a heading, each without its own heading."""
    blocks = re.findall(r"(?:^\|.*\n)+", section(heading), re.MULTILINE)
    return [
        [[cell.strip() for cell in line.split("|")[1:-1]] for line in rows[2:]]
        for rows in map(str.splitlines, blocks)
    ]


def names(cell: str) -> list[str]:
    """Return the names of a cell."""
    return [name for name in cell.split(", ") if name]


def automation(heading: str) -> str:
    """Return the YAML of the automation below a heading."""
    [block] = re.findall(r"```yaml\n(.*?)```", section(heading), re.DOTALL)
    return str(block)
