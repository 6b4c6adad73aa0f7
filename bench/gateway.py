"""Measures what the gateway of deploy/nginx costs, beside an nginx without checks.

One worker of nginx on one core serves 10,000 homes. The other core has the client and
the cloud, which is an nginx that always gives the same answer. The number of requests
per second needs wrk (apt-get install wrk).
"""

import argparse
import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
import os
from pathlib import Path
import re
from secrets import token_hex
import shutil
from statistics import median, quantiles
import subprocess
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import UUID

from bench.report import say, say_table
from tools.demo.process import HOST, Process, free_port
from tools.gateway import MISSING, NGINX, Gateway, is_installed

HOMES = 10_000
# Three lists every 30 seconds for each home.
REQUESTS_PER_SECOND = HOMES * 3 // 30
CONNECTIONS = 32
SECRET, TOKEN = token_hex(32), token_hex(16)
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
ANSWER = '[{"id": "%s"}]' % ("x" * 2700)
CLOUD = """\
worker_processes 1;
pid {folder}/cloud.pid;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    keepalive_requests 100000000;
    {temporary}
    server {{
        listen {host}:{port};
        default_type application/json;
        location / {{ return 200 '{answer}'; }}
        location = /oauth2/token/ {{
            return 200 '{{"access_token": "{token}", "expires_in": 36000}}';
        }}
    }}
}}
"""
PASS_THROUGH = """\
worker_processes 1;
pid {folder}/pass-through.pid;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    keepalive_requests 100000000;
    {temporary}
    upstream podero {{ server {host}:{cloud_port}; keepalive 64; }}
    server {{
        listen {host}:{port};
        location / {{
            proxy_pass http://podero;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
        }}
    }}
}}
"""
WRK = """\
local targets = {{}}
for line in io.lines("{targets}") do targets[#targets + 1] = line end
math.randomseed(os.time())
request = function()
  local path, token = targets[math.random(#targets)]:match("(%S+) (%S+)")
  return wrk.format("GET", path, {{["Authorization"] = "Bearer " .. token}})
end
"""
LONG_CONNECTIONS = {
    "worker_processes auto;": "worker_processes 1;",
    "server_tokens off;": "server_tokens off; keepalive_requests 100000000;",
}


@dataclass
class Result:
    """What was measured of one nginx; latencies in seconds."""

    latencies: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @property
    def row(self) -> tuple[str, ...]:
        """The cells of its line in the table."""
        return (
            f"{median(self.latencies) * 1000:.2f} ms",
            f"{quantiles(self.latencies, n=100)[98] * 1000:.2f} ms",
            f"{median(self.rates):,.0f}" if self.rates else "-",
            f"{median(self.cpu) * 1e6:.0f} µs",
        )


class Server:
    """One nginx that is measured."""

    def __init__(self, name: str, port: int, pid_file: Path) -> None:
        """Initialize the server, whose master writes its process ID to a file."""
        self.name = name
        self.port = port
        self.result = Result()
        self._pid_file = pid_file

    @property
    def cpu_seconds(self) -> float:
        """Return the processor time of its workers in seconds."""
        children = Path(f"/proc/{self._pid_file.read_text().strip()}/task").glob(
            "*/children"
        )
        pids = " ".join(path.read_text() for path in children).split()
        ticks = 0
        for pid in pids:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / CLOCK_TICKS


@asynccontextmanager
async def connections(
    port: int,
) -> AsyncIterator[asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]:
    """Open connections, and close them at the end."""
    pool: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = (
        asyncio.Queue()
    )
    opened = [await asyncio.open_connection(HOST, port) for _ in range(CONNECTIONS)]
    for connection in opened:
        pool.put_nowait(connection)
    yield pool
    for _, writer in opened:
        writer.close()


