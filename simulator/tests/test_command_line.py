"""The command line."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
import signal
import socket
import sys

from aiohttp import ClientSession
import pytest

from simulator import Cloud
from simulator.__main__ import house_time
from simulator.weather import ZONE

from .client import Client

ROOT = Path(__file__).parents[2]


async def start(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "simulator", *arguments),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@pytest.mark.usefixtures("socket_enabled")
async def test_it_serves_from_the_command_line() -> None:
    process = await start("--port", "0", "--seed", "3", "--speed", "60")
    assert process.stdout is not None
    lines = [(await process.stdout.readline()).decode() for _ in range(5)]
    printed = dict(line.strip().split("  ", 1) for line in lines)
    async with ClientSession() as session:
        client = Client(Cloud(seed=3), printed["Address"].strip(), session)
        await client.log_in()
        answer = await client.get(f"/org/{printed['Organization ID'].strip()}")
    process.send_signal(signal.SIGINT)
    rest, errors = await process.communicate()

    assert answer.status == 200
    assert printed["Client ID"].strip() == client.cloud.client_id
    assert printed["Client secret"].strip() == client.cloud.client_secret
    assert b"Ctrl-C" in rest
    assert (errors, process.returncode) == (b"", 0)


@pytest.mark.usefixtures("socket_enabled")
async def test_a_port_in_use_is_reported_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        process = await start("--port", str(port))
        output, errors = await process.communicate()

    assert process.returncode == 1
    assert output == b""
    assert errors.decode() == (
        f"Port 127.0.0.1:{port} is in use. Choose another --port.\n"
    )


def test_house_times_on_the_command_line() -> None:
    noon = house_time("12:30").astimezone(ZONE)
    july = house_time("2026-07-14T12:30")
    exact = house_time("2026-07-14T12:30:00+00:00")

    assert (noon.hour, noon.minute) == (12, 30)
    assert noon.date() == datetime.now(ZONE).date()
    assert july == datetime(2026, 7, 14, 10, 30, tzinfo=UTC)
    assert exact == datetime(2026, 7, 14, 12, 30, tzinfo=UTC)
    with pytest.raises(ValueError, match="noon"):
        house_time("noon")
