"""Count instructions, which do not depend on how busy the machine is.

    python -m bench.performance.instructions 3

It runs itself in valgrind, which takes minutes. The baselines are the same requests,
after a sync with as many bare coordinator entities of the platforms' own classes
written, and for the setup the first requests and entities of those classes.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
import gc
import os
from pathlib import Path
import re
import shutil
from statistics import median
import subprocess
import sys
from tempfile import TemporaryDirectory
from typing import Final

from bench.performance.bare_entities import own_entity, specs
from bench.performance.bare_polled import add_polled
from bench.performance.baseline import Baseline
from bench.performance.cloud import CloudProcess, answers, cloud_process, lists
from bench.performance.home_assistant import add_home, instance, living, poll, set_up
from bench.performance.measure import Act
from bench.performance.row import Row
from bench.performance.setup import Add, add_bare_home, add_polled_home
from bench.report import say

ROUNDS: Final = 7
SETUPS: Final = 3
SIZES: Final = (3, 300)
COUNTED: Final = "COUNTED"
# Valgrind writes its count each time that this function of the C library is called.
MARK: Final = "getloadavg"
BESIDE: Final = "beside "
UNCHANGED: Final = "Poll, nothing changed"
SYNCED: Final = "Poll, all devices synced, beside bare coordinator entities"
SETUP: Final = "Set-up, beside entities of the platforms' own classes"
POLLED_SETUP: Final = "Set-up, beside bare coordinator entities"
GOALS: Final = {
    UNCHANGED: {3: 1.3, 300: 0.7},
    SYNCED: {3: 1.25, 300: 1.25},
    SETUP: {3: 1.1, 300: 1.1},
    POLLED_SETUP: {3: 1.1, 300: 1.1},
}


def main() -> int:
    """Count in valgrind, and print a line for each act."""
    devices = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    if COUNTED in os.environ:
        with cloud_process() as cloud:
            asyncio.run(_acts(cloud, devices))
        return 0
    for row in count(devices):
        say(f"{row.what}: {row.figure:.2f} and {row.baseline:.2f} M, {row.ratio:.2f} x")
    return 0


def measure(_cloud: CloudProcess, sizes: Sequence[int]) -> Iterator[Row]:
    """Measure homes of some sizes, if valgrind is installed."""
    if shutil.which("valgrind") is None:
        say("instructions: valgrind is not installed")
        return
    for devices in sizes:
        if devices in SIZES:
            yield from count(devices)


def count(devices: int) -> Iterator[Row]:
    """Count the instructions of a home with some devices, in millions."""
    with TemporaryDirectory() as folder:
        done = subprocess.run(
            [
                *("valgrind", "--tool=callgrind", f"--dump-before={MARK}"),
                f"--callgrind-out-file={folder}/out",
                *(sys.executable, "-m", "bench.performance.instructions", f"{devices}"),
            ],
            env={**os.environ, COUNTED: "1", "PYTHONHASHSEED": "0"},
            capture_output=True,
            check=True,
            text=True,
        )
        acts = _counts(Path(folder))
    counts: defaultdict[str, list[float]] = defaultdict(list)
    for name, millions in zip(done.stdout.splitlines(), acts, strict=True):
        counts[name].append(millions)
    for what, goals in GOALS.items():
        yield Row(
            what=f"{what}: instructions",
            devices=devices,
            figure=median(counts[SETUP if what == POLLED_SETUP else what]),
            baseline=median(counts[BESIDE + what]),
            unit="M",
            most=goals.get(devices),
        )


def _counts(folder: Path) -> list[float]:
    """Return the instructions of each act in millions."""
    files = sorted(folder.glob("out.*"), key=lambda path: int(path.suffix[1:]))
    found = [
        re.search(r"^totals: (\d+)", path.read_text(), re.MULTILINE) for path in files
    ]
    # Every second count is that of what happens between two acts.
    return [int(match[1]) / 1e6 for match in found if match][1::2]


async def _counted(name: str, act: Act) -> None:
    say(name)
    os.getloadavg()
    await act()
    os.getloadavg()


async def _acts(cloud: CloudProcess, devices: int) -> None:
    each = devices // 3
    cloud.serve(answers(each))
    async with living(cloud) as (hass, entry):
        made_of = specs(hass, entry)
        baseline = Baseline(hass, cloud.base_url)
        found = []
        for number in (1_000, 1_001):
            cloud.serve(lists(each, number))
            await poll(entry)
            found.append(specs(hass, entry))
        bare = await add_polled(hass, baseline, *found)
        ours: Act = partial(poll, entry)
        numbers = iter(range(2_000, 3_000))
        for act in (ours, bare.async_refresh, ours, bare.async_refresh):
            cloud.serve(lists(each, next(numbers)))
            await act()
        gc.collect()
        gc.freeze()
        for name, act, syncs in (
            (UNCHANGED, ours, False),
            (BESIDE + UNCHANGED, baseline.poll, False),
            (SYNCED, ours, True),
            (BESIDE + SYNCED, bare.async_refresh, True),
        ):
            for _ in range(ROUNDS):
                if syncs:
                    cloud.serve(lists(each, next(numbers)))
                await _counted(name, act)
        gc.unfreeze()
    adds: dict[str, Add] = {
        SETUP: lambda hass: add_home(hass, cloud.base_url),
        BESIDE + SETUP: add_bare_home(cloud, made_of, own_entity),
        BESIDE + POLLED_SETUP: add_polled_home(cloud, made_of),
    }
    cloud.serve(answers(each))
    for _ in range(SETUPS if devices < max(SIZES) else 1):
        for name, add in adds.items():
            async with instance() as hass:
                entry = add(hass)
                gc.collect()
                gc.freeze()
                await _counted(name, partial(set_up, hass, entry))
                gc.unfreeze()
                assert await hass.config_entries.async_unload(entry.entry_id)


if __name__ == "__main__":
    sys.exit(main())
