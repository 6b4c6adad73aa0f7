"""A simulated house with the devices that Podero knows of in it: commands go in, readings come out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import inf
from typing import Final

from . import readings
from .boost import Boost, BoostRefusedError, Situation
from .charge_policy import ChargePolicy
from .clock import Clock
from .devices import Device
from .house import TICK, Equipment, House, lived_in
from .objects import Kind
from .settings import car_settings, heat_pump_settings, set_up_battery
from .sky import DAY
from .wire import Json, timestamp

_LONGEST_ABSENCE: Final = 40 * DAY
_READINGS: Final[dict[Kind, Callable[[House], Json]]] = {
    Kind.HEAT_PUMP: readings.heat_pump,
    Kind.ELECTRIC_VEHICLE: readings.electric_vehicle,
    Kind.INVERTER: readings.inverter,
}


@dataclass
class Behaviour:
    """How the cloud behaves, as far as the documents leave it open or a test wants it otherwise."""

    form_tokens_only: bool = False
    """Whether the token endpoint takes form bodies only, rather than JSON only."""
    decimals_as_text: bool = True
    """Whether decimals are JSON strings such as "21.50", rather than numbers."""
    boost_errors_in_detail: bool = False
    """Whether a 409 puts `state` and `reason` inside `detail`, rather than at the top."""
    boost_delay: float = 8.0
    """Seconds of wall time from a requested boost to an ongoing one."""
    boost_stalls: bool = False
    """Whether a requested boost never starts."""
    boost_refusal: str | None = None
    """A reason for which every boost is refused, such as `no_active_session` or `internal_error`."""
    sync_interval: timedelta = timedelta(minutes=5)
    """House time between two readings of the makers' clouds."""