async def steady(
    port: int, targets: list[tuple[str, str]], seconds: float
) -> list[float]:
    """Send requests at an even rate; return how long each took.

    Raises:
        RuntimeError: An answer is not a success.
    """
    latencies: list[float] = []

    async def send(path: str, token: str) -> None:
        began = perf_counter()
        reader, writer = await pool.get()
        lines = (f"GET {path} HTTP/1.1", "Host: a", f"Authorization: Bearer {token}")
        writer.write("\r\n".join((*lines, "", "")).encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(head)
        length = re.search(rb"Content-Length: (\d+)", head)
        await reader.readexactly(int(length[1]) if length else 0)
        latencies.append(perf_counter() - began)
        pool.put_nowait((reader, writer))

    async with connections(port) as pool, asyncio.TaskGroup() as group:
        start = perf_counter()
        for number in range(int(seconds * REQUESTS_PER_SECOND)):
            wait = start + number / REQUESTS_PER_SECOND - perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            group.create_task(send(*targets[number * 7919 % len(targets)]))
    return latencies


def flood(port: int, script: Path, seconds: int) -> float:
    """Send as many requests as possible; return how many there were per second.

    Raises:
        RuntimeError: An answer is not a success.
    """
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script)]
    command.append(f"http://{HOST}:{port}")
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output:
        raise RuntimeError(output)
    return float(output.rpartition("Requests/sec:")[2].split()[0])


def plain_nginx(
    folder: Path, name: str, text: str, core: int, **values: object
) -> Process:
    """Return an nginx with a configuration of its own, on one core."""
    temporary = " ".join(
        f"{kind}_temp_path {folder}/{name}-{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = folder / f"{name}.conf"
    configuration.write_text(
        text.format(
            folder=folder, host=HOST, temporary=temporary, answer=ANSWER, **values
        )
    )
    return Process(
        name,
        [
            *("taskset", "-c", str(core), str(NGINX), "-c", str(configuration)),
            *("-e", str(folder / f"{name}.error"), "-g", "daemon off;"),
        ],
        log=folder / f"{name}.log",
    )


def main(arguments: list[str]) -> int:
    """Measure and print a table; 1 where nginx is missing."""
    parser = argparse.ArgumentParser(prog="scripts/bench gateway", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often (5)")
    parser.add_argument("--seconds", type=int, default=5, help="how long each time (5)")
    options = parser.parse_args(arguments)
    if not is_installed():
        say(MISSING)
        return 1
    with TemporaryDirectory() as temporary, ExitStack() as running:
        measure(Path(temporary), running, options.rounds, options.seconds)
    return 0


def measure(folder: Path, running: ExitStack, rounds: int, seconds: int) -> None:
    """Start everything, measure in turns, and print the table."""
    cores = os.sched_getaffinity(0)
    running.callback(os.sched_setaffinity, 0, cores)
    here, there = min(cores), max(cores)
    cloud_port, plain_port = free_port(), free_port()
    for process in (
        plain_nginx(folder, "cloud", CLOUD, there, port=cloud_port, token=TOKEN),
        plain_nginx(
            folder,
            "pass-through",
            PASS_THROUGH,
            here,
            port=plain_port,
            cloud_port=cloud_port,
        ),
    ):
        running.callback(process.stop)
        process.start()
    org_id = str(UUID(int=1))
    gateway = Gateway(
        folder / "gateway",
        f"http://{HOST}:{cloud_port}",
        {"org_id": org_id, "client_id": "id", "client_secret": SECRET},
        changes=LONG_CONNECTIONS,
        core=here,
    )
    gateway.add_homes(str(UUID(int=number << 64)) for number in range(HOMES))
    running.enter_context(gateway)
    os.sched_setaffinity(0, {there})
    targets = [
        (
            f"/api/partners/v2.0/org/{org_id}/users/{user_id}/heat-pumps",
            gateway.make_token(user_id),
        )
        for user_id in gateway.secrets
    ]
    servers = [
        Server("nginx without checks", plain_port, folder / "pass-through.pid"),
        Server("The gateway", gateway.port, gateway.folder / "nginx.pid"),
    ]
    script = folder / "wrk.lua"
    script.write_text(WRK.format(targets=folder / "targets"))
    (folder / "targets").write_text(
        "".join(f"{path} {token}\n" for path, token in targets)
    )
    for _ in range(rounds):
        for server in servers:
            before = server.cpu_seconds
            latencies = asyncio.run(steady(server.port, targets, seconds))
            server.result.latencies += latencies
            server.result.cpu.append((server.cpu_seconds - before) / len(latencies))
            if shutil.which("wrk"):
                server.result.rates.append(flood(server.port, script, seconds))
    say(f"{HOMES:,} homes. Latency at {REQUESTS_PER_SECOND:,} requests per second.")
    say_table(
        (
            "",
            "median",
            "99th percentile",
            "requests per second at most",
            "CPU per request",
        ),
        [(server.name, *server.result.row) for server in servers],
    )
    found = gateway.leaks(gateway.output(), TOKEN)
    say(f"Secrets in what the gateway has written meanwhile: {len(found)}.")
