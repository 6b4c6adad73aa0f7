"""The demo, as somebody starts it who has just cloned the repository."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
import signal
import socket
import subprocess
import sys

import psutil  # type: ignore[import-untyped]
import pytest

from tests.e2e.api import Api
from tests.e2e.dashboard import URL_PATH
from tests.e2e.home import DOMAIN
from tests.e2e.home_assistant import PASSWORD, USERNAME
from tests.e2e.process import HOST, ROOT, free_port


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


def wait_for_line(process: subprocess.Popen[str], end: str) -> list[str]:
    """Read what it prints, up to a line that ends so."""
    lines: list[str] = []
    assert process.stdout
    for line in process.stdout:
        lines.append(line.rstrip())
        if line.rstrip().endswith(end):
            return lines
    pytest.fail(f"It ended early: {lines} {process.stderr and process.stderr.read()}")


def test_shows_the_home_and_ends_cleanly(tmp_path: Path) -> None:
    port = free_port()
    folder = tmp_path / "demo"
    with demo(
        *("--port", str(port), "--cloud-port", str(free_port())),
        *("--folder", str(folder)),
    ) as process:
        printed = wait_for_line(process, "Ctrl-C ends the demo.")
        children = psutil.Process(process.pid).children(recursive=True)

        url = f"http://{HOST}:{port}"
        assert f"  {url}" in printed
        assert f"  user {USERNAME}, password {PASSWORD}" in printed
        with Api(url) as api:
            api.log_in(USERNAME, PASSWORD)
            assert [entry["state"] for entry in api.entries(DOMAIN)] == ["loaded"]
            first = api.command("frontend/get_system_data", key="core")
            assert first["value"]["default_panel"] == URL_PATH
            board = api.command("lovelace/config", url_path=URL_PATH)
            assert shown(board) <= {
                state["entity_id"] for state in api.get("/api/states")
            }

        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=30)

    assert (process.returncode, complaints) == (0, "")
    assert len(children) == 2
    assert not any(child.is_running() for child in children)


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


def test_python_starts_without_the_launcher() -> None:
    """Somebody who asks for help gets it without a stack of imports failing."""
    help_text = subprocess.run(
        [sys.executable, "-m", "tests.e2e.demo", "--help"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for option in ("--fresh", "--keep", "--language", "--speed", "--time", "--port"):
        assert option in help_text
