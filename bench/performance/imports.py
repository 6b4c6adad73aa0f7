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
from time import process_time
for modules in {groups}:
    # Garbage of earlier imports does not count.
    collect()
    began = process_time()
    for name in modules:
        import_module("custom_components.podero" + name)
    print((process_time() - began) * 1e3)
"""
ROOT: Final = Path(__file__).parents[2]


def measure(_cloud: CloudProcess, _sizes: Sequence[int]) -> Iterator[Row]:
    """Measure in new processes."""
    platforms = [f".{platform}" for platform in PLATFORMS]
    package = Path(custom_components.podero.__file__).parent
    rest = [f".{path.stem}" for path in sorted(package.glob("*.py"))]
    # Home Assistant imports the config flow before each setup.
    groups = [["", ".config_flow", *platforms], rest]
    command = [sys.executable, "-c", LOADED + TIMED.format(groups=groups)]
    took: list[list[float]] = []
    with TemporaryDirectory() as compiled:
        environment = {
            **os.environ,
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": compiled,
        }
        for _ in range(ROUNDS + 1):
            done = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, check=True
            )
            took.append([float(line) for line in done.stdout.split()])
    # The first import compiles the package.
    del took[0]
    yield Row(
        what="Import, with all platforms: CPU",
        figure=median(first for first, _ in took),
        unit="ms",
        most=MOST_MS,
        of=Of.FIGURE,
    )
    yield Row(
        what="Import, all else that is there: CPU",
        figure=median(second for _, second in took),
        unit="ms",
    )
