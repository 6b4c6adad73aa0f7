"""The devices and users of a Podero organisation, as this integration sees them.

Names are the cloud's own. Every field is optional: None is a value that the cloud did
not send or that cannot be read. Numbers may arrive as text. Temperatures are °C, power
is W, levels are 0 to 100 %.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import ClassVar, override

from .device import Device, Json, Record
from .fields import choice, flag, moment, number, text, time_of_day, words

AWAY_MODE_OFF: Mapping[str, Json] = {
    "is_away_mode_enabled": False,
    "away_mode_start": None,
    "away_mode_end": None,
}
PAUSE_OFF: Mapping[str, Json] = {
    "is_pause_power_active": False,
    "pause_power_until": None,
}
OPERATIONAL_MODES = (
    "heating",
    "hot_water",
    "cooling",
    "pool_heating",
    "standby",
    "off",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatPump(Device):
    """A heat pump (Podero's pages "Heat pump attributes" and "Update a heat pump").

    ``inlet_temperature`` is the heating water that enters the heat pump (the return),
    ``outlet_temperature`` the water that leaves it (the flow). The consumptions are
    kWh of rolling windows, not meters. ``indoor_target_temperature_offset`` is the K
    by which Podero shifts the target. What the heat pump is used for
    (``is_space_heating_enabled`` and its like) was set when it was connected.
    """

    path: ClassVar[str] = "heat-pumps"

    current_mode: str | None = choice(
        "heat pump mode",
        {"min": "min", "low": "eco", "mid": "comfort", "max": "boost"},
    )
    operational_mode: str | None = text()
    current_power_consumption_w: float | None = number()
    dhw_temperature: float | None = number()
    inlet_temperature: float | None = number()
    outlet_temperature: float | None = number()
    outdoor_temperature: float | None = number()
    indoor_actual_temperature: float | None = number()
    indoor_target_temperature: float | None = number()
    indoor_target_temperature_offset: float | None = number()
    is_space_heating_enabled: bool | None = flag()
    is_hot_water_heating_enabled: bool | None = flag()
    is_pool_heating_enabled: bool | None = flag()
    is_space_cooling_enabled: bool | None = flag()
    consumption_last_day_kwh: float | None = number()
    consumption_last_week_kwh: float | None = number()
    consumption_last_month_kwh: float | None = number()
    consumption_last_updated_at: datetime | None = moment()
    optimization_level: str | None = choice(
        "optimization level", words("low", "mid", "max")
    )
    is_heating_policy_enabled: bool | None = flag()
    heating_policy_last_updated_at: datetime | None = moment()
    minimum_temperature_limit: float | None = number()
    maximum_temperature_limit: float | None = number()
    dhw_standard_temperature: float | None = number()
    minimum_dhw_temperature_limit: float | None = number()
    is_away_mode_enabled: bool | None = flag()
    away_mode_start: datetime | None = moment()
    away_mode_end: datetime | None = moment()
    away_mode_last_updated_at: datetime | None = moment()
    away_mode_minimum_temperature_limit: float | None = number()
    away_mode_minimum_dhw_temperature_limit: float | None = number()
    is_pause_power_active: bool | None = flag()
    pause_power_until: datetime | None = moment()

    @property
    def optimization_status(self) -> str | None:
        """What Podero does now: not_optimizing, min, eco, comfort or boost."""
        if self.is_smart_optimization_active is False:
            return "not_optimizing"
        return self.current_mode

    @property
    def working_mode(self) -> str | None:
        """What the heat pump does now; a word nobody knows stays as it is."""
        if self.operational_mode is None:
            return None
        word = self.operational_mode.lower().replace(" ", "_")
        return word if word in OPERATIONAL_MODES else self.operational_mode

    def away_mode_status(self, now: datetime) -> str:
        """Return off, scheduled or active.

        The flag alone says nothing, its default being true: away mode needs a start or
        an end. A missing start is long past, a missing end never comes.
        """
        start, end = self.away_mode_start, self.away_mode_end
        if not self.is_away_mode_enabled or (start is None and end is None):
            return "off"
        if end is not None and end <= now:
            return "off"
        return "scheduled" if start is not None and start > now else "active"

    def is_away(self, now: datetime) -> bool:
        """Whether away mode is active or lies ahead."""
        return self.away_mode_status(now) != "off"

    def has_away_window_ahead(self, now: datetime) -> bool:
        """Whether there is a time to be away that has not passed."""
        ahead = self.away_mode_end or self.away_mode_start
        return ahead is not None and ahead > now

    def is_paused(self, now: datetime) -> bool:
        """Whether the heat pump is paused; a pause without an end never ends."""
        return self.is_pause_power_active is True and (
            self.pause_power_until is None or self.pause_power_until > now
        )

    @override
    def boundaries(self) -> tuple[datetime | None, ...]:
        """Return when away mode starts and ends, and a pause ends."""
        return (self.away_mode_start, self.away_mode_end, self.pause_power_until)

    @override
    def leftovers(self, now: datetime) -> Mapping[str, Json]:
        """Return what clears an away mode whose end has passed, as Podero advises."""
        if not self.is_away_mode_enabled or self.away_mode_end is None:
            return {}
        return AWAY_MODE_OFF if self.away_mode_end <= now else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectricVehicle(Device):
    """A car (Podero's pages "Electric vehicle state" and "... attributes").

    ``driving_range`` is km, ``battery_capacity_kwh`` kWh, ``charge_target_max`` the
    level the car itself stops at. ``boost_for_next_session`` is True while a boost
    waits for the car to be plugged in.
    """

    path: ClassVar[str] = "electric-vehicles"

    battery_level: float | None = number()
    charge_rate_w: float | None = number()
    driving_range: float | None = number()
    battery_capacity_kwh: float | None = number()
    charge_target_max: float | None = number()
    is_plugged_in: bool | None = flag()
    is_charging: bool | None = flag()
    is_fully_charged: bool | None = flag()
    boost_for_next_session: bool | None = flag()
    boost_state: str | None = choice(
        "boost state",
        {
            "available": "available",
            "requested": "requested",
            "ongoing": "ongoing",
            # "Unavailable" is Home Assistant's word for a device out of reach.
            "unavailable": "not_possible",
        },
    )
    is_charge_policy_enabled: bool | None = flag()
    charge_policy_last_updated_at: datetime | None = moment()
    charge_deadline_at: time | None = time_of_day()
    minimum_charge_limit: float | None = number()

    @property
    def charge_status(self) -> str | None:
        """Whether the car is unplugged, plugged_in or charging."""
        if not self.is_plugged_in:
            return None if self.is_plugged_in is None else "unplugged"
        return "charging" if self.is_charging else "plugged_in"

    @property
    def charging_power_w(self) -> float | None:
        """Power that charges the car: none while it does not charge."""
        if self.charge_rate_w is None and self.is_charging is False:
            return 0
        return self.charge_rate_w

    @property
    def can_boost(self) -> bool:
        """Whether a boost can be asked for; unplugged, the car waits with it."""
        return self.boost_state == "available" or self.is_plugged_in is False

    @property
    def is_boosting(self) -> bool:
        """Whether a boost is starting or under way; Podero cannot end it any more."""
        return self.boost_state in ("requested", "ongoing")

    @property
    @override
    def is_starting(self) -> bool:
        """Whether a boost was asked for and the car has not begun to charge."""
        return self.boost_state == "requested"


@dataclass(frozen=True, slots=True, kw_only=True)
class SolarInverter(Device):
    """A solar inverter with its battery, if any (Podero's page "Inverter state").

    ``current_power_to_grid_w`` is positive while exporting,
    ``battery_charge_discharge_power_w`` while discharging; production and household
    are never negative. The one-way flows are derived here and nowhere else. Where
    ``is_battery_connected`` is False, the level of the battery reads 0 or None.
    """

    path: ClassVar[str] = "inverters"

    current_solar_production_w: float | None = number()
    household_consumption_w: float | None = number()
    current_power_to_grid_w: float | None = number()
    battery_charge_discharge_power_w: float | None = number()
    battery_charge_level_percent: float | None = number()
    solar_surplus_w: float | None = number()
    is_battery_connected: bool | None = flag()
    min_battery_charge: float | None = number()
    max_battery_charge: float | None = number()

    @property
    def surplus_w(self) -> float | None:
        """Production minus household consumption, derived if not sent."""
        production, household = (
            self.current_solar_production_w,
            self.household_consumption_w,
        )
        if self.solar_surplus_w is not None or production is None or household is None:
            return self.solar_surplus_w
        return production - household

    @property
    def grid_import_w(self) -> float | None:
        """Power taken from the grid, never negative."""
        return _outflow(self.current_power_to_grid_w)

    @property
    def grid_export_w(self) -> float | None:
        """Power given to the grid, never negative."""
        return _inflow(self.current_power_to_grid_w)

    @property
    def battery_charge_w(self) -> float | None:
        """Power that charges the battery, never negative."""
        return _outflow(self.battery_charge_discharge_power_w)

    @property
    def battery_discharge_w(self) -> float | None:
        """Power the battery gives, never negative."""
        return _inflow(self.battery_charge_discharge_power_w)


@dataclass(frozen=True, slots=True, kw_only=True)
class User(Record):
    """A household of an organisation, that is one home (Podero's page "Users")."""

    email: str | None = text()
    role: str | None = text()
    first_name: str | None = text()
    last_name: str | None = text()
    num_heat_pumps: float | None = number()
    num_electric_vehicles: float | None = number()
    num_inverters: float | None = number()

    @property
    def name(self) -> str:
        """The name, else the e-mail address, else the id."""
        names = (self.first_name, self.last_name)
        return " ".join(filter(None, names)) or self.email or self.id

    @property
    def devices(self) -> int | None:
        """How many devices can be shown; None where the cloud does not say."""
        counts = (self.num_heat_pumps, self.num_electric_vehicles, self.num_inverters)
        known = [count for count in counts if count is not None]
        return int(sum(known)) if known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Building(Record):
    """A building of a home (Podero's page "Get details about a building")."""

    name: str | None = text()


def _inflow(power: float | None) -> float | None:
    return None if power is None else max(0, power)


def _outflow(power: float | None) -> float | None:
    return None if power is None else max(0, -power)
