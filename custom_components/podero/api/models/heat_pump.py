"""Heat pump model."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, override

from .device import Device, Json
from .fields import boolean, enum, number, text, timestamp, words

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

    current_mode: str | None = enum(
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
    is_space_heating_enabled: bool | None = boolean()
    is_hot_water_heating_enabled: bool | None = boolean()
    is_pool_heating_enabled: bool | None = boolean()
    is_space_cooling_enabled: bool | None = boolean()
    consumption_last_day_kwh: float | None = number()
    consumption_last_week_kwh: float | None = number()
    consumption_last_month_kwh: float | None = number()
    consumption_last_updated_at: datetime | None = timestamp()
    optimization_level: str | None = enum(
        "optimization level", words("low", "mid", "max")
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
    def state_change_times(self) -> tuple[datetime | None, ...]:
        """Return when away mode starts and ends, and a pause ends."""
        return (self.away_mode_start, self.away_mode_end, self.pause_power_until)

    @override
    def expired_settings(self, now: datetime) -> Mapping[str, Json]:
        """Return what clears an away mode whose end has passed, as Podero advises."""
        if not self.is_away_mode_enabled or self.away_mode_end is None:
            return {}
        return AWAY_MODE_OFF if self.away_mode_end <= now else {}
