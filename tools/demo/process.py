"""Child processes with a log file."""

from collections.abc import Callable, Mapping, Sequence
import errno
import os
from pathlib import Path
import signal
import socket
import subprocess
import time

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parents[2]
LOG_LINES = 15
POLL_SECONDS = 0.05


class StartError(Exception):
    """A process cannot be started. The message is shown to the user."""


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def check_port(port: int, option: str) -> None:
    """Check that a port is free.

    Raises:
        StartError: it is in use. The message names the option to change it.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            why = (
                "Something else listens on it already"
                if error.errno == errno.EADDRINUSE
                else error.strerror
            )
            raise StartError(
                f"Port {port} cannot be used: {why}. Choose another one with {option}."
            ) from None


class Process:
    """A child process that writes its output to a log file.

    It runs in its own session, so that Ctrl-C does not reach it.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.log = log
        self._command = command
        self._environment = dict(os.environ) | dict(environment or {})
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def exit_code(self) -> int | None:
        """Return the exit code, or None while it runs."""
        return self._child.poll() if self._child else None

    def start(self) -> None:
        """Start the process with an empty log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self._child = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Wait until `ready` returns true.

        Raises:
            StartError: the process ended, or the time is up.
        """
        deadline = time.monotonic() + seconds
        while not ready():
            if self.exit_code is not None:
                raise StartError(
                    f"{self.name} ended while it was starting.{self.log_excerpt()}"
                )
            if time.monotonic() > deadline:
                raise StartError(
                    f"{self.name} was not ready after {seconds:.0f} seconds."
                    f"{self.log_excerpt()}"
                )
            time.sleep(POLL_SECONDS)

    def stop(self, timeout: float = 30) -> int | None:
        """Interrupt the process, and kill it after a timeout. Return the exit code."""
        if self._child is None:
            return None
        if self._child.poll() is None:
            self._child.send_signal(signal.SIGINT)
            try:
                self._child.wait(timeout)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
        return self._child.returncode

    def kill(self) -> None:
        """Kill the process, which gets no chance to finish anything."""
        assert self._child is not None
        self._child.kill()
        self._child.wait()

    def output(self) -> str:
        """Return the output so far."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def log_excerpt(self) -> str:
        """Return the end of the log with its path, to follow a sentence."""
        lines = self.output().splitlines()[-LOG_LINES:]
        said = "".join(f"\n    {line}" for line in lines) or "\n    (nothing)"
        return f" The end of {shown(self.log)}:{said}"


def shown(path: Path) -> str:
    """Return a path relative to the repository, if it is inside."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
