"""Controls of devices, for tests and for the demo."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from .device_fields import DeviceType
from .earlier_sessions import earlier_sessions
from .household import Household
from .json_format import Json
from .organization import Organization
from .replica import LaggingReplica
from .weather import seeded

_ENDPOINTS: Final = ("data", "savings", "statistics", "sessions")


class Controls:
    """Changes what devices do and how the cloud reports them."""

    def __init__(self, organization: Organization) -> None:
        """Initialize the controls of an organization's devices."""
        self._organization = organization

    def _household(self, device_id: str) -> Household:
        return self._organization.household_of(self._organization.device(device_id))

    def set_fields(self, device_id: str, **fields: object) -> None:
        """Hold fields of a device at values until `release`.

        Syncs do not change them, but a PUT does.
        """
        device = self._organization.device(device_id)
        self._household(device_id).command(lambda: device.pin(fields))

    def release(self, device_id: str) -> None:
        """Undo all overrides of a device, and let a car follow its trips again."""
        device = self._organization.device(device_id)
        household = self._household(device_id)
        if device.device_type is DeviceType.ELECTRIC_VEHICLE:
            household.resume_trips()
        household.command(device.release)
        household.sync()

    def omit_fields(self, device_id: str, *names: str) -> None:
        """Leave documented keys of a device out of the answers."""
        self._organization.device(device_id).omit(names)

    def ignore_field(self, device_id: str, name: str) -> None:
        """Answer 200 to a PUT of a field without changing it."""
        self._organization.device(device_id).ignore(name)

    def stale_reads(self, device_id: str, seconds: float) -> None:
        """Return the old value for some seconds of wall time after each PUT.

        This includes the weekly charge policy of a vehicle.
        """
        self._organization.device(device_id).lag(seconds)

    def raw_fields(self, device_id: str, tokens: Mapping[str, str]) -> None:
        """Send JSON tokens as the values of fields, until `release`.

        Args:
            device_id: the device.
            tokens: the text for each field, such as `NaN`, `1e400` or `""`.
        """
        self._organization.device(device_id).set_raw(tokens)

    def raw_rows(
        self, device_id: str, endpoint: str, tokens: Mapping[str, str]
    ) -> None:
        """Send JSON tokens as values in each row of an endpoint, until `release`.

        Args:
            device_id: the device.
            endpoint: `data`, `savings`, `statistics` or `sessions`.
            tokens: the text for each key; `savings.total` is a key in an object.

        Raises:
            ValueError: there is no such endpoint.
        """
        if endpoint not in _ENDPOINTS:
            raise ValueError(f"The endpoint must be one of {', '.join(_ENDPOINTS)}")
        self._organization.device(device_id).set_raw_rows(endpoint, tokens)

    def lagging_replica(self, seconds: float) -> None:
        """Answer every second request for devices from a copy of their data.

        The copy is made now, and does not change for some seconds of wall time. Updates
        and their replies are not affected.
        """
        organization = self._organization
        lists: dict[tuple[str, str], list[Json]] = {}
        for device in organization.devices:
            organization.household_of(device).catch_up()
            key = (device.owner.id, device.device_type)
            lists.setdefault(key, []).append(organization.device_json(device))
        until = organization.clock.wall + timedelta(seconds=seconds)
        organization.replica = LaggingReplica(lists, until)

    def shuffle_lists(self, *, enabled: bool = True) -> None:
        """Return device lists in a different order for each request."""
        organization = self._organization
        dice = seeded(organization.seed, "order") if enabled else None
        organization.shuffle = dice

    def set_savings(self, device_id: str, months: Mapping[str, float | None]) -> None:
        """Replace the monthly savings of a device, until `release`.

        Args:
            device_id: the device.
            months: the savings in EUR by month, as `YYYY-MM`; null for unknown
                savings. Other months have no row.
        """
        self._organization.device(device_id).set_savings(months)

    def add_sessions(self, device_id: str, count: int) -> None:
        """Add completed charging sessions, one per day, before all others."""
        household = self._household(device_id)
        first = next(iter(household.sessions), household.house.car.session)
        before = household.house.time if first is None else first.plugged_in
        household.earlier_sessions[:0] = earlier_sessions(household.seed, before, count)

    def correct_session(
        self, device_id: str, session_id: str, values: Json | None
    ) -> None:
        """Change values of a completed charging session, until `release`.

        Args:
            device_id: the car.
            session_id: its session.
            values: the new values; null removes the session.
        """
        self._organization.device(device_id).correct_session(session_id, values)

    def raise_action(
        self, device_id: str, code: str = "reauthenticate", link: str | None = None
    ) -> None:
        """Add a pending action, so that the device needs its owner.

        With `reauthenticate`, the manufacturer no longer gives access: syncs stop.

        Args:
            device_id: which device.
            code: only `reauthenticate` is documented.
            link: the URL to resolve it; by default the API's own for `reauthenticate`,
                and none for other codes.
        """
        self._household(device_id).catch_up()
        self._organization.cues.raise_action(
            self._organization.device(device_id), code, link
        )

    def solve_action(self, device_id: str) -> None:
        """Resolve all pending actions of a device."""
        device = self._organization.device(device_id)
        self._organization.cues.solve(device)
        self._household(device_id).sync()

    def sync(self) -> None:
        """Read all devices now."""
        for household in self._organization.households:
            household.sync()

    def set_time_zone(self, device_id: str, timezone: str) -> None:
        """Set the time zone of a vehicle's weekly charge policy."""
        household = self._household(device_id)
        household.command(lambda: household.charge_policy.write({"timezone": timezone}))

    def plug_in(self, device_id: str) -> None:
        """Bring a car home and connect its cable.

        It stays plugged in until another car control or `release`.
        """
        self._household(device_id).act_on_car(
            lambda house: house.car.plug_in(house.time)
        )

    def unplug(self, device_id: str) -> None:
        """Disconnect the cable of a car.

        It stays unplugged until another car control or `release`.
        """
        self._household(device_id).act_on_car(
            lambda house: house.car.unplug(house.time)
        )

    def drive(self, device_id: str, energy_kwh: float = 10.0) -> None:
        """Let a car leave and use an amount of energy.

        It stays away until another car control or `release`.
        """
        self._household(device_id).act_on_car(
            lambda house: house.car.drive(house.time, energy_kwh * 1000)
        )

    def set_battery_level(self, device_id: str, percent: float) -> None:
        """Set the true battery level of a car, in %."""
        self._household(device_id).act_on_car(
            lambda house: house.car.set_level(percent / 100, house.time)
        )
