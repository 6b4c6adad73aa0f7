"""The organization: users, devices and households."""

from collections import Counter
from collections.abc import Iterable
from random import Random
from uuid import UUID

from .actions import Cues
from .behavior import Behavior
from .clock import Clock
from .contracts import EnergyContract
from .device_fields import DeviceType
from .devices import Device
from .household import Household
from .json_format import Json
from .replica import LaggingReplica
from .users import User, stable_id


class Organization:
    """An organization: its users, their buildings, devices and pending actions."""

    def __init__(self, clock: Clock, seed: int, behavior: Behavior) -> None:
        """Initialize the organization with its sample users.

        Its state depends only on the clock, the seed and the commands.
        """
        self.clock = clock
        self.seed = seed
        self.behavior = behavior
        self.id = stable_id("organization")
        self.name = "Sample Energy"
        self.cues = Cues(seed)
        self.users: dict[str, User] = {}
        self.households: list[Household] = []
        self._devices: dict[str, Device] = {}
        self._household_of: dict[str, Household] = {}
        self.replica: LaggingReplica | None = None
        self.shuffle: Random | None = None
        """The random generator of shuffled device lists."""
        self._contracts: dict[str, list[EnergyContract]] = {}
        self._bare_devices: Counter[tuple[str, str]] = Counter()
        self._count = 0

        self.home = self._add_user("home", "Sample", "Home")
        self.home.add_building("Home")
        self.heat_pump = self.add_device(DeviceType.HEAT_PUMP)
        self.electric_vehicle = self.add_device(DeviceType.ELECTRIC_VEHICLE)
        self.solar_inverter = self.add_device(DeviceType.SOLAR_INVERTER)
        self.household = self.household_of(self.solar_inverter)
        self.empty_home = self._add_user("empty-home", None, None)
        self.large_home = self._add_user("large-home", "Large", "Home")
        self._furnish_large_home()
        self.staff = self._add_user("staff", "Sample", "Staff", role="staff")
        self.admin = self._add_user("admin", "Sample", "Admin", role="admin")

    def add_device(
        self,
        device_type: str,
        user: User | None = None,
        *,
        device_id: str | None = None,
        **fields: object,
    ) -> Device:
        """Connect another device.

        It joins the user's first household that has no device of its type, or a new
        household. Given fields are held as by `Controls.set_fields`.

        Args:
            device_type: `heat-pumps`, `electric-vehicles` or `inverters`.
            user: the owner; the main home by default.
            device_id: its UUID; a new one by default.
            fields: values to hold.

        Raises:
            ValueError: the device type or the UUID is invalid.
        """
        device_type = DeviceType(device_type)
        user = user or self.home
        self._count += 1
        device_id = (
            str(UUID(device_id))
            if device_id
            else stable_id(user.id, device_type, self._count)
        )
        household = self._household_for(user, device_type)
        building = fields.pop("building", next(iter(user.buildings), None))
        device = Device(
            device_type,
            device_id,
            user,
            None if building is None else str(building),
            household.catch_up,
        )
        device.pin(fields)
        household.add(device)
        self._devices[device_id] = device
        self._household_of[device_id] = household
        return device

    def _household_for(self, user: User, device_type: DeviceType) -> Household:
        for device in self._devices.values():
            household = self._household_of[device.id]
            if device.owner is user and device_type not in household.devices:
                return household
        number = len(self.households)
        household = Household(self.seed + 1000 * number, self.clock, self.behavior)
        self.households.append(household)
        return household

    def remove_device(self, device_id: str) -> None:
        """Disconnect a device: it leaves the list, and its own path is a 404.

        Raises:
            KeyError: there is no such device.
        """
        device = self._devices.pop(device_id)
        self._household_of.pop(device_id).devices.pop(device.device_type)

    def add_users(self, count: int) -> None:
        """Add generated users without devices."""
        for _ in range(count):
            number = len(self.users)
            self._add_user(f"user-{number}", "User", str(number))

    def add_bare_devices(
        self, count: int, device_type: str = "heat-pumps", user: User | None = None
    ) -> None:
        """Add devices to the lists of a user that have no field but `id`.

        They have no path of their own.

        Raises:
            ValueError: the device type is invalid.
        """
        user = user or self.home
        self._bare_devices[user.id, DeviceType(device_type)] += count

    def bare_devices(self, user: User, device_type: DeviceType) -> list[Json]:
        """Return the devices of `add_bare_devices`."""
        return [
            {"id": stable_id(user.id, device_type, "bare", number)}
            for number in range(self._bare_devices[user.id, device_type])
        ]

    def remove_user(self, user_id: str) -> None:
        """Delete a user, who leaves the list; all their paths are a 404.

        Raises:
            KeyError: there is no such user.
        """
        self.users[user_id].deleted = True

    @property
    def devices(self) -> list[Device]:
        """All devices."""
        return list(self._devices.values())

    def device(self, device_id: str) -> Device:
        """Return a device by its ID.

        Raises:
            KeyError: there is no such device.
        """
        return self._devices[device_id]

    def devices_of(self, user: User, device_type: DeviceType) -> list[Device]:
        """Return the devices of a type that a user owns."""
        return [
            device
            for device in self._devices.values()
            if device.owner is user and device.device_type is device_type
        ]

    def household_of(self, device: Device) -> Household:
        """Return the household of a device."""
        return self._household_of[device.id]

    def device_json(self, device: Device, *, fresh: bool = False) -> Json:
        """Return the object of a device, optionally without stale reads."""
        return device.as_json(
            self.clock.wall,
            fresh=fresh,
            decimals_as_text=self.behavior.decimals_as_text,
        )

    def contracts_of(self, user: User) -> list[EnergyContract]:
        """Return the energy contracts of a user."""
        default = [EnergyContract()] if user.buildings else []
        return self._contracts.get(user.id, default)

    def set_energy_contracts(self, user: User, *contracts: EnergyContract) -> None:
        """Replace the energy contracts of a user."""
        self._contracts[user.id] = list(contracts)

    def user_json(self, user: User) -> Json:
        """Return the full object of a user."""
        return self.users_json([user])[0]

    def users_json(self, users: Iterable[User]) -> list[Json]:
        """Return the full objects of users."""
        counts = Counter(
            (device.owner.id, device.device_type)
            for device in self._devices.values()
            if not device.deleted
        )
        return [
            user.as_json(
                self.id,
                {
                    **{
                        f"num_{device_type.replace('-', '_')}": counts[
                            user.id, device_type
                        ]
                        for device_type in DeviceType
                    },
                    "num_wallboxes": 0,
                },
            )
            for user in users
        ]

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
        """Add two buildings with heat pumps, and solar panels without a battery."""
        user = self.large_home
        main, second = (
            user.add_building("Main house"),
            user.add_building("Summer house"),
        )
        self.add_device(DeviceType.HEAT_PUMP, user, building=main.id)
        self.add_device(
            DeviceType.SOLAR_INVERTER,
            user,
            building=main.id,
            is_battery_connected=False,
            battery_capacity_kwh=None,
            min_battery_charge=None,
            max_battery_charge=None,
        )
        self.add_device(
            DeviceType.HEAT_PUMP,
            user,
            building=second.id,
            is_smart_optimization_active=False,
            indoor_actual_temperature=None,
            indoor_target_temperature=None,
        )
