"""The simulator is independent of the integration and of Home Assistant."""

import ast
from collections.abc import Iterator
from pathlib import Path
import sys

SIMULATOR = Path(__file__).parents[1]
ALLOWED = {"aiohttp", "simulator", *sys.stdlib_module_names}


def imported(path: Path) -> Iterator[str]:
    """Yield the top-level packages that a module imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            assert node.module is not None
            yield node.module.partition(".")[0]


def test_modules_import_only_the_standard_library_and_aiohttp() -> None:
    modules = list(SIMULATOR.glob("*.py"))

    assert len(modules) > 30
    assert {name for path in modules for name in imported(path)} <= ALLOWED


def test_tests_import_neither_the_integration_nor_home_assistant() -> None:
    modules = list(SIMULATOR.rglob("*.py"))

    assert {name for path in modules for name in imported(path)} <= ALLOWED | {"pytest"}
