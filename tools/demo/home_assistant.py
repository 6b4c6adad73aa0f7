"""Home Assistant as a child process with its own configuration folder."""

from collections.abc import Mapping
import fcntl
import json
import os
from pathlib import Path
import shutil
import sys
from typing import Any, Self

from tools.demo.api import Api
from tools.demo.process import HOST, ROOT, Process, StartError, shown

USERNAME = "demo"
PASSWORD = "demo"
RESTART_EXIT_CODE = 100
MARK = ".made-by-the-demo"
START_SECONDS = 120

# The default configuration needs the internet.
CONFIGURATION = """\
homeassistant:
  name: {name}
  latitude: 48.2
  longitude: 16.4
  elevation: 170
  unit_system: metric
  time_zone: {zone}
  currency: EUR
  country: AT
  language: {language}

automation: !include automations.yaml
config:
conversation:
energy:
history:
logbook:
logger:
  logs:
    # Sound and images need programs of the system that the demo does without.
    haffmpeg.core: critical
    homeassistant.components.camera.img_util: critical
recorder:
  commit_interval: 1
sun:
"""


class HomeAssistant:
    """Home Assistant with the integration of this repository.

    The first start creates the owner's account, with the name and password "demo".
    `more` is appended to configuration.yaml.
    """

    def __init__(
        self,
        folder: Path,
        port: int,
        *,
        language: str = "en",
        name: str = "Home",
        zone: str = "Europe/Vienna",
        more: str = "",
    ) -> None:
        self.folder = folder
        self.port = port
        self.language = language
        self.name = name
        self.zone = zone
        self._more = more
        self.url = f"http://{HOST}:{port}"
        self.api = Api(self.url)
        self.process = Process(
            "Home Assistant",
            [
                sys.executable,
                *(
                    "-m",
                    "tools.demo.run_home_assistant",
                    "--skip-pip",
                    "--log-no-color",
                ),
                *("--config", str(folder)),
            ],
            # Contains also what is printed before Home Assistant opens its own log.
            log=folder / "console.log",
        )

    def __enter__(self) -> Self:
        try:
            self.prepare()
            self.start()
            self.wait_until_running()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def prepare(self) -> None:
        """Write the configuration. Files of an earlier run are kept.

        Raises:
            StartError: another Home Assistant uses the folder.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._check_unused()
        (self.folder / MARK).touch()
        (self.folder / "configuration.yaml").write_text(
            CONFIGURATION.format(
                name=json.dumps(self.name), language=self.language, zone=self.zone
            )
            + self._more
        )
        automations = self.folder / "automations.yaml"
        if not automations.exists():
            automations.write_text("[]\n")
        self._link_integration()
        self._store("http", 3, _http_settings(self.port))
        # The other onboarding steps would set up integrations that use the internet.
        if not (self.folder / ".storage" / "onboarding").exists():
            done = ["core_config", "analytics", "integration"]
            self._store("onboarding", 4, {"done": done})

    def clear(self) -> None:
        """Remove the files of an earlier run.

        Raises:
            StartError: it still runs, or the folder contains other files.
        """
        if not self.folder.exists():
            return
        if not (self.folder / MARK).exists() and any(self.folder.iterdir()):
            raise StartError(
                f"The folder {shown(self.folder)} holds something else:"
                " choose another one."
            )
        self._check_unused()
        shutil.rmtree(self.folder)

    def start(self) -> None:
        """Start the process."""
        self.process.start()

    def wait_until_running(self) -> None:
        """Wait until Home Assistant has started, and log in.

        Raises:
            StartError: it does not start.
        """
        if self._has_owner:
            self._wait_for("/auth/providers")
            self.api.log_in(USERNAME, PASSWORD)
        else:
            self._wait_for("/api/onboarding")
            self.api.onboard("Demo", USERNAME, PASSWORD, self.language)
            self.api.command(
                "frontend/set_user_data",
                key="language",
                value={
                    "language": self.language,
                    "number_format": "language",
                    "time_format": "24",
                    "date_format": "language",
                    "time_zone": "server",
                    "first_weekday": "monday",
                },
            )
        self.process.wait_until(self.api.is_running, START_SECONDS)

    def _wait_for(self, path: str) -> None:
        self.process.wait_until(lambda: self.api.answers(path), START_SECONDS)

    @property
    def _has_owner(self) -> bool:
        steps = json.loads((self.folder / ".storage" / "onboarding").read_text())
        return "user" in steps["data"]["done"]

    def restart(self) -> None:
        """Restart Home Assistant."""
        self.api.hang_up()
        self.process.stop()
        self.start()
        self.wait_until_running()

    def kill(self) -> None:
        """Kill Home Assistant, as a power cut does."""
        self.api.hang_up()
        self.process.kill()

    def stop(self) -> int | None:
        """Stop Home Assistant and return its exit code."""
        self.api.close()
        return self.process.stop()

    @property
    def log(self) -> Path:
        """Return the path of the log."""
        return self.folder / "home-assistant.log"

    @property
    def logs(self) -> list[Path]:
        """Return the logs of this start and of the start before."""
        return sorted(self.folder.glob(f"{self.log.name}*"))

    def _check_unused(self) -> None:
        """Check that no other Home Assistant uses the folder."""
        with (self.folder / ".ha_run.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StartError(
                    f"Another Home Assistant runs in {shown(self.folder)} already:"
                    " stop it first."
                ) from None

    def _link_integration(self) -> None:
        link = self.folder / "custom_components" / "podero"
        link.parent.mkdir(exist_ok=True)
        link.unlink(missing_ok=True)
        source = ROOT / "custom_components" / "podero"
        link.symlink_to(os.path.relpath(source, link.parent.resolve()))

    def _store(self, key: str, version: int, data: Mapping[str, Any]) -> None:
        file = self.folder / ".storage" / key
        file.parent.mkdir(exist_ok=True)
        file.write_text(
            json.dumps(
                {"version": version, "minor_version": 1, "key": key, "data": data}
            )
        )


def _http_settings(port: int) -> dict[str, Any]:
    """Return the stored settings of the HTTP server.

    Home Assistant reverts settings in configuration.yaml after five minutes.
    """
    return {
        "stable": {
            "server_host": [HOST],
            "server_port": port,
            "cors_allowed_origins": [],
            "login_attempts_threshold": -1,
            "ip_ban_enabled": True,
            "ssl_profile": "intermediate_v6",
            "use_x_frame_options": True,
            "created_at": "2026-11-01T00:00:00+00:00",
            "error": None,
            "error_message": None,
        },
        "pending": None,
        "yaml_migration_done": True,
    }
