"""Write docs/entities.md from the entity descriptions in the code.

Run it with scripts/entities.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
import json
from pathlib import Path
from typing import Any, Final, override

from homeassistant.const import EntityCategory
from homeassistant.helpers.entity import EntityDescription

from custom_components.podero.number import PoderoNumberDescription
from custom_components.podero.sensor.savings import PoderoSavingsDescription
from tools.entity_descriptions import WORDS

ROOT: Final = Path(__file__).parents[1]
PACKAGE: Final = ROOT / "custom_components" / "podero"
PAGE: Final = ROOT / "docs" / "entities.md"

EVERY_DEVICE: Final = "Every device"
# The headings, with the names that the tuples of descriptions have.
SECTIONS: Final = {
    "Heat pump": {"HEAT_PUMP"},
    "Car": {"ELECTRIC_VEHICLE", "CURRENT_SESSION", "PLAN", "LAST_SESSION"},
    "Solar inverter": {"SOLAR_INVERTER"},
    EVERY_DEVICE: {"COMMON", "SAVINGS"},
    "Energy contract": {"ENERGY_CONTRACT"},
}
PICTURES: Final = {
    "Heat pump": "The page of a heat pump",
    "Car": "The page of a car",
    "Solar inverter": "The page of a solar inverter with a battery",
}
# In this order: what is used first, then what is read.
KINDS: Final = {
    "climate": "Climate",
    "water_heater": "Water heater",
    "switch": "Switch",
    "button": "Button",
    "calendar": "Calendar",
    "select": "Select",
    "number": "Number",
    "time": "Time",
    "datetime": "Date and time",
    "sensor": "Sensor",
    "binary_sensor": "Binary sensor",
    "event": "Event",
}
CATEGORIES: Final = {
    None: "",
    EntityCategory.CONFIG: "Configuration",
    EntityCategory.DIAGNOSTIC: "Diagnostic",
}

TABLE: Final = """
| Entity | Type | Description | Unit | Enabled | Category |
|---|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Row:
    """An entity, as the page tells it."""

    platform: str
    key: str
    name: str
    words: str
    unit: str
    is_enabled: bool
    category: EntityCategory | None

    @override
    def __str__(self) -> str:
        cells = (
            self.name,
            KINDS[self.platform],
            self.words,
            self.unit,
            "Yes" if self.is_enabled else "No",
            CATEGORIES[self.category],
        )
        return f"| {' | '.join(cells)} |\n"


def modules_of(platform: str) -> list[str]:
    """Return the modules that declare the entities of a platform."""
    others = sorted(path.stem for path in (PACKAGE / platform).glob("[a-z]*.py"))
    return [platform, *(f"{platform}.{name}" for name in others)]


def declared() -> Iterator[tuple[str, str, EntityDescription]]:
    """Walk what the code declares: the heading, the platform and the description."""
    for platform in KINDS:
        for module in modules_of(platform):
            found = vars(import_module(f"custom_components.podero.{module}"))
            for heading, tuples in SECTIONS.items():
                for name in sorted(tuples & found.keys()):
                    for description in found[name]:
                        yield heading, platform, description


def rows(heading: str) -> list[Row]:
    """Return the entities below a heading, in order."""
    texts = json.loads((PACKAGE / "translations" / "en.json").read_text("utf-8"))
    found = [
        _row(platform, description, texts["entity"][platform].get(description.key, {}))
        for one, platform, description in declared()
        if one == heading
    ]
    kinds, categories = list(KINDS), list(CATEGORIES)
    return sorted(
        found,
        key=lambda row: (
            kinds.index(row.platform),
            categories.index(row.category),
            row.name,
        ),
    )


def page() -> str:
    """Return the page; what stands above the first heading stays as it is."""
    parts = [PAGE.read_text("utf-8").partition("\n## ")[0]]
    for heading in SECTIONS:
        parts.append(f"\n## {heading}\n")
        if heading in PICTURES:
            name = heading.lower().replace(" ", "-")
            parts.append(f"\n![{PICTURES[heading]}](images/{name}.png)\n")
        if heading == EVERY_DEVICE:
            parts.append("\nEach device also has these entities.\n")
        parts.extend((TABLE, *map(str, rows(heading))))
    return "".join(parts)


def _row(platform: str, description: EntityDescription, texts: dict[str, Any]) -> Row:
    words = WORDS.get(description.key, "")
    if isinstance(description, PoderoNumberDescription):
        low, high = description.native_min_value, description.native_max_value
        unit = description.native_unit_of_measurement
        words += f": {low:g} to {high:g}{'' if unit == '%' else ' '}{unit}"
    if states := texts.get("state"):
        order = getattr(description, "options", None) or sorted(states)
        *first, last = [states[state] for state in order]
        comma = "," if len(first) > 1 else ""
        words += f": {', '.join(first)}{comma} or {last}"
    return Row(
        platform=platform,
        key=description.key,
        name=texts.get("name", description.key),
        words=words,
        unit=_unit(platform, description),
        is_enabled=description.entity_registry_enabled_default,
        category=description.entity_category,
    )


def _unit(platform: str, description: EntityDescription) -> str:
    if isinstance(description, PoderoSavingsDescription):
        return "Currency"
    if description.key == "energy_price":
        return "Currency per kWh"
    if platform in ("climate", "water_heater"):
        return "°C"
    names = ("suggested_unit_of_measurement", "native_unit_of_measurement")
    units = [getattr(description, name, None) for name in names]
    return str(next(filter(None, units), ""))


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
