"""The simulated Podero cloud as a child process, and its controls over HTTP."""

from http import HTTPStatus
import json
from pathlib import Path
import sys
from typing import Any, Self
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from tools.demo.process import HOST, Process
from tools.demo.retries import RETRIES
from tools.gateway import Gateway

START_SECONDS = 60
FAILURE_STATUS = HTTPStatus.SERVICE_UNAVAILABLE
HEAT_PUMP = "heat-pumps"
ELECTRIC_VEHICLE = "electric-vehicles"
SOLAR_INVERTER = "inverters"


class SimulatedCloud:
    """A simulated cloud with a home. Each start creates it anew."""

    def __init__(
        self, log: Path, port: int, *, speed: float = 1, time: str | None = None
    ) -> None:
        self.port = port
        self.gateway: Gateway | None = None
        self.url = f"http://{HOST}:{port}"
        self._opener = build_opener(ProxyHandler({}))
        self.process = Process(
            "The simulated Podero cloud",
            [
                sys.executable,
                *("-m", "simulator", "--host", HOST, "--port", str(port)),
                *("--speed", str(speed)),
                *(("--time", time) if time else ()),
            ],
            log=log,
        )

    def __enter__(self) -> Self:
        try:
            self.start()
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start the process."""
        self.process.start()

    def wait_until_ready(self) -> None:
        """Wait until the cloud answers.

        Raises:
            StartError: it does not answer.
        """
        self.process.wait_until(self._answers, START_SECONDS)

    def stop(self) -> int | None:
        """Stop the process and return its exit code."""
        if self.gateway is not None:
            self.gateway.stop()
        return self.process.stop()

    @property
    def state(self) -> dict[str, Any]:
        """Return its state: credentials, devices, and requests."""
        return self._ask("/_control")

    def start_gateway(self, folder: Path) -> Gateway:
        """Put a gateway in front of it, which has its own credentials for the home."""
        state = self.state
        keys = ("org_id", "client_id", "client_secret")
        self.gateway = Gateway(folder, self.url, {key: state[key] for key in keys})
        self.gateway.add_homes([self.home_id])
        self.gateway.start()
        self.gateway.wait_until_ready()
        return self.gateway

    @property
    def access(self) -> dict[str, str]:
        """Return the input for the config flow."""
        if self.gateway is not None:
            return self.gateway.access(self.home_id)
        state = self.state
        return {
            "environment": "custom",
            "base_url": self.url,
            "client_id": state["client_id"],
            "client_secret": state["client_secret"],
            "org_id": state["org_id"],
        }

    @property
    def home_id(self) -> str:
        """Return the user ID of the home with a device of each type."""
        return str(self.state["home_id"])

    def device(self, device_type: str) -> dict[str, Any]:
        """Return the fields of the home's device of a type."""
        state = self.state
        for device in state["devices"]:
            fields: dict[str, Any] = device["fields"]
            if (
                device["device_type"] == device_type
                and fields["owner"]["id"] == state["home_id"]
            ):
                return fields
        raise LookupError(device_type)

    def fail_at_random(self, rate: float) -> None:
        """Let a share of all requests fail, 0 to 1."""
        self.control("fail", rate=rate, status=FAILURE_STATUS)

    def control(self, name: str, /, **arguments: Any) -> dict[str, Any]:
        """Call a control of the cloud."""
        return self._ask(f"/_control/{name}", arguments)

    def requests(self, method: str) -> list[dict[str, Any]]:
        """Return the answered requests with a method, since they were last cleared."""
        return [
            request
            for request in self.state["requests"]
            if request["method"] == method and request["status"] != FAILURE_STATUS
        ]

    def wait_for_put(self, seconds: float = 15) -> dict[str, Any]:
        """Wait for a PUT and return its body."""
        puts = RETRIES.wait(lambda: self.requests("PUT"), seconds)
        if not puts:
            raise LookupError(f"No PUT came within {seconds:.0f} s")
        (put,) = puts
        body: dict[str, Any] = put["body"]
        return body

    def _answers(self) -> bool:
        try:
            self._ask("/_control")
        except OSError:
            return False
        return True

    def _ask(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        try:
            with self._opener.open(Request(self.url + path, data)) as response:
                answer: dict[str, Any] = json.load(response)
                return answer
        except HTTPError as error:
            if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
            raise ValueError(error.read().decode()) from error
