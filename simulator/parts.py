"""The parts of the simulated cloud."""

from .behavior import Behavior
from .clock import Clock
from .controls import Controls
from .devices import Device
from .faults import Faults
from .house import House
from .organization import Organization
from .requests import Requests
from .tokens import Tokens
from .users import User


class CloudParts:
    """The parts of a simulated Podero cloud with one organization.

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
