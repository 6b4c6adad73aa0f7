"""The demo, as somebody starts it who has just cloned the repository."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
import signal
import socket
import subprocess
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import psutil  # type: ignore[import-untyped]
import pytest

from tools.demo.api import Api
from tools.demo.home import DOMAIN
from tools.demo.home_assistant import PASSWORD, USERNAME
from tools.demo.process import HOST, ROOT, free_port
from tools.demo.scenario import URL_PATH


@contextmanager
def demo(*options: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [ROOT / "scripts" / "demo", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def wait_for_line(process: subprocess.Popen[str], beginning: str) -> list[str]:
    """Read what it prints, up to a line that begins so."""
    lines: list[str] = []
    assert process.stdout
    for line in process.stdout:
        lines.append(line.rstrip())
        if line.startswith(beginning):
            return lines
    pytest.fail(f"It ended early: {lines} {process.stderr and process.stderr.read()}")


def test_shows_the_home_and_ends_cleanly(tmp_path: Path) -> None:
    port = free_port()
    folder = tmp_path / "demo"
    with demo(
        *("--port", str(port), "--cloud-port", str(free_port())),
        *("--folder", str(folder), "--time", "11:15"),
    ) as process:
        printed = wait_for_line(process, "Ctrl-C ends the demo.")
        url = f"http://{HOST}:{port}"
        assert f"  {url}" in printed
        assert f"  user {USERNAME}, password {PASSWORD}" in printed
        with Api(url) as api:
            api.log_in(USERNAME, PASSWORD)
            assert [entry["state"] for entry in api.entries(DOMAIN)] == ["loaded"]
            first = api.command("frontend/get_system_data", key="core")
            assert first["value"]["default_panel"] == URL_PATH
            board = api.command("lovelace/config", url_path=URL_PATH)
            statistics = api.command("recorder/list_statistic_ids")
            assert shown(board) <= {
                *(state["entity_id"] for state in api.get("/api/states")),
                *(statistic["statistic_id"] for statistic in statistics),
            }

            charging, ready = planned(api)
            assert charging["end"]["dateTime"] <= ready["start"]["dateTime"]

            api.call_service("homeassistant.restart")
        wait_for_line(process, "Restarting Home Assistant ... ✓")

        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=30)

    assert (process.returncode, complaints) == (0, "")
    assert len(children) == 2
    assert not any(child.is_running() for child in children)


def planned(api: Api) -> tuple[dict[str, Any], dict[str, Any]]:
    """When the car charges next, and when it is to be ready, in the house's clock."""
    zone = ZoneInfo(api.get("/api/config")["time_zone"])
    now = datetime.now(zone)
    between = urlencode({"start": now, "end": now + timedelta(days=1)})
    events = [
        event
        for calendar in api.get("/api/calendars")
        for event in api.get(f"/api/calendars/{calendar['entity_id']}?{between}")
    ]
    charging, ready = (
        next(event for event in events if event["summary"] == summary)
        for summary in ("Charging", "Car ready")
    )
    assert ready["start"]["dateTime"].endswith(f"T07:00:00{now:%:z}")
    return charging, ready


def shown(board: object) -> set[str]:
    """The entities that a dashboard shows."""
    if isinstance(board, dict):
        own = {board["entity"]} if isinstance(board.get("entity"), str) else set()
        return own.union(*map(shown, board.values()))
    if isinstance(board, list):
        return set[str]().union(*map(shown, board))
    return set()


@pytest.mark.parametrize("option", ["--port", "--cloud-port"])
def test_busy_port_is_one_sentence(tmp_path: Path, option: str) -> None:
    with socket.create_server((HOST, 0)) as somebody:
        port = somebody.getsockname()[1]
        other = {"--port": "--cloud-port", "--cloud-port": "--port"}[option]
        with demo(
            *(option, str(port), other, str(free_port())),
            *("--folder", str(tmp_path / "demo")),
        ) as process:
            printed, complaints = process.communicate(timeout=30)

    assert (process.returncode, printed) == (1, "")
    assert complaints == (
        f"Port {port} cannot be used: Something else listens on it already."
        f" Choose another one with {option}.\n"
    )


def test_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()
    with demo(
        *("--port", str(free_port()), "--cloud-port", str(free_port())),
        *("--folder", str(tmp_path)),
    ) as process:
        _, complaints = process.communicate(timeout=30)

    assert process.returncode == 1
    assert complaints.count("\n") == 1
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    ("option", "value"), [("--time", "25:00"), ("--speed", "0"), ("--port", "99999")]
)
def test_value_that_makes_no_sense_is_named(option: str, value: str) -> None:
    with demo(option, value) as process:
        _, complaints = process.communicate(timeout=30)

    assert process.returncode == 2
    assert f"argument {option}: {value} is not a" in complaints


def test_help_names_the_options() -> None:
    help_text = subprocess.run(
        [ROOT / "scripts" / "demo", "--help"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for option in ("--fresh", "--keep", "--language", "--speed", "--time", "--port"):
        assert option in help_text
