"""Test that imports within the integration go in one direction."""

import ast
from collections.abc import Iterator
from pathlib import Path
import shutil
from typing import Final

import pytest

from custom_components.podero.const import PLATFORMS
from tests.repository.files import INTEGRATION

# The layers, lowest first. A module imports from lower layers only, and a folder also
# from itself. The empty name is the package itself.
LAYERS: Final = (
    {"api", "const"},
    {"activity", "blueprint_files", "energy_meter", "errors", "registry"},
    {"issues"},
    {"settings"},
    {"coordinator"},
    {
        *("charging_log", "diagnostics", "entity", "repairs", "statistics"),
        *("system_health", "targets"),
    },
    {"energy_preferences"},
    {
        *map(str, PLATFORMS),
        *("condition", "config_flow", "services", "trigger"),
    },
    {"dashboard", "llm"},
    {"voice"},
    {""},
)
RANKS: Final = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
# The first modules that know a home by its entry; those below are given what they need.
RUNTIME_DATA_FROM: Final = RANKS["coordinator"] + 1
PACKAGE: Final = "custom_components.podero"
# A statement and a module that must not contain it.
PLANTED: Final = (
    ("const", "from .api import Podero"),
    ("registry", "from .issues import async_update_home_removed_issue"),
    ("issues", "from .settings import limits"),
    ("settings.limits", "from ..coordinator import PoderoHome"),
    ("coordinator.base", "from ..entity import PoderoEntity"),
    ("coordinator.base", "if TYPE_CHECKING:\n    from ..entity import PoderoEntity"),
    ("coordinator.base", "def f():\n    from ..entity import PoderoEntity"),
    ("coordinator.base", "from .. import entity"),
    ("coordinator.base", "import custom_components.podero.entity"),
    ("coordinator.base", "from custom_components.podero import entity"),
    ("coordinator.base", "from .home import PoderoHome"),
    ("coordinator.base", "def f(entry):\n    entry.runtime_data.savings.forget()"),
    ("targets", "from .services import async_setup_services"),
    ("switch", "from .number import PoderoNumber"),
    ("trigger.base", "from ..llm import ControlTool"),
    ("llm.exposure", "from . import ControlTool"),
    ("llm.state_text", "from . import ControlTool"),
    ("config_flow", "from . import async_setup"),
    ("entity.contract", "from ..api.models.device import Device"),
    ("entity.contract", "from ..api import client"),
    ("api.client", "from homeassistant.core import HomeAssistant"),
    ("api.client", "import homeassistant.util.dt"),
    ("api.client", "from ..const import DOMAIN"),
    ("api.client", "from . import HeatPump"),
)


def module_name(path: Path, root: Path) -> str:
    """Return the name of a module within the integration, such as ``api.client``."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts).removesuffix("__init__").rstrip(".")


def imported_names(module: str, tree: ast.Module, *, is_package: bool) -> Iterator[str]:
    """Return what a module imports; names of the integration begin with a dot.

    This includes imports in functions and under ``TYPE_CHECKING``.
    """
    parents = module.split(".") if module else []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.replace(PACKAGE, "", 1)
        elif isinstance(node, ast.ImportFrom):
            source = (node.module or "").replace(PACKAGE, "", 1)
            if node.level:
                parts = parents[: len(parents) + is_package - node.level]
                source = "." + ".".join([*parts, *filter(None, [node.module])])
            for alias in node.names:
                yield f"{source.removesuffix('.')}.{alias.name}"


def read(root: Path) -> dict[str, tuple[ast.Module, set[str]]]:
    """Return the modules of the integration, and what each imports."""
    trees = {
        module_name(path, root): (ast.parse(path.read_text("utf-8")), path)
        for path in root.rglob("*.py")
    }
    modules: dict[str, tuple[ast.Module, set[str]]] = {}
    for module, (tree, path) in trees.items():
        names: set[str] = set()
        is_package = path.name == "__init__.py"
        for name in imported_names(module, tree, is_package=is_package):
            inner = name.removeprefix(".")
            source = inner if inner in trees else inner.rpartition(".")[0]
            names.add(f".{source}" if name.startswith(".") else name)
        modules[module] = (tree, names - {f".{module}"})
    return modules


def violations(root: Path) -> list[str]:
    """Return what is wrong with the imports below a folder."""
    found: list[str] = []
    modules = read(root)
    for module, (tree, names) in modules.items():
        layer = module.partition(".")[0]
        if layer not in RANKS:
            found.append(f"{module} has no layer")
            continue
        for name in names:
            source = name.removeprefix(".").partition(".")[0]
            if not name.startswith("."):
                if layer == "api" and source == "homeassistant":
                    found.append(f"{module} imports {name}")
            elif source != layer and RANKS[source] >= RANKS[layer]:
                found.append(f"{module} imports {name}, which is not below it")
            elif source == "api" != layer and name != ".api":
                found.append(f"{module} imports {name} instead of .api")
        if RANKS[layer] < RUNTIME_DATA_FROM and any(
            isinstance(node, ast.Attribute) and node.attr == "runtime_data"
            for node in ast.walk(tree)
        ):
            found.append(f"{module} reads the runtime data of an entry")
    return found + circles({module: names for module, (_, names) in modules.items()})


def circles(modules: dict[str, set[str]]) -> list[str]:
    """Return the modules that import each other, directly or by others."""
    left = {
        module: {name.removeprefix(".") for name in names if name.startswith(".")}
        for module, names in modules.items()
    }
    while done := {module for module, names in left.items() if not names & left.keys()}:
        left = {module: left[module] for module in left.keys() - done}
    return [f"{module} is part of a circle" for module in left]


def test_imports_go_in_one_direction() -> None:
    assert violations(INTEGRATION) == []


def test_every_layer_is_there() -> None:
    folders = {module.partition(".")[0] for module in read(INTEGRATION)}
    assert folders == RANKS.keys()


@pytest.mark.parametrize(("module", "statement"), PLANTED)
def test_a_wrong_import_is_found(tmp_path: Path, module: str, statement: str) -> None:
    root = tmp_path / "podero"
    for source in INTEGRATION.rglob("*.py"):
        copy = root / source.relative_to(INTEGRATION)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, copy)
    path = root.joinpath(*module.split(".")).with_suffix(".py")
    path.write_text(f"{path.read_text('utf-8')}\n{statement}\n", "utf-8")
    assert [text for text in violations(root) if text.startswith(f"{module} ")]


def test_a_module_without_a_layer_is_found(tmp_path: Path) -> None:
    (tmp_path / "new.py").write_text("from . import const\n", "utf-8")
    assert violations(tmp_path) == ["new has no layer"]
