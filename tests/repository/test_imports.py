"""Test that imports within the integration go in one direction."""

import ast
from collections.abc import Iterator
from typing import Final

import pytest

from custom_components.podero.const import PLATFORMS
from tests.repository.files import INTEGRATION

# The layers, lowest first. A module imports from lower layers only, and a folder also
# from itself.
LAYERS: Final = (
    {"api", "const"},
    {"client", "energy_meter", "errors", "options_flow", "registry", "sanitize", "url"},
    {"issues"},
    {"settings"},
    {"coordinator"},
    {"diagnostics", "entity", "repairs", "statistics", "system_health", "targets"},
    {
        *map(str, PLATFORMS),
        *("condition", "config_flow", "services", "trigger"),
    },
    {"llm"},
    {""},
)
"""The empty name is the package itself."""
RANKS: Final = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
MODULES: Final = {
    ".".join(path.relative_to(INTEGRATION).with_suffix("").parts)
    .removesuffix("__init__")
    .rstrip("."): path
    for path in sorted(INTEGRATION.rglob("*.py"))
}


def imports(module: str, tree: ast.Module, *, is_package: bool) -> Iterator[str]:
    """Return the modules of the integration that a module imports.

    This includes imports in functions and under ``TYPE_CHECKING``.
    """
    parents = module.split(".") if module else []
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        parts = parents[: len(parents) + is_package - node.level]
        source = ".".join([*parts, *filter(None, [node.module])])
        for alias in node.names:
            name = f"{source}.{alias.name}".lstrip(".")
            yield name if name in MODULES else source


def dependencies() -> dict[str, set[str]]:
    """Return the imports of each module."""
    return {
        module: {
            *imports(
                module,
                ast.parse(path.read_text("utf-8")),
                is_package=path.name == "__init__.py",
            )
        }
        - {module}
        for module, path in MODULES.items()
    }


def test_every_module_has_a_layer() -> None:
    assert {module.partition(".")[0] for module in MODULES} <= RANKS.keys()


def test_modules_import_from_lower_layers_only() -> None:
    checked = 0
    for module, imported in dependencies().items():
        folder = module.partition(".")[0]
        others = {name.partition(".")[0] for name in imported} - {folder}
        checked += len(others)
        assert {name for name in others if RANKS[name] >= RANKS[folder]} == set(), (
            module
        )
    assert checked > len(MODULES)


def test_folders_have_no_circular_imports() -> None:
    left = dependencies()
    while done := {module for module, names in left.items() if not names & left.keys()}:
        left = {module: left[module] for module in left.keys() - done}
    assert not left


@pytest.mark.parametrize(
    ("statement", "imported"),
    [
        ("from ..const import DOMAIN", "const"),
        ("from .. import const", "const"),
        ("from .backoff import Backoff", "coordinator.backoff"),
        ("if TYPE_CHECKING:\n    from ..entity import PoderoEntity", "entity"),
    ],
)
def test_imports_are_found(statement: str, imported: str) -> None:
    tree = ast.parse(statement)
    assert [*imports("coordinator.base", tree, is_package=False)] == [imported]
