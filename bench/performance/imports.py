"""Measure the import of the compiled package into a running Home Assistant."""

from collections.abc import Iterator, Sequence
import os
from pathlib import Path
from statistics import median
import subprocess
import sys
from tempfile import TemporaryDirectory
from typing import Final

from bench.performance.cloud import CloudProcess
from bench.performance.row import Of, Row
import custom_components.podero
from custom_components.podero.const import PLATFORMS

MOST_MS: Final = 15
ROUNDS: Final = 5

# Modules that the default configuration of Home Assistant has already imported.
LOADED: Final = """
from homeassistant.components import (
    air_quality, automation, binary_sensor, blueprint, button, calendar, climate,
    conversation, datetime,
    diagnostics, energy, event, history, homeassistant, llm, number, recorder, repairs,
    select, sensor, switch, system_health, time, water_heater)
from homeassistant.components.energy import data, validate, websocket_api
from homeassistant.components.recorder import history, statistics
from homeassistant.helpers import (
    aiohttp_client, condition, debounce, llm, restore_state, selector, target, trigger,
    update_coordinator)
"""
TIMED: Final = """
from gc import collect
from importlib import import_module
import sys
from time import process_time
for modules in {groups}:
    # Garbage of earlier imports does not count.
    collect()
    began = process_time()
    for name in modules:
        import_module(name)
    print((process_time() - began) * 1e3)
    print(*(name for name in sys.modules if name.startswith({package!r})))
"""
ROOT: Final = Path(__file__).parents[2]
PACKAGE: Final = custom_components.podero.__name__


def measure(_cloud: CloudProcess, _sizes: Sequence[int]) -> Iterator[Row]:
    """Measure in new processes, beside as many empty modules."""
    folder = Path(custom_components.podero.__file__).parent
    # Home Assistant imports the config flow before each setup.
    first = [PACKAGE, *(f"{PACKAGE}.{name}" for name in ("config_flow", *PLATFORMS))]
    rest = [f"{PACKAGE}.{path.stem}" for path in sorted(folder.glob("*.py"))]
    took: list[tuple[float, float, float]] = []
    with TemporaryDirectory() as empty, TemporaryDirectory() as compiled:
        for _ in range(ROUNDS + 1):
            (ours, modules), (others, _) = _times(ROOT, compiled, [first, rest])
            if not took:
                # Later, they would be newer than what was compiled of them.
                _create_modules(Path(empty), modules)
            ((bare, _),) = _times(Path(empty), compiled, [modules])
            took.append((ours, others, bare))
    # The first import compiles the package.
    del took[0]
    yield Row(
        what="Import, with all platforms: CPU",
        size=f"{len(modules)} modules",
        figure=median(ours for ours, _, _ in took),
        baseline=median(bare for _, _, bare in took),
        times=median(ours / bare for ours, _, bare in took),
        unit="ms",
        most=MOST_MS,
        of=Of.FIGURE,
    )
    yield Row(
        what="Import, all else that is there: CPU",
        figure=median(others for _, others, _ in took),
        unit="ms",
    )


def _times(
    folder: Path, compiled: str, groups: Sequence[Sequence[str]]
) -> list[tuple[float, list[str]]]:
    """Import groups of modules; return the time of each, and all modules so far."""
    environment = {
        **os.environ,
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": compiled,
    }
    source = LOADED + TIMED.format(groups=groups, package=PACKAGE)
    done = subprocess.run(
        [sys.executable, "-c", source],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=True,
        text=True,
    )
    times, modules = done.stdout.splitlines()[::2], done.stdout.splitlines()[1::2]
    return [
        (float(time), names.split()) for time, names in zip(times, modules, strict=True)
    ]


def _create_modules(folder: Path, modules: Sequence[str]) -> None:
    """Create empty modules of these names."""
    for name in modules:
        path = folder.joinpath(*name.split("."))
        is_package = any(other.startswith(f"{name}.") for other in modules)
        file = path / "__init__.py" if is_package else path.with_suffix(".py")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
