"""The simulator is independent of the integration and of Home Assistant."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
import shutil
import sys

import pytest

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


def neighbors(path: Path) -> Iterator[str]:
    """Yield the modules of the simulator that one imports, also for types only."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level and node.module:
            yield node.module


def check_directions(package: Path) -> None:
    """Raise a CycleError if modules import each other in a circle."""
    modules = [path for path in package.glob("*.py") if not path.stem.startswith("_")]
    TopologicalSorter({path.stem: {*neighbors(path)} for path in modules}).prepare()


def test_no_modules_import_each_other_in_a_circle() -> None:
    check_directions(SIMULATOR)


def test_an_import_for_types_only_counts(tmp_path: Path) -> None:
    shutil.copytree(SIMULATOR, tmp_path, dirs_exist_ok=True)
    with (tmp_path / "parts.py").open("a") as parts:
        parts.write("if TYPE_CHECKING:\n    from .cloud import Cloud\n")
    with pytest.raises(CycleError):
        check_directions(tmp_path)
