"""Command line of the simulated cloud: `python -m simulator`."""

import argparse
import asyncio
from contextlib import suppress
from datetime import UTC, datetime, time
import errno
from signal import SIGINT, default_int_handler, signal
import sys

from . import Clock, Cloud
from .weather import ZONE

_GREETING = """\
Environment      Custom
Address          {base}
Client ID        {cloud.client_id}
Client secret    {cloud.client_secret}
Organization ID  {cloud.org_id}

The main home is {cloud.home.email}, user ID {cloud.home.id}.
GET {base}/_control lists the controls. Press Ctrl-C to stop.
"""


def main() -> int:
    """Serve until Ctrl-C, and return the exit code: 1 if the port cannot be used."""
    arguments = _parser().parse_args()
    # A shell that starts it in the background ignores Ctrl-C for it.
    signal(SIGINT, default_int_handler)
    cloud = Cloud(Clock(None, arguments.speed, arguments.time), arguments.seed)
    try:
        with suppress(KeyboardInterrupt):
            asyncio.run(_serve(cloud, arguments.host, arguments.port))
    except OSError as error:
        address = f"{arguments.host}:{arguments.port}"
        if error.errno == errno.EADDRINUSE:
            sys.stderr.write(f"Port {address} is in use. Choose another --port.\n")
        else:
            sys.stderr.write(f"Cannot listen on {address}: {error}.\n")
        return 1
    return 0


async def _serve(cloud: Cloud, host: str, port: int) -> None:
    async with cloud.serve(host, port) as base:
        sys.stdout.write(_GREETING.format(base=base, cloud=cloud))
        sys.stdout.flush()
        await asyncio.Event().wait()


def house_time(text: str) -> datetime:
    """Parse `HH:MM` of today or an ISO date-time, by default in the zone of Vienna.

    Raises:
        ValueError: the text is neither.
    """
    try:
        moment = datetime.combine(datetime.now(ZONE), time.fromisoformat(text))
    except ValueError:
        moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).astimezone(UTC)


def speed(text: str) -> float:
    """Parse a speed above 0.

    Raises:
        ValueError: the text is not a number above 0.
    """
    number = float(text)
    if not number > 0:
        raise ValueError(text)
    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simulator", description="A simulated Podero cloud."
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8124)
    parser.add_argument(
        "--speed",
        type=speed,
        default=1.0,
        help="seconds of house time per second (default: 1)",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--time",
        type=house_time,
        help="first house time: HH:MM of today, or an ISO date-time (default: now)",
    )
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
