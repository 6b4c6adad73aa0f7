"""The simulated Podero cloud."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from .api import make_app
from .behavior import Behavior
from .clock import Clock
from .control_api import add_control_api
from .controls import Controls
from .devices import Device
from .faults import Faults
from .house import House
from .organization import Organization
from .requests import Requests
from .tokens import Tokens
from .users import User


class Cloud:
    """A simulated Podero cloud with one organization.

    Attributes:
        clock: the wall time and the house time.
        behavior: options for behavior that the documents leave open.
        organization: users, buildings, devices and pending actions.
        controls: changes to devices.
        faults: failures of requests.
        tokens: the client's credentials and access tokens.
        requests: the received requests, oldest first.
    """

    def __init__(self, clock: Clock | None = None, seed: int = 1) -> None:
        """Initialize the cloud.

        Args:
            clock: real time by default.
            seed: the same seed and the same requests at the same times give the same
                answers.
        """
        self.clock = clock or Clock()
        self.behavior = Behavior()
        self.organization = Organization(self.clock, seed, self.behavior)
        self.controls = Controls(self.organization)
        self.faults = Faults(seed)
        self.tokens = Tokens(seed)
        self.requests = Requests()

    @property
    def client_id(self) -> str:
        """The ID of the API client."""
        return self.tokens.client_id

    @property
    def client_secret(self) -> str:
        """The secret of the API client."""
        return self.tokens.client_secret

    @property
    def org_id(self) -> str:
        """The UUID of the organization."""
        return self.organization.id

    @property
    def home(self) -> User:
        """The main home, which has one device of each type."""
        return self.organization.home

    @property
    def heat_pump(self) -> Device:
        """The heat pump of the main home."""
        return self.organization.heat_pump

    @property
    def electric_vehicle(self) -> Device:
        """The electric vehicle of the main home."""
        return self.organization.electric_vehicle

    @property
    def solar_inverter(self) -> Device:
        """The solar inverter of the main home."""
        return self.organization.solar_inverter

    @property
    def house(self) -> House:
        """The house of the main home, up to date, with the true energies."""
        return self.organization.household.house

    @property
    def app(self) -> web.Application:
        """A new application that serves this cloud."""
        app = make_app(self.organization, self.tokens, self.faults, self.requests)
        add_control_api(app, self)
        return app

    @asynccontextmanager
    async def serve(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
        """Serve the API and the controls, and yield the base URL.

        Args:
            host: the address to listen on.
            port: the port to listen on; any free one by default.

        Raises:
            OSError: the port is in use.
        """
        runner = web.AppRunner(
            self.app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
            yield f"http://{host}:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()
