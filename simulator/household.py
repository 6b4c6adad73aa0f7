"""A house and the devices in it that are connected to Podero."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import inf
from typing import Final

from .behavior import Behavior
from .boost import Boost, BoostRefusedError, Situation
from .car import Session
from .charge_policy import ChargePolicy
from .clock import Clock
from .device_fields import DeviceType
from .device_reader import DeviceReader
from .devices import Device
from .house import Equipment, House, house_with_past
from .settings import car_settings, heat_pump_settings, set_up_battery
from .sync_schedule import SyncSchedule
from .weather import DAY, TICK

_LONGEST_ABSENCE: Final = 40 * DAY


class Household:
    """A house with at most one device of each type."""

    def __init__(self, seed: int, clock: Clock, behavior: Behavior) -> None:
        """Initialize a household; its house is created at the first access."""
        self.seed = seed
        self.devices: dict[DeviceType, Device] = {}
        self.boost = Boost()
        self.charge_policy = ChargePolicy()
        self.earlier_sessions: list[Session] = []
        """Completed sessions before those of the house, oldest first."""
        self._clock = clock
        self._behavior = behavior
        self._house: House | None = None
        self._installed: dict[DeviceType, Device] = {}
        self._schedule = SyncSchedule(seed, behavior)
        self._reader = DeviceReader(self.devices, clock, behavior)
        self._built = clock.house.timestamp()

    def add(self, device: Device) -> None:
        """Add a device."""
        self.devices[device.device_type] = self._installed[device.device_type] = device
        if self._house is not None:
            self._house.equipment = self._equipment()
            self.sync()

    @property
    def house(self) -> House:
        """The house, up to date."""
        self.catch_up()
        return self.house_now()

    @property
    def sessions(self) -> list[Session]:
        """The completed charging sessions, oldest first."""
        return [*self.earlier_sessions, *self.house.car.sessions]

    def catch_up(self) -> None:
        """Simulate the house up to now, with all syncs of its devices."""
        now = self._clock.house.timestamp()
        house = self._house
        if house is None or not -TICK <= now - house.time <= _LONGEST_ABSENCE:
            since = self._built if house is None else now
            if not -TICK <= now - since <= _LONGEST_ABSENCE:
                since = now
            house = self._house = self._create_house(since)
            self.boost.end()
            self._reader.reset(since)
            self._apply_settings()
            self._read_all(since)
        self._apply_settings()
        while True:
            due, sync = self._boost_due(house.time), self._schedule.last_due(now)
            stop = min(now, due, sync)
            if house.run(stop):
                self._car_event()
            elif stop == due:
                self._start_boost(due)
            elif stop == sync:
                self._schedule.done(sync)
                self._sync_all(sync)
            else:
                self._reader.correct(now)
                return

    def command(self, act: Callable[[], None]) -> None:
        """Change devices or settings, which the house follows from now on."""
        house = self.house
        house.settle(self._clock.house.timestamp())
        act()
        self._apply_settings()
        self._after_change()

    def sync(self) -> None:
        """Sync all devices now."""
        self.catch_up()
        self._read_all(self._clock.house.timestamp())

    def request_boost(self) -> None:
        """Request a boost.

        Raises:
            BoostRefusedError: see the table in `boost`.
        """
        self.catch_up()
        state = str(self.devices[DeviceType.ELECTRIC_VEHICLE].known()["boost_state"])
        if self._behavior.boost_refusal is not None:
            raise BoostRefusedError(state, self._behavior.boost_refusal)
        self.boost.request(self._situation(), state, self._clock.wall)
        self._read_car()

    def disarm_boost(self) -> None:
        """Disarm a boost for the next session; a running boost continues."""
        self.catch_up()
        self.boost.armed = False
        self._read_car()

    def act_on_car(self, act: Callable[[House], None]) -> None:
        """Change the state of the car, which no longer follows its trips."""
        house = self.house
        house.settle(self._clock.house.timestamp())
        house.car.follows_trips = False
        act(house)
        house.decide()
        self._after_change()

    def resume_trips(self) -> None:
        """Let the car follow its trips again."""
        self.act_on_car(lambda house: house.car.resume_trips(house.time))

    def _equipment(self) -> Equipment:
        """Return the equipment, including that of removed devices."""
        inverter = self._installed.get(DeviceType.SOLAR_INVERTER)
        return Equipment(
            solar_kw=0.0 if inverter is None else 8.0,
            battery=inverter is not None
            and inverter.known()["is_battery_connected"] is True,
            heat_pump=DeviceType.HEAT_PUMP in self._installed,
            car=DeviceType.ELECTRIC_VEHICLE in self._installed,
        )

    def _create_house(self, now: float) -> House:
        house = house_with_past(self.seed, now, self._equipment())
        if self._house is not None:
            house.keep_counting(self._house.meters)
        return house

    def _apply_settings(self) -> None:
        """Apply changed settings of the devices to the house."""
        house, changed = self.house_now(), False
        if device := self.devices.get(DeviceType.HEAT_PUMP):
            heating = heat_pump_settings(
                device.known(), lambda wall: self._clock.house_at(wall).timestamp()
            )
            changed |= heating != house.heating.settings
            house.heating.settings = heating
        house.car.report_step = self._behavior.vehicle_report_step
        if device := self.devices.get(DeviceType.ELECTRIC_VEHICLE):
            policy, ahead = self.charge_policy, self._clock.ahead
            car = car_settings(device.known(), policy, ahead)
            changed |= car != house.car.settings
            house.car.settings = car
        if device := self.devices.get(DeviceType.SOLAR_INVERTER):
            changed |= set_up_battery(house.battery, device.known())
        if changed:
            house.replan()

    def _after_change(self) -> None:
        car = self.house_now().car
        if car.changed:
            car.changed = False
            self._car_event()
        else:
            self._report_boost()

    def _car_event(self) -> None:
        """Sync after a change of the car, as the manufacturer's webhooks do."""
        house, device = self.house_now(), self.devices.get(DeviceType.ELECTRIC_VEHICLE)
        if device is None:
            return
        was_plugged_in = device.known()["is_plugged_in"]
        self._read_car()
        if not house.car.plugged_in or (self.boost.ongoing and not house.car.boosted):
            self.boost.end()
        elif not was_plugged_in:
            self.boost.plugged_in(self._situation(), self._wall(house.time))
        self._report_boost()

    def _boost_due(self, earliest: float) -> float:
        requested = self.boost.requested_at
        if requested is None or self._behavior.boost_stalls:
            return inf
        due = requested + timedelta(seconds=self._behavior.boost_delay)
        return max(self._clock.house_at(due).timestamp(), earliest)

    def _start_boost(self, due: float) -> None:
        house = self.house_now()
        house.settle(due)
        self.boost.start()
        house.car.boosted = True
        house.decide()
        house.car.changed = False
        if not house.car.boosted:
            self.boost.end()
        self._read_car()

    def house_now(self) -> House:
        """Return the house as of the last `catch_up`."""
        assert self._house is not None
        return self._house

    def _read_all(self, at: float) -> None:
        """Sync all devices, and restart the schedule."""
        self._schedule.restart(at)
        for device_type in self.devices:
            self._read(device_type, at)
        self._report_boost()

    def _sync_all(self, at: float) -> None:
        """Sync all devices that report at regular syncs."""
        reports_changes = self._behavior.vehicle_report_step is not None
        for device_type in self.devices:
            if not (reports_changes and device_type is DeviceType.ELECTRIC_VEHICLE):
                self._read(device_type, at)
        self._report_boost()

    def _read_car(self) -> None:
        self._read(DeviceType.ELECTRIC_VEHICLE, self.house_now().time)
        self._report_boost()

    def _read(self, device_type: DeviceType, at: float) -> None:
        self._reader.read(device_type, self.house_now(), at)

    def _report_boost(self) -> None:
        if device := self.devices.get(DeviceType.ELECTRIC_VEHICLE):
            device.update(
                boost_state=self.boost.state(self._situation()),
                boost_for_next_session=self.boost.armed,
            )

    def _situation(self) -> Situation:
        known = self.devices[DeviceType.ELECTRIC_VEHICLE].known()
        return Situation(
            bool(known["is_plugged_in"]),
            bool(known["is_charging"]),
            bool(known["is_fully_charged"]),
        )

    def _wall(self, house: float) -> datetime:
        return self._clock.wall_at(datetime.fromtimestamp(house, UTC))
