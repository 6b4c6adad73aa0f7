"""Serve the simulated cloud on its own: `python -m simulator`."""

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

The home to pick is {cloud.home.email}, user id {cloud.home.id}.
GET {base}/_control lists the controls. Press Ctrl-C to stop.
"""


def main() -> int:
    """Serve until Ctrl-C; 1 where the port cannot be had."""
    arguments = _arguments()
    # Where a shell starts it in the background, it would not hear Ctrl-C.
    signal(SIGINT, default_int_handler)
    cloud = Cloud(Clock(None, arguments.speed, arguments.time), arguments.seed)
    try:
        with suppress(KeyboardInterrupt):
            asyncio.run(_serve(cloud, arguments.host, arguments.port))
    except OSError as error:
        address = f"{arguments.host}:{arguments.port}"
        if error.errno == errno.EADDRINUSE:
            sys.stderr.write(f"Port {address} is taken: choose another --port.\n")
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
    """The house time for `HH:MM` today or an ISO date-time, in Vienna without a zone.

    Raises:
        ValueError: it is neither.
    """
    try:
        moment = datetime.combine(datetime.now(ZONE), time.fromisoformat(text))
    except ValueError:
        moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).astimezone(UTC)


def speed(text: str) -> float:
    """A speed above 0.

    Raises:
        ValueError: it is none.
    """
    number = float(text)
    if not number > 0:
        raise ValueError(text)
    return number


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m simulator", description="A simulated Podero cloud."
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8124)
    parser.add_argument(
        "--speed", type=speed, default=1.0, help="seconds of house time a second"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--time", type=house_time, help="house time to start at: HH:MM or ISO"
    )
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
