"""The README names all controls and options, and its examples work."""

from annotationlib import Format
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import timedelta
import inspect
import json
from operator import attrgetter
from pathlib import Path
import re
import shlex
from typing import Any

from aiohttp import ClientSession
import pytest

from simulator import Cloud, Failure, __main__ as command_line
from simulator.behavior import Behavior
from simulator.contracts import EnergyContract
from simulator.control_api import CONTROLS
from simulator.faults import Faults
from simulator.organization import Organization

from .client import Client

README = (Path(__file__).parents[1] / "README.md").read_text()
BASE = "http://127.0.0.1:8124"

WRAPPED: dict[str, Callable[..., Any]] = {
    "fail": Faults.fail,
    "add_device": Organization.add_device,
    "add_bare_devices": Organization.add_bare_devices,
    "set_energy_contracts": Organization.set_energy_contracts,
}
"""Controls that pass keywords on to a method."""


def table(title: str) -> Iterator[list[str]]:
    """Yield the rows of the first table of a section."""
    section = README.split(f"\n## {title}\n")[1].split("\n## ")[0]
    first = section.split("\n|", 1)[1].split("\n\n")[0].splitlines()
    for row in first[2:]:
        yield [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]


def code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def blocks(language: str) -> list[str]:
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    return found


def arguments(name: str) -> set[str]:
    """Return the names of a control's arguments, in Python and over HTTP."""
    names: set[str] = set()
    for function in (CONTROLS[name], WRAPPED.get(name, CONTROLS[name])):
        signature = inspect.signature(function, annotation_format=Format.STRING)
        _, *parameters = signature.parameters.values()
        names |= {
            parameter.name
            for parameter in parameters
            if parameter.kind is not parameter.VAR_KEYWORD
        }
    return names


def test_controls() -> None:
    rows = {
        code(control)[0]: arguments for control, _, arguments, _ in table("Controls")
    }

    assert list(rows) == list(CONTROLS)
    for name, cell in rows.items():
        if name not in ("add_device", "set_behavior"):
            assert set(code(cell)) == arguments(name), name
    assert set(code(rows["add_device"])) == arguments("add_device") | {"fields"}


def test_controls_in_python() -> None:
    cloud = Cloud()

    for control, in_python, _, effect in table("Controls"):
        (path,) = code(in_python)
        assert effect, control
        if path == "Failure.stop":
            assert callable(Failure.stop)
        else:
            assert attrgetter(path.removeprefix("cloud."))(cloud) is not None


def test_arguments_of_failures() -> None:
    named = {name for argument, _ in table("Failures") for name in code(argument)}

    assert named == arguments("fail")


def test_behavior() -> None:
    rows = {code(option)[0]: default for option, default, _ in table("Behavior")}

    assert list(rows) == [field.name for field in fields(Behavior)]
    assert {name: json.loads(default) for name, default in rows.items()} == {
        name: value.total_seconds() if isinstance(value, timedelta) else value
        for name, value in vars(Behavior()).items()
    }


def test_options_of_the_command_line() -> None:
    options = {
        action.option_strings[0]: action.default
        for action in command_line._parser()._actions
        if action.dest != "help"
    }
    rows = {
        code(option)[0]: default.strip("`")
        for option, default, _ in table("Run it as a process")
    }
    assert rows.keys() == options.keys()
    assert rows.pop("--time") == "now"
    assert options.pop("--time") is None
    assert {name: float(value) for name, value in rows.items() if name != "--host"} == {
        name: value for name, value in options.items() if name != "--host"
    }
    assert rows["--host"] == options["--host"]


def test_energy_contracts() -> None:
    rows = {code(term)[0]: default for term, default, _ in table("Energy contracts")}

    assert {name: json.loads(default) for name, default in rows.items()} == {
        field.name: json.loads(json.dumps(field.default))
        for field in fields(EnergyContract)
    }


def test_parts() -> None:
    cloud = Cloud()

    for part, _ in table("Use it in tests"):
        (path,) = code(part)
        assert attrgetter(path.removeprefix("cloud."))(cloud) is not None


@pytest.mark.usefixtures("socket_enabled")
async def test_example_in_python() -> None:
    (example,) = blocks("python")
    names: dict[str, Any] = {}
    exec(compile(example, "README.md", "exec"), names)

    await names["example"]()


async def curl(command: str) -> Any:
    """Send the request of a command, on machines without curl, too."""
    program, url, option, body = shlex.split(command)
    assert (program, option) == ("curl", "--json")
    async with (
        ClientSession(raise_for_status=True) as session,
        session.post(url, json=json.loads(body)) as response,
    ):
        return await response.json()


async def test_examples_with_curl(client: Client, cloud: Cloud) -> None:
    *commands, heal = [
        line.replace(BASE, client.base_url)
        for block in blocks("sh")
        for line in block.splitlines()
        if line.startswith("curl ")
    ]
    assert len(commands) > 5

    for number, command in enumerate(commands):
        assert await curl(command) == {"failure": number}
    assert not any(failure.stopped for failure in cloud.faults.failures)
    huge = cloud.faults.matching("GET", "/x/inverters")
    assert huge is not None
    assert len(str(huge.body)) > 8 * 2**20

    assert await curl(heal) == {}
    assert all(failure.stopped for failure in cloud.faults.failures)
    assert (await client.get(client.org)).status == 200
