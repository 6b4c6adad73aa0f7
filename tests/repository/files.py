"""Reads files of the repository."""

from collections.abc import Iterator
import json
from pathlib import Path
from typing import Any, Final

from homeassistant.util.yaml import parse_yaml

ROOT: Final = Path(__file__).parents[2]
INTEGRATION: Final = ROOT / "custom_components" / "podero"
REPOSITORY: Final = "https://github.com/podero-home-assistant/podero"

type Tree = dict[str, Any]


def _without_duplicates(pairs: list[tuple[str, Any]]) -> Tree:
    tree = dict(pairs)
    assert len(tree) == len(pairs), f"a key twice in {[key for key, _ in pairs]}"
    return tree


def read_json(path: Path) -> Any:
    """Read a JSON file in which no key occurs twice."""
    return json.loads(path.read_text("utf-8"), object_pairs_hook=_without_duplicates)


def read_yaml(path: Path) -> Any:
    """Read a YAML file."""
    return parse_yaml(path.read_text("utf-8"))


def texts(language: str = "en") -> Tree:
    """Read the texts of a language."""
    tree: Tree = read_json(INTEGRATION / "translations" / f"{language}.json")
    return tree


def icons() -> Tree:
    """Read the icons."""
    tree: Tree = read_json(INTEGRATION / "icons.json")
    return tree


def services() -> Tree:
    """Read the actions and their fields."""
    tree: Tree = read_yaml(INTEGRATION / "services.yaml")
    return tree


def declarations(file: str) -> Tree:
    """Read triggers.yaml or conditions.yaml, without the anchors (".name")."""
    found: Tree = read_yaml(INTEGRATION / f"{file}.yaml")
    return {key: item for key, item in found.items() if not key.startswith(".")}


def leaves(tree: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Walk the values of a tree, each with its path."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from leaves(value, (*path, key))
    else:
        yield ".".join(path), tree


def keys(tree: Any) -> Iterator[str]:
    """Walk the keys of a tree."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield key
            yield from keys(value)


def code() -> str:
    """Read the code of the integration."""
    paths = sorted(INTEGRATION.rglob("*.py"))
    return "\n".join(path.read_text("utf-8") for path in paths)
