"""Reads the tables and automations of docs/voice.md, and the entities they name."""

from collections.abc import Iterator
import json
from pathlib import Path
import re
from typing import Any, Final, NamedTuple

from homeassistant.helpers import device_registry as dr, entity_registry as er

from custom_components.podero.const import DOMAIN
from tests.blueprints.automation import ENGLISH, GERMAN
from tests.conftest import Home

_ROOT: Final = Path(__file__).parents[2]
_PAGE: Final = (_ROOT / "docs" / "voice.md").read_text("utf-8")
_ENGLISH: Final[dict[str, Any]] = json.loads(
    (_ROOT / "custom_components/podero/translations/en.json").read_text("utf-8")
)


class Sentence(NamedTuple):
    """Something that is said, and what comes of it."""

    language: str
    text: str
    result: str


type Named = dict[tuple[str, str], er.RegistryEntry]


def section(heading: str) -> str:
    """Return what stands below a heading, up to the next one."""
    [text] = re.findall(
        rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)",
        _PAGE,
        re.DOTALL | re.MULTILINE,
    )
    return str(text)


def tables(heading: str) -> list[list[list[str]]]:
    """Return the tables below a heading, each without its own heading."""
    blocks: list[str] = re.findall(r"(?:^\|.*\n)+", section(heading), re.MULTILINE)
    return [
        [
            [cell.strip() for cell in line.split("|")[1:-1]]
            for line in block.splitlines()[2:]
        ]
        for block in blocks
    ]


def table(heading: str) -> list[list[str]]:
    """Return the only table below a heading."""
    [rows] = tables(heading)
    return rows


def names(cell: str) -> list[str]:
    """Return the names of a cell."""
    return [name for name in cell.split(", ") if name]


SAID: Final = [
    Sentence(language, text, result)
    for rows in tables("What you can say")
    for english, german, result in rows
    for language, text in ((ENGLISH, english), (GERMAN, german))
]
ASKED: Final = [
    Sentence(language, text, result)
    for english, answer, german, antwort in table("What you can ask")
    for language, text, result in (
        (ENGLISH, english, answer),
        (GERMAN, german, antwort),
    )
]
ALL: Final = SAID + ASKED


def automation(heading: str) -> str:
    """Return the YAML of the automation below a heading."""
    [block] = re.findall(r"```yaml\n(.*?)```", section(heading), re.DOTALL)
    return str(block)


def entities(home: Home) -> Named:
    """Return the enabled entities by the English names of device and entity.

    Whatever language the home is in.
    """
    return {key: entry for key, entry in _entities(home) if entry.disabled_by is None}


def _entities(home: Home) -> Iterator[tuple[tuple[str, str], er.RegistryEntry]]:
    kinds = {
        home.cloud.heat_pump.id: "heat_pump",
        home.cloud.electric_vehicle.id: "electric_vehicle",
        home.cloud.solar_inverter.id: "solar_inverter",
    }
    devices = dr.async_get(home.hass)
    for entry in er.async_entries_for_config_entry(
        er.async_get(home.hass), home.entry.entry_id
    ):
        device = devices.async_get(entry.device_id or "")
        assert device is not None
        kind = kinds.get(dict(device.identifiers)[DOMAIN], "energy_contract")
        texts = _ENGLISH["entity"][entry.domain][entry.translation_key]
        yield (_ENGLISH["device"][kind]["name"], texts["name"]), entry
