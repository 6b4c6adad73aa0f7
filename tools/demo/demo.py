"""Starts the demo: Home Assistant with a simulated home. Run scripts/demo."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from importlib.metadata import version
import signal
import sys
import time
from typing import Never
from zoneinfo import ZoneInfo

import aiohttp

from tools.demo.api import ApiError
from tools.demo.home import DOMAIN, add_integration
from tools.demo.home_assistant import (
    PASSWORD,
    RESTART_EXIT_CODE,
    USERNAME,
    HomeAssistant,
)
from tools.demo.options import parse
from tools.demo.process import StartError, check_port, shown
from tools.demo.scenario import (
    discharge_electric_vehicle,
    house_start,
    machine_zone,
    set_up_rooms_and_dashboard,
    time_zone_of_the_house,
)
from tools.demo.simulated_cloud import SimulatedCloud
from tools.demo.texts import LANGUAGES

LOOK_SECONDS = 0.2


class Demo:
    """The simulated cloud and Home Assistant."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.texts = LANGUAGES[options.language]
        zone = machine_zone()
        now = datetime.now(ZoneInfo(zone)).time()
        self.house_start = house_start(options.time or now)
        if options.time is not None:
            zone = time_zone_of_the_house(self.house_start)
        self.home_assistant = HomeAssistant(
            options.folder,
            options.port,
            language=options.language,
            name=self.texts.home,
            zone=zone,
        )
        self.cloud = SimulatedCloud(
            options.folder / "cloud.log",
            options.cloud_port,
            speed=options.speed,
            time=self.house_start.isoformat(),
        )

    def start(self) -> None:
        """Start everything and print the progress.

        Raises:
            StartError: a process does not start.
            ApiError: Home Assistant rejects a request.
        """
        began = time.monotonic()
        if self.options.port == self.options.cloud_port:
            raise StartError("Choose two different ports.")
        check_port(self.options.port, "--port")
        check_port(self.options.cloud_port, "--cloud-port")
        if not self.options.keep:
            self.home_assistant.clear()
        self.home_assistant.prepare()
        self.cloud.start()
        self.home_assistant.start()
        with progress("Starting the simulated Podero cloud"):
            self.cloud.wait_until_ready()
            discharge_electric_vehicle(self.cloud, self.home_assistant.zone)
        with progress(f"Starting Home Assistant {version('homeassistant')}"):
            self.home_assistant.wait_until_running()
        if self.options.fresh:
            say(*self._what_to_type())
        elif not self.home_assistant.api.entries(DOMAIN):
            with progress("Adding the integration and its home"):
                add_integration(self.home_assistant.api, self.cloud)
            with progress("Filling the dashboard"):
                set_up_rooms_and_dashboard(
                    self.home_assistant.api, self.cloud, self.texts, self.house_start
                )
        elif self.home_assistant.api.entries(DOMAIN)[0]["state"] != "loaded":
            raise StartError(
                "The home that was kept does not load. Was the simulated cloud on"
                " another port? Start without --keep to make it anew."
            )
        # An open connection would delay a restart of Home Assistant.
        self.home_assistant.api.hang_up()
        say(f"Ready after {time.monotonic() - began:.1f} s.", "")

    def announce(self) -> None:
        """Print the addresses and the credentials."""
        say(
            f"  {self.home_assistant.url}",
            f"  user {USERNAME}, password {PASSWORD}",
            "",
            f"All times are by the clock of the house, where it is {self._now:%H:%M}.",
            f"The log is {shown(self.home_assistant.log)},"
            f" the simulated cloud is at {self.cloud.url}/_control.",
            "Ctrl-C ends the demo.",
        )

    @property
    def _now(self) -> datetime:
        return datetime.now(ZoneInfo(self.home_assistant.zone))

    def watch(self) -> Never:
        """Wait until a process ends. Restart Home Assistant when it asks to.

        Raises:
            StartError: a process ended.
        """
        while True:
            for process in (self.cloud.process, self.home_assistant.process):
                code = process.exit_code
                if code == RESTART_EXIT_CODE:
                    with progress("Restarting Home Assistant"):
                        self.home_assistant.start()
                        self.home_assistant.wait_until_running()
                elif code is not None:
                    raise StartError(f"{process.name} ended.{process.log_excerpt()}")
            time.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        """Stop both processes."""
        self.home_assistant.stop()
        self.cloud.stop()

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
    """Print lines without buffering."""
    _write("".join(f"{line}\n" for line in lines))


def _write(text: str) -> None:
    with suppress(BrokenPipeError):
        sys.stdout.write(text)
        sys.stdout.flush()


@contextmanager
def progress(doing: str) -> Iterator[None]:
    """Print what is being done, and how long it took."""
    _write(f"{doing} ... ")
    began = time.monotonic()
    try:
        yield
    except BaseException:
        say("")
        raise
    say(f"✓ {time.monotonic() - began:.1f} s")


def main() -> int:
    """Run the demo until Ctrl-C."""
    options = parse(sys.argv[1:])
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in signals:
        signal.signal(number, signal.default_int_handler)
    demo = Demo(options)
    try:
        demo.start()
        demo.announce()
        demo.watch()
    except KeyboardInterrupt:
        say("", "Stopping.")
        return 0
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except (ApiError, OSError, aiohttp.ClientError) as error:
        texts = demo.home_assistant.process.log_excerpt()
        sys.stderr.write(f"The demo could not go on: {error}.{texts}\n")
        return 1
    finally:
        for number in signals:
            signal.signal(number, signal.SIG_IGN)
        demo.stop()


if __name__ == "__main__":
    raise SystemExit(main())
