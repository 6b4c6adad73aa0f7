"""The public face of the client, and its example."""

import ast
import asyncio
from collections.abc import Iterator
from enum import StrEnum
import inspect
import os
from pathlib import Path
import sys
from textwrap import dedent

import pytest

from custom_components.podero import api
from simulator import Cloud
from tests.repository.files import INTEGRATION, ROOT

CLIENT = "custom_components.podero.api"
FOLDERS = ("custom_components", "simulator", "tools", "bench", "tests", "gateway")


def imports(path: Path) -> Iterator[str]:
    """Yield the absolute names of the modules that a file imports from."""
    package = path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*above, *filter(None, [node.module])))
            yield module
            yield from (f"{module}.{name.name}" for name in node.names)


def files_of(folder: Path) -> Iterator[Path]:
    return folder.rglob("*.py")


def test_nobody_imports_past_the_face() -> None:
    public = {f"{CLIENT}.{name}" for name in api.__all__}
    own = (INTEGRATION / "api", ROOT / "tests/api")
    past = [
        (str(path.relative_to(ROOT)), name)
        for folder in FOLDERS
        for path in files_of(ROOT / folder)
        if not any(folder in path.parents for folder in own)
        for name in imports(path)
        if name.startswith(f"{CLIENT}.") and name not in public
    ]
    assert not past


def test_the_simulator_does_not_know_the_client() -> None:
    for path in files_of(ROOT / "simulator"):
        assert not [name for name in imports(path) if name.startswith(CLIENT)], path


def test_the_client_needs_nothing_but_aiohttp() -> None:
    found = {
        name.partition(".")[0]
        for path in files_of(INTEGRATION / "api")
        for name in imports(path)
    }
    # yarl comes with aiohttp, which takes and gives its URLs.
    assert found - sys.stdlib_module_names == {"aiohttp", "yarl", "custom_components"}
    for path in files_of(INTEGRATION / "api"):
        for name in imports(path):
            if name.startswith("custom_components"):
                assert name.startswith(CLIENT), path


def test_the_client_has_no_word_of_home_assistant() -> None:
    for path in files_of(INTEGRATION / "api"):
        text = path.read_text("utf-8").lower()
        assert "home assistant" not in text
        assert "homeassistant" not in text


def test_all_that_is_public_exists_and_is_described() -> None:
    assert len(set(api.__all__)) == len(api.__all__)
    for name in api.__all__:
        thing = getattr(api, name)
        if inspect.isclass(thing) or inspect.isfunction(thing):
            assert thing.__doc__, name


def test_all_classes_that_public_methods_give_are_public() -> None:
    defined = {
        name: value
        for module in list(sys.modules.values())
        if module.__name__.startswith(f"{CLIENT}.models.")
        for name, value in vars(module).items()
        if inspect.isclass(value) and value.__module__ == module.__name__
    }
    assert set(defined) - set(api.__all__) == {"Record"}
    assert {name for name in defined if issubclass(defined[name], StrEnum)} >= {
        "AwayModeStatus",
        "BoostState",
        "DeviceStatus",
    }


async def test_the_example_works(cloud: Cloud, base_url: str) -> None:
    assert api.__doc__ is not None
    _, _, example = api.__doc__.partition("°C:\n")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        dedent(example),
        cwd=ROOT,
        env=os.environ
        | {
            "PODERO_URL": base_url,
            "PODERO_CLIENT_ID": cloud.client_id,
            "PODERO_CLIENT_SECRET": cloud.client_secret,
            "PODERO_ORG_ID": cloud.org_id,
            "PODERO_USER_ID": cloud.home.id,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    assert (process.returncode, errors) == (0, b"")
    assert output.decode().startswith(cloud.heat_pump.fields["device_model"]["model"])
    assert [(request.method, request.body) for request in cloud.requests[-1:]] == [
        ("PUT", {"dhw_standard_temperature": 50})
    ]


@pytest.mark.parametrize("name", ["Podero", "RateLimits", "DeviceList", "RequestLog"])
def test_types_are_marked_as_complete(name: str) -> None:
    assert name in api.__all__
    assert (INTEGRATION / "api/py.typed").is_file()
