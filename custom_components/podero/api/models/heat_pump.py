"""Heat pump model."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar, override

from .device import Device, Json
from .fields import boolean, enum, format_utc, number, text, timestamp


class HeatPumpMode(StrEnum):
    """How much the optimization heats at the moment, as the cloud names it."""

    MIN = "min"
    LOW = "low"
    MID = "mid"
    MAX = "max"


class OptimizationStatus(StrEnum):
    """What the optimization does, as Podero wants it displayed.

    The words are those of Podero's page "End-user dashboard integration".
    """

    NOT_OPTIMIZING = "not_optimizing"
    MIN = "min"
    ECO = "eco"
    COMFORT = "comfort"
    BOOST = "boost"


class OptimizationLevel(StrEnum):
    """How far the optimization may go; written with a capital letter, read anyhow."""

    LOW = "low"
    MID = "mid"
    MAX = "max"


class OperatingMode(StrEnum):
    """What a heat pump does at the moment; the cloud may send other words as well."""

    HEATING = "heating"
    HOT_WATER = "hot_water"
    COOLING = "cooling"
    POOL_HEATING = "pool_heating"
    STANDBY = "standby"
    OFF = "off"


class EnergyUse(StrEnum):
    """What a heat pump uses energy for."""

    HEATING = "heating"
    HOT_WATER = "hot_water"
    COOLING = "cooling"
    STANDBY = "standby"


class AwayModeStatus(StrEnum):
    """Whether away mode is on, or going to be."""

    OFF = "off"
    SCHEDULED = "scheduled"
    ACTIVE = "active"


_STATUS_OF_MODE = {
    HeatPumpMode.MIN: OptimizationStatus.MIN,
    HeatPumpMode.LOW: OptimizationStatus.ECO,
    HeatPumpMode.MID: OptimizationStatus.COMFORT,
    HeatPumpMode.MAX: OptimizationStatus.BOOST,
}
_USE_OF_MODE = {
    OperatingMode.HEATING: EnergyUse.HEATING,
    OperatingMode.POOL_HEATING: EnergyUse.HEATING,
    OperatingMode.HOT_WATER: EnergyUse.HOT_WATER,
    OperatingMode.COOLING: EnergyUse.COOLING,
    OperatingMode.STANDBY: EnergyUse.STANDBY,
    OperatingMode.OFF: EnergyUse.STANDBY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatPump(Device):
    """A heat pump (Podero's pages "Heat pump attributes" and "Update a heat pump").

    Temperatures are °C. ``inlet_temperature`` is that of the heating water that enters
    the heat pump (the return), ``outlet_temperature`` that of the water that leaves it
    (the flow). The consumptions are kWh of rolling windows, not meters.
    ``indoor_target_temperature_offset`` is the difference in K by which Podero shifts
    the target. The uses of the heat pump (``is_space_heating_enabled`` and similar
    fields) are chosen when it is connected.
    """

    device_type: ClassVar[str] = "heat_pump"
    path: ClassVar[str] = "heat-pumps"

    current_mode: HeatPumpMode | None = enum("current_mode", HeatPumpMode)
    operational_mode: str | None = text()
    current_power_consumption_w: float | None = number()
    dhw_temperature: float | None = number()
    inlet_temperature: float | None = number()
    outlet_temperature: float | None = number()
    outdoor_temperature: float | None = number()
    indoor_actual_temperature: float | None = number()
    indoor_target_temperature: float | None = number()
    indoor_target_temperature_offset: float | None = number()
    is_space_heating_enabled: bool | None = boolean()
    is_hot_water_heating_enabled: bool | None = boolean()
    is_pool_heating_enabled: bool | None = boolean()
    is_space_cooling_enabled: bool | None = boolean()
    consumption_last_day_kwh: float | None = number()
    consumption_last_week_kwh: float | None = number()
    consumption_last_month_kwh: float | None = number()
    consumption_last_updated_at: datetime | None = timestamp()
    optimization_level: OptimizationLevel | None = enum(
        "optimization_level", OptimizationLevel
    )
    is_heating_policy_enabled: bool | None = boolean()
    heating_policy_last_updated_at: datetime | None = timestamp()
    minimum_temperature_limit: float | None = number()
    maximum_temperature_limit: float | None = number()
    dhw_standard_temperature: float | None = number()
    minimum_dhw_temperature_limit: float | None = number()
    is_away_mode_enabled: bool | None = boolean()
    away_mode_start: datetime | None = timestamp()
    away_mode_end: datetime | None = timestamp()
    away_mode_last_updated_at: datetime | None = timestamp()
    away_mode_minimum_temperature_limit: float | None = number()
    away_mode_minimum_dhw_temperature_limit: float | None = number()
    is_pause_power_active: bool | None = boolean()
    pause_power_until: datetime | None = timestamp()

    @property
    def optimization_status(self) -> OptimizationStatus | None:
        """What the optimization does now."""
        if self.is_smart_optimization_active is False:
            return OptimizationStatus.NOT_OPTIMIZING
        return _STATUS_OF_MODE[self.current_mode] if self.current_mode else None

    @property
    def operating_mode(self) -> OperatingMode | str | None:
        """What the heat pump does now; an unknown word is returned as it was sent."""
        if self.operational_mode is None:
            return None
        word = self.operational_mode.lower().replace(" ", "_")
        return OperatingMode(word) if word in OperatingMode else self.operational_mode

    @property
    def energy_use(self) -> EnergyUse | None:
        """What the heat pump uses energy for now; None for an unknown mode."""
        mode = self.operating_mode
        return _USE_OF_MODE[mode] if isinstance(mode, OperatingMode) else None

    def away_mode_status(self, now: datetime) -> AwayModeStatus:
        """Return whether away mode is on.

        Away mode needs a start or an end: the flag alone says nothing, because its
        default is true. Without a start it began long ago, without an end it does not
        end.
        """
        start, end = self.away_mode_start, self.away_mode_end
        if not self.is_away_mode_enabled or (start is None and end is None):
            return AwayModeStatus.OFF
        if end is not None and end <= now:
            return AwayModeStatus.OFF
        if start is not None and start > now:
            return AwayModeStatus.SCHEDULED
        return AwayModeStatus.ACTIVE

    def is_away(self, now: datetime) -> bool:
        """Return whether away mode is active or scheduled."""
        return self.away_mode_status(now) is not AwayModeStatus.OFF

    def is_away_now(self, now: datetime) -> bool:
        """Return whether away mode is active."""
        return self.away_mode_status(now) is AwayModeStatus.ACTIVE

    def has_away_window_ahead(self, now: datetime) -> bool:
        """Return whether the away window, enabled or not, has not passed."""
        ahead = self.away_mode_end or self.away_mode_start
        return ahead is not None and ahead > now

    def is_paused(self, now: datetime) -> bool:
        """Return whether the heat pump is paused; a pause may have no end."""
        return self.is_pause_power_active is True and (
            self.pause_power_until is None or self.pause_power_until > now
        )

    @staticmethod
    def away_mode_settings(start: datetime, end: datetime | None) -> dict[str, Json]:
        """Return the settings for an away window; without an end it stays open."""
        return {
            "is_away_mode_enabled": True,
            "away_mode_start": format_utc(start),
            "away_mode_end": None if end is None else format_utc(end),
        }

    def away_mode_on_settings(self, now: datetime) -> dict[str, Json]:
        """Return the settings that turn away mode on.

        A window that lies ahead is kept; otherwise away mode starts now, without an
        end.
        """
        if self.has_away_window_ahead(now):
            return {"is_away_mode_enabled": True}
        return self.away_mode_settings(now, None)

    @staticmethod
    def away_mode_off_settings() -> dict[str, Json]:
        """Return the settings that turn away mode off and clear its window."""
        return {
            "is_away_mode_enabled": False,
            "away_mode_start": None,
            "away_mode_end": None,
        }

    def away_mode_start_settings(
        self, start: datetime, now: datetime
    ) -> dict[str, Json]:
        """Return the settings that move the start.

        An end that has passed is cleared. The end of a planned window that the start
        would not be before moves along with it.
        """
        settings = {"away_mode_start": format_utc(start), **self._stay_off(now)}
        before, end = self.away_mode_start, self.away_mode_end
        if end is None:
            return settings
        if end <= now:
            settings["away_mode_end"] = None
        elif before is not None and now < before < end <= start:
            duration = end - before
            if start < datetime.max.replace(tzinfo=UTC) - duration:
                settings["away_mode_end"] = format_utc(start + duration)
        return settings

    def away_mode_end_settings(self, end: datetime, now: datetime) -> dict[str, Json]:
        """Return the settings that move the end."""
        return {"away_mode_end": format_utc(end), **self._stay_off(now)}

    def _stay_off(self, now: datetime) -> dict[str, Json]:
        """Return the settings that keep a new window from turning on away mode.

        Without a window, away mode is off even if its flag is true.
        """
        if self.is_away_mode_enabled and not self.is_away(now):
            return {"is_away_mode_enabled": False}
        return {}

    @staticmethod
    def pause_settings(until: datetime) -> dict[str, Json]:
        """Return the settings that pause the heat pump until a point in time."""
        return {"is_pause_power_active": True, "pause_power_until": format_utc(until)}

    @staticmethod
    def resume_settings() -> dict[str, Json]:
        """Return the settings that end a pause."""
        return {"is_pause_power_active": False, "pause_power_until": None}

    @override
    def state_change_times(self) -> tuple[datetime | None, ...]:
        """Return the start and end of away mode and the end of a pause."""
        return (self.away_mode_start, self.away_mode_end, self.pause_power_until)

    @override
    def expired_settings(self, now: datetime) -> Mapping[str, Json]:
        """Return the settings that clear an away mode whose end has passed.

        Podero's page "Heat pump attributes" advises to clear it.
        """
        if not self.is_away_mode_enabled or self.away_mode_end is None:
            return {}
        return self.away_mode_off_settings() if self.away_mode_end <= now else {}
