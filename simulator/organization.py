"""What the cloud holds: an organisation, its users and devices, and requests."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from .actions import Cues
from .behavior import Behaviour
from .clock import Clock
from .device_fields import Kind
from .devices import Device
from .faults import Failure
from .household import Site
from .json_format import Json
from .tokens import Tokens
from .users import User, stable_id

_KEPT_REQUESTS: Final = 20_000


@dataclass(slots=True)
class Request:
    """A request as it came in, without headers and secrets."""

    method: str
    path: str
    """Below the API prefix; as it is for anything else."""
    query: dict[str, str]
    body: object
    at: datetime
    status: int | None = None
    """None while there is no answer, and where the connection was dropped."""


class Registry(Behaviour):
    """One organisation. The attributes of `Behaviour` can be set at any time."""

    def __init__(self, clock: Clock | None = None, seed: int = 1) -> None:
        """Set up an organisation that depends on nothing but the clock and the seed."""
        super().__init__()
        self.clock = clock or Clock()
        self.seed = seed
        self.org_id = stable_id("organization")
        self.org_name = "Sample Energy"
        self.tokens = Tokens(seed)
        self.cues = Cues(seed)
        self.users: dict[str, User] = {}
        self.requests: list[Request] = []
        self._devices: dict[str, Device] = {}
        self._sites: list[Site] = []
        self._site_of: dict[str, Site] = {}
        self.failures: list[Failure] = []
        self._count = 0

        self.home = self._add_user("home", "Sample", "Home")
        self.home.add_building("Home")
        self.heat_pump = self.add_device(Kind.HEAT_PUMP)
        self.car = self.add_device(Kind.ELECTRIC_VEHICLE)
        self.inverter = self.add_device(Kind.INVERTER)
        self._home_site = self.site_of(self.inverter)
        self.empty_home = self._add_user("empty-home", None, None)
        self.large_home = self._add_user("large-home", "Large", "Home")
        self._furnish_large_home()
        self.staff = self._add_user("staff", "Sample", "Staff", role="staff")
        self.admin = self._add_user("admin", "Sample", "Admin", role="admin")

    @property
    def client_id(self) -> str:
        """The id of the API client."""
        return self.tokens.client_id

    @property
    def client_secret(self) -> str:
        """The secret of the API client."""
        return self.tokens.client_secret

    def add_device(
        self,
        kind: str,
        user: User | None = None,
        *,
        device_id: str | None = None,
        **fields: object,
    ) -> Device:
        """Connect one more device.

        It moves into the first house of the user that has none of its kind; where all
        have one, into a house of its own. Given fields are pinned as by `set_fields`.

        Args:
            kind: `heat-pumps`, `electric-vehicles` or `inverters`.
            user: whose; the main home's by default.
            device_id: its UUID; a new one by default.
            fields: values to hold.
        """
        kind = Kind(kind)
        user = user or self.home
        self._count += 1
        device_id = (
            str(UUID(device_id)) if device_id else stable_id(user.id, kind, self._count)
        )
        sites = [
            self._site_of[device.id]
            for device in self._devices.values()
            if device.owner is user
        ]
        site = next((site for site in sites if kind not in site.devices), None)
        if site is None:
            site = Site(
                self.seed if not self._sites else self.seed + 1000 * len(self._sites),
                self.clock,
                self,
            )
            self._sites.append(site)
        building = fields.pop("building", next(iter(user.buildings), None))
        device = Device(
            kind,
            device_id,
            user,
            None if building is None else str(building),
            site.catch_up,
        )
        device.pin(fields)
        site.add(device)
        self._devices[device_id], self._site_of[device_id] = device, site
        return device

    @property
    def devices(self) -> list[Device]:
        """All devices."""
        return list(self._devices.values())

    def device(self, device_id: str) -> Device:
        """A device by its id.

        Raises:
            KeyError: there is none.
        """
        return self._devices[device_id]

    def devices_of(self, user: User, kind: Kind) -> list[Device]:
        """The devices of one kind of a user."""
        return [
            device
            for device in self._devices.values()
            if device.owner is user and device.kind is kind
        ]

    def site_of(self, device: Device) -> Site:
        """The house of a device, with what else is in it."""
        return self._site_of[device.id]

    def failure_for(self, method: str, path: str) -> Failure | None:
        """The failure that meets a request, if one does."""
        return next(
            (
                failure
                for failure in reversed(self.failures)
                if failure.meets(method, path)
            ),
            None,
        )

    def record(self, request: Request) -> None:
        """Remember a request; of very many, the oldest are forgotten."""
        self.requests.append(request)
        if len(self.requests) > _KEPT_REQUESTS:
            del self.requests[: _KEPT_REQUESTS // 2]

    def user_json(self, user: User) -> Json:
        """The full object of a user."""
        counts = {
            f"num_{kind.replace('-', '_')}": sum(
                not device.deleted for device in self.devices_of(user, kind)
            )
            for kind in Kind
        }
        return user.as_json(self.org_id, {**counts, "num_wallboxes": 0})

    def _add_user(
        self,
        name: str,
        first_name: str | None,
        last_name: str | None,
        role: str = "user",
    ) -> User:
        user = User(
            stable_id("user", name), f"{name}@example.com", role, first_name, last_name
        )
        user.external_user_id = None if first_name is None else f"sample-{name}"
        self.users[user.id] = user
        return user

    def _furnish_large_home(self) -> None:
        """Two buildings with a heat pump each; one with solar panels, no battery."""
        user = self.large_home
        main, second = (
            user.add_building("Main house"),
            user.add_building("Summer house"),
        )
        self.add_device(Kind.HEAT_PUMP, user, building=main.id)
        self.add_device(
            Kind.INVERTER,
            user,
            building=main.id,
            is_battery_connected=False,
            battery_capacity_kwh=None,
            min_battery_charge=None,
            max_battery_charge=None,
        )
        self.add_device(
            Kind.HEAT_PUMP,
            user,
            building=second.id,
            is_smart_optimization_active=False,
            indoor_actual_temperature=None,
            indoor_target_temperature=None,
        )