class Site:
    """One house and at most one device of each kind in it."""

    def __init__(self, seed: int, clock: Clock, behaviour: Behaviour) -> None:
        """Prepare a house, which begins to live when it is first looked at."""
        self.seed = seed
        self.devices: dict[Kind, Device] = {}
        self.boost = Boost()
        self.charge_policy = ChargePolicy()
        self._clock = clock
        self._behaviour = behaviour
        self._house: House | None = None
        self._synced = -inf
        self._stamp = datetime.min.replace(tzinfo=UTC)

    def add(self, device: Device) -> None:
        """Let a device move in."""
        self.devices[device.kind] = device
        if self._house is not None:
            self._house.equipment = self._equipment()
            self.sync()

    @property
    def house(self) -> House:
        """The house, up to date."""
        self.catch_up()
        return self.house_now()

    def catch_up(self) -> None:
        """Let the house live up to now, reading its devices on the way as the makers' clouds do."""
        now = self._clock.house.timestamp()
        house = self._house
        if house is None or not -TICK <= now - house.time <= _LONGEST_ABSENCE:
            house = self._house = self._move_in(now)
            self._steer()
            self._read_all(now)
        self._steer()
        while True:
            due, sync = self._boost_due(house.time), self._last_sync(now)
            stop = min(now, due, sync)
            if house.run(stop):
                self._car_event()
            elif stop == due:
                self._start_boost(due)
            elif stop == sync:
                self._read_all(sync)
            else:
                return

    def command(self, act: Callable[[], None]) -> None:
        """Do something to the devices, and let the house follow from this moment on."""
        self.catch_up()
        house = self.house
        house.settle(self._clock.house.timestamp())
        act()
        self._steer()
        self._after_change()

    def sync(self) -> None:
        """Read all devices now."""
        self.catch_up()
        self._read_all(self._clock.house.timestamp())

    def request_boost(self) -> None:
        """Charge now, or at the next plug-in.

        Raises:
            BoostRefusedError: see `boost`.
        """
        self.catch_up()
        state = str(self.devices[Kind.ELECTRIC_VEHICLE].known()["boost_state"])
        if self._behaviour.boost_refusal is not None:
            raise BoostRefusedError(state, self._behaviour.boost_refusal)
        self.boost.request(self._situation(), state, self._clock.wall)
        self._read_car()

    def disarm_boost(self) -> None:
        """Take back a boost that waits for the next plug-in; a running one stays."""
        self.catch_up()
        self.boost.armed = False
        self._read_car()

    def act_on_car(self, act: Callable[[House], None]) -> None:
        """Do something to the car itself, which holds until `let_go`."""
        house = self.house
        house.settle(self._clock.house.timestamp())
        house.car.follows_trips = False
        act(house)
        house.decide()
        self._after_change()

    def let_go(self) -> None:
        """Let the car follow its trips again."""
        self.house.car.follows_trips = True

    def _equipment(self) -> Equipment:
        kinds = self.devices.keys()
        solar_kw = 8.0 if Kind.INVERTER in kinds else 0.0
        return Equipment(solar_kw, Kind.HEAT_PUMP in kinds, Kind.ELECTRIC_VEHICLE in kinds)

    def _move_in(self, now: float) -> House:
        house = lived_in(self.seed, now, self._equipment())
        if self._house is not None:
            house.keep_counting(self._house.meters)
        return house

    def _steer(self) -> None:
        """Hand the owner's settings on to the house, where they changed."""
        house = self._house
        if house is None:
            return
        changed = False
        if device := self.devices.get(Kind.HEAT_PUMP):
            heating = heat_pump_settings(device.known(), lambda wall: self._clock.house_at(wall).timestamp())
            changed |= heating != house.heating.settings
            house.heating.settings = heating
        if device := self.devices.get(Kind.ELECTRIC_VEHICLE):
            car = car_settings(device.known(), self.charge_policy)
            changed |= car != house.car.settings
            house.car.settings = car
        if device := self.devices.get(Kind.INVERTER):
            changed |= set_up_battery(house.battery, device.known())
        if changed:
            house.replan()

    def _after_change(self) -> None:
        if self._house is not None and self._house.car.changed:
            self._house.car.changed = False
            self._car_event()
        else:
            self._tell_boost()

    def _car_event(self) -> None:
        """Follow what just happened to the car, as the maker's webhooks would."""
        house = self._house
        device = self.devices.get(Kind.ELECTRIC_VEHICLE)
        if house is None or device is None:
            return
        was_plugged_in = device.known()["is_plugged_in"]
        self._read_car()
        if not house.car.plugged_in or (self.boost.ongoing and not house.car.boosted):
            self.boost.end()
        elif not was_plugged_in:
            self.boost.plugged_in(self._situation(), self._wall(house.time))
        self._tell_boost()

    def _boost_due(self, earliest: float) -> float:
        requested = self.boost.requested_at
        if requested is None or self._behaviour.boost_stalls:
            return inf
        due = requested + timedelta(seconds=self._behaviour.boost_delay)
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
        """The house as it was last looked at."""
        if self._house is None:
            msg = "Nobody has looked at this house yet"
            raise RuntimeError(msg)
        return self._house

    def _last_sync(self, now: float) -> float:
        """The last of the regular readings that is still to do, infinite if none is."""
        interval = self._behaviour.sync_interval.total_seconds()
        rounds = (now - self._synced) // interval
        return self._synced + rounds * interval if rounds >= 1 else inf

    def _read_all(self, at: float) -> None:
        self._synced = at
        for kind in self.devices:
            self._read(kind, at)
        self._tell_boost()

    def _read_car(self) -> None:
        self._read(Kind.ELECTRIC_VEHICLE, self.house_now().time)
        self._tell_boost()

    def _read(self, kind: Kind, at: float) -> None:
        """Take over what a device reports, unless its maker no longer lets Podero in."""
        device = self.devices.get(kind)
        if device is not None and device.known()["is_authenticated"]:
            self._stamp = max(self._stamp, self._wall(at))
            device.read(_READINGS[kind](self.house_now()), timestamp(self._stamp))

    def _tell_boost(self) -> None:
        if device := self.devices.get(Kind.ELECTRIC_VEHICLE):
            device.update(
                boost_state=self.boost.state(self._situation()),
                boost_for_next_session=self.boost.armed,
            )

    def _situation(self) -> Situation:
        known = self.devices[Kind.ELECTRIC_VEHICLE].known()
        return Situation(bool(known["is_plugged_in"]), bool(known["is_charging"]), bool(known["is_fully_charged"]))

    def _wall(self, house: float) -> datetime:
        return self._clock.wall_at(datetime.fromtimestamp(house, UTC))
