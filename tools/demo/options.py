"""Command-line options of the demo."""

import argparse
from contextlib import suppress
from datetime import time
from pathlib import Path

from tools.demo.process import ROOT
from tools.demo.scenario import TIME
from tools.demo.texts import LANGUAGES

LAST_PORT = 65535


def port(text: str) -> int:
    """Parse a port."""
    if not text.isdecimal() or not 0 < int(text) <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text} is not a port")
    return int(text)


def speed(text: str) -> float:
    """Parse the speed of the simulation."""
    with suppress(ValueError):
        if float(text) > 0:
            return float(text)
    raise argparse.ArgumentTypeError(f"{text} is not a number above 0")


def time_of_day(text: str) -> time:
    """Parse a time of day."""
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text} is not a time of day such as {TIME:%H:%M}"
        ) from None


def parse(arguments: list[str]) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/demo",
        description="Show a simulated home in a real Home Assistant.",
    )
    parser.add_argument(
        "--port", type=port, default=8123, help="Home Assistant's port (8123)"
    )
    parser.add_argument(
        "--cloud-port",
        type=port,
        default=8124,
        help="the simulated cloud's port (8124)",
    )
    parser.add_argument(
        "--language",
        choices=LANGUAGES,
        default="en",
        metavar="CODE",
        help=f"one of {', '.join(LANGUAGES)} (en)",
    )
    parser.add_argument(
        "--speed",
        type=speed,
        default=1,
        metavar="N",
        help="make time in the house pass N times as fast (1)",
    )
    parser.add_argument(
        "--time",
        type=time_of_day,
        metavar="HH:MM",
        help="time of day in the house at the start, by choosing a time zone (now)",
    )
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="start without the integration, and print what to enter to add it",
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="continue with the Home Assistant of the last start",
    )
    parser.add_argument(
        "--folder",
        type=lambda folder: Path(folder).resolve(),
        default=ROOT / ".demo",
        help="where Home Assistant keeps its files (.demo)",
    )
    return parser.parse_args(arguments)
