"""The demo: a simulated home in a real Home Assistant. Run it with scripts/demo."""

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, time
from importlib.metadata import version
from pathlib import Path
import signal
import sys
import time as stopwatch
from zoneinfo import ZoneInfo

import aiohttp

from tests.e2e.api import ApiError
from tests.e2e.cloud import CAR, HEAT_PUMP, INVERTER, SimulatedCloud
from tests.e2e.dashboard import save_dashboard
from tests.e2e.home import DOMAIN, Home, add_integration
from tests.e2e.home_assistant import (
    PASSWORD,
    RESTART_EXIT_CODE,
    USERNAME,
    HomeAssistant,
)
from tests.e2e.past import Past, remember
from tests.e2e.process import ROOT, StartError, is_busy, shown
from tests.e2e.words import LANGUAGES

# A Sunday in spring: the sun shines, the car is at home, the house needs some heat.
ZONE = ZoneInfo("Europe/Vienna")
DAY = date(2026, 4, 5)
TIME = time(11, 15)
CAR_BATTERY_PERCENT = 54
LOOK_SECONDS = 0.2


class Demo:
    """The simulated cloud and the Home Assistant that shows its home."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.words = LANGUAGES[options.language]
        self.house_start = datetime.combine(DAY, options.time, ZONE)
        self.home_assistant = HomeAssistant(
            options.folder,
            options.port,
            language=options.language,
            name=self.words.home,
        )
        self.cloud = SimulatedCloud(
            options.folder / "cloud.log",
            options.cloud_port,
            speed=options.speed,
            time=self.house_start.isoformat(),
        )

    def start(self) -> None:
        """Bring everything up, saying what is being done.

        Raises:
            StartError: Something did not come up.
            ApiError: Home Assistant refused a step.
        """
        began = stopwatch.monotonic()
        for port, option in (
            (self.options.port, "--port"),
            (self.options.cloud_port, "--cloud-port"),
        ):
            if is_busy(port):
                raise StartError(
                    f"Something else listens on port {port} already:"
                    f" stop it, or choose another port with {option}."
                )
        if not self.options.keep:
            self.home_assistant.clear()
        self.home_assistant.prepare()
        self.cloud.start()
        self.home_assistant.start()
        with progress("Starting the simulated Podero cloud"):
            self.cloud.wait_until_ready()
            self._set_the_scene()
        with progress(f"Starting Home Assistant {version('homeassistant')}"):
            self.home_assistant.wait_until_running()
        if self.options.fresh:
            say(*self._what_to_type())
        elif not self.home_assistant.api.entries(DOMAIN):
            with progress("Adding the integration and its home"):
                add_integration(self.home_assistant.api, self.cloud)
            with progress("Making the dashboard"):
                self._furnish()
        elif self.home_assistant.api.entries(DOMAIN)[0]["state"] != "loaded":
            raise StartError(
                "The home that was kept does not load. Was the simulated cloud on"
                " another port? Start without --keep to make it anew."
            )
        say(f"Ready after {stopwatch.monotonic() - began:.1f} s.", "")

    def announce(self) -> None:
        """Say where everything is."""
        say(
            f"  {self.home_assistant.url}",
            f"  user {USERNAME}, password {PASSWORD}",
            "",
            f"The log is {shown(self.home_assistant.log)},"
            f" the simulated cloud is at {self.cloud.url}/_control.",
            "Ctrl-C ends the demo.",
        )

    def watch(self) -> None:
        """Wait; start Home Assistant again when somebody restarts it.

        Raises:
            StartError: A process ended by itself.
        """
        while True:
            for process in (self.cloud.process, self.home_assistant.process):
                code = process.exit_code
                if code == RESTART_EXIT_CODE:
                    with progress("Restarting Home Assistant"):
                        self.home_assistant.start()
                        self.home_assistant.wait_until_running()
                elif code is not None:
                    raise StartError(f"{process.name} ended.{process.last_words()}")
            stopwatch.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        """Stop both processes."""
        self.home_assistant.stop()
        self.cloud.stop()

    def _set_the_scene(self) -> None:
        """Let the car have something left to charge."""
        car = self.cloud.device(CAR)["id"]
        self.cloud.turn("set_battery_level", device_id=car, percent=CAR_BATTERY_PERCENT)
        self.cloud.turn("release", device_id=car)

    def _furnish(self) -> None:
        api = self.home_assistant.api
        home = Home(api, self.cloud)
        for area in api.command("config/area_registry/list"):
            api.command("config/area_registry/delete", area_id=area["area_id"])
        home.put_in_area(HEAT_PUMP, self.words.utility_room, "mdi:washing-machine")
        home.put_in_area(CAR, self.words.garage, "mdi:garage")
        home.put_in_area(INVERTER, self.words.roof, "mdi:home-roof")
        remember(api, home, Past(self.house_start))
        save_dashboard(api, home, self.words)

    def _what_to_type(self) -> tuple[str, ...]:
        access = self.cloud.access
        return (
            "",
            "Go to Settings > Devices & services > Add integration > Podero and enter:",
            "",
            "  Environment      Custom",
            f"  Address          {access['base_url']}",
            f"  Client ID        {access['client_id']}",
            f"  Client secret    {access['client_secret']}",
            f"  Organization ID  {access['org_id']}",
            "",
            "Then select the home Sample Home.",
            "",
        )


def say(*lines: str) -> None:
    """Print lines, at once."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


