"""Test that docs/fields.md matches the code."""

from importlib import import_module
from pathlib import Path
import re

import pytest

from custom_components.podero.const import PLATFORMS
from tools.entity_page import modules_of

TABLE = Path("docs/fields.md").read_text("utf-8")
ROWS = [
    (row[1], row[2])
    for line in TABLE.splitlines()
    if line.startswith("| `") and (row := line.split("|"))
]


def declared() -> set[tuple[str, str]]:
    """Return the platform and key of each declared entity."""
    entities: set[tuple[str, str]] = set()
    for platform in PLATFORMS:
        for name in modules_of(platform):
            module = import_module(f"custom_components.podero.{name}")
            for value in vars(module).values():
                for description in value if isinstance(value, tuple) else ():
                    if hasattr(description, "translation_key"):
                        entities.add((str(platform), description.key))
    return entities


def named(platform: str) -> set[str]:
    """Return the keys of a platform, or the actions, that the table names."""
    return {
        key for _, place in ROWS for key in re.findall(rf"\b{platform} `(\w+)`", place)
    }


@pytest.mark.parametrize("platform", PLATFORMS)
def test_table_lists_exactly_the_entities(platform: str) -> None:
    assert named(platform) == {key for other, key in declared() if other == platform}


def test_table_lists_exactly_the_actions() -> None:
    actions = Path("custom_components/podero/services.yaml").read_text("utf-8")
    assert named("action") == set(re.findall(r"^(\w+):", actions, re.MULTILINE))


def test_every_field_has_an_entity_or_a_reason() -> None:
    assert len(ROWS) > 60
    for field, place in ROWS:
        assert re.search(r"`\w+`|Not shown: |The |Part of |Whether ", place), field
