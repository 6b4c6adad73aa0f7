"""Electric vehicle model."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import ClassVar, override

from .device import Device
from .fields import boolean, enum, number, time_of_day, timestamp


class ChargeStatus(StrEnum):
    """What an electric vehicle does at the charger."""

    UNPLUGGED = "unplugged"
    PLUGGED_IN = "plugged_in"
    CHARGING = "charging"


class BoostState(StrEnum):
    """State of a boost (Podero's page "End-user dashboard integration").

    ``requested`` lasts until the vehicle begins to charge. ``unavailable``: it is
    unplugged, full or charging already.
    """

    AVAILABLE = "available"
    REQUESTED = "requested"
    ONGOING = "ongoing"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectricVehicle(Device):
    """An electric vehicle (Podero's pages "Electric vehicle state", "... attributes").

    ``battery_level``, ``charge_target_max`` (where the vehicle itself stops) and
    ``minimum_charge_limit`` are 0 to 100 %, ``driving_range`` is km.
    ``boost_for_next_session`` is True while a boost waits for the vehicle to be plugged
    in.
    """

    device_type: ClassVar[str] = "electric_vehicle"
    path: ClassVar[str] = "electric-vehicles"

    battery_level: float | None = number()
    charge_rate_w: float | None = number()
    driving_range: float | None = number()
    battery_capacity_kwh: float | None = number()
    charge_target_max: float | None = number()
    is_plugged_in: bool | None = boolean()
    is_charging: bool | None = boolean()
    is_fully_charged: bool | None = boolean()
    boost_for_next_session: bool | None = boolean()
    boost_state: BoostState | None = enum("boost_state", BoostState)
    is_charge_policy_enabled: bool | None = boolean()
    charge_policy_last_updated_at: datetime | None = timestamp()
    charge_deadline_at: time | None = time_of_day()
    minimum_charge_limit: float | None = number()

    @property
    def charge_status(self) -> ChargeStatus | None:
        """Whether the vehicle is unplugged, plugged in or charging."""
        if self.is_plugged_in is None:
            return None
        if not self.is_plugged_in:
            return ChargeStatus.UNPLUGGED
        return ChargeStatus.CHARGING if self.is_charging else ChargeStatus.PLUGGED_IN

    @property
    def charging_power_w(self) -> float | None:
        """Charging power in W; 0 while not charging, whatever the last rate was."""
        if self.is_charging is False or self.is_plugged_in is False:
            return 0
        return self.charge_rate_w

    @property
    def can_boost(self) -> bool:
        """Whether a boost can be requested; unplugged, it waits for the vehicle."""
        return self.boost_state is BoostState.AVAILABLE or self.is_plugged_in is False

    @property
    def can_cancel_boost(self) -> bool:
        """Whether a boost waits; where that is not sent, whether one may wait."""
        if self.is_boosting:
            return False
        if self.boost_for_next_session is None:
            return self.is_plugged_in is False
        return self.boost_for_next_session

    @property
    def is_boosting(self) -> bool:
        """Whether a boost is starting or running; Podero cannot cancel it."""
        return self.boost_state in (BoostState.REQUESTED, BoostState.ONGOING)

    @property
    @override
    def is_starting(self) -> bool:
        return self.boost_state is BoostState.REQUESTED