@contextmanager
def progress(doing: str) -> Iterator[None]:
    """Say what is being done, and tick it off with its time when it is done."""
    sys.stdout.write(f"{doing} ... ")
    sys.stdout.flush()
    began = stopwatch.monotonic()
    try:
        yield
    except BaseException:
        say("")
        raise
    say(f"✓ {stopwatch.monotonic() - began:.1f} s")


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/demo",
        description="Show a simulated home in a real Home Assistant.",
    )
    parser.add_argument(
        "--port", type=int, default=8123, help="Home Assistant's port (8123)"
    )
    parser.add_argument(
        "--cloud-port", type=int, default=8124, help="the simulated cloud's port (8124)"
    )
    parser.add_argument(
        "--language", choices=LANGUAGES, default="en", help="en or de (en)"
    )
    parser.add_argument(
        "--speed",
        type=float,
        default=1,
        metavar="N",
        help="let the house live N times as fast",
    )
    parser.add_argument(
        "--time",
        type=time.fromisoformat,
        default=TIME,
        metavar="HH:MM",
        help=f"the time of day that it is in the house ({TIME:%H:%M})",
    )
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="leave adding the integration to you, and say what to enter",
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="go on with the Home Assistant of the last time",
    )
    parser.add_argument(
        "--folder",
        type=lambda folder: Path(folder).resolve(),
        default=ROOT / ".demo",
        help="where Home Assistant keeps its files (.demo)",
    )
    return parser.parse_args(arguments)


def main() -> int:
    """Run the demo until Ctrl-C."""
    options = parse(sys.argv[1:])
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in signals:
        signal.signal(number, signal.default_int_handler)
    demo = Demo(options)
    with ExitStack() as stack:
        stack.callback(demo.stop)
        try:
            demo.start()
            demo.announce()
            demo.watch()
        except KeyboardInterrupt:
            say("", "Stopping.")
            code = 0
        except StartError as error:
            sys.stderr.write(f"{error}\n")
            code = 1
        except (ApiError, OSError, aiohttp.ClientError) as error:
            words = demo.home_assistant.process.last_words()
            sys.stderr.write(f"The demo could not go on: {error}.{words}\n")
            code = 1
        for number in signals:
            signal.signal(number, signal.SIG_IGN)
    return code


if __name__ == "__main__":
    raise SystemExit(main())
