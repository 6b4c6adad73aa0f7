"""Climate platform for Podero."""

from typing import Any, override

from homeassistant.components.climate import (
    ATTR_HVAC_MODE,
    ATTR_TARGET_TEMP_HIGH,
    ATTR_TARGET_TEMP_LOW,
    PRESET_AWAY,
    PRESET_NONE,
    ClimateEntity,
    ClimateEntityDescription,
    ClimateEntityFeature,
    HVACAction,
    HVACMode,
)
from homeassistant.const import ATTR_TEMPERATURE
from homeassistant.helpers.temperature import display_temp
from homeassistant.util import dt as dt_util

from .api import HeatPump, Json, OperatingMode
from .entity import PoderoEntityDescription, device_platform
from .entity.thermostat import PoderoThermostat, native_temperature
from .settings.comfort_band import band_around, band_with_moved_end
from .settings.limits import ROOM, to_celsius

PARALLEL_UPDATES = 0

ACTIONS: dict[str | None, HVACAction] = {
    OperatingMode.HEATING: HVACAction.HEATING,
    OperatingMode.HOT_WATER: HVACAction.IDLE,
    OperatingMode.COOLING: HVACAction.COOLING,
    OperatingMode.POOL_HEATING: HVACAction.IDLE,
    OperatingMode.STANDBY: HVACAction.IDLE,
    OperatingMode.OFF: HVACAction.OFF,
}


class PoderoClimateDescription(
    PoderoEntityDescription[HeatPump], ClimateEntityDescription
):
    """Describes a climate entity."""


HEAT_PUMP: tuple[PoderoClimateDescription, ...] = (
    PoderoClimateDescription(
        key="comfort",
        exists_fn=lambda heat_pump: (
            {"minimum_temperature_limit", "maximum_temperature_limit"}
            <= heat_pump.reported_fields
        ),
    ),
)


@native_temperature
class PoderoClimate(PoderoThermostat, ClimateEntity):
    """Thermostat that sets the comfort band of a heat pump.

    The target is always the band. A single temperature, the only one that voice
    assistants can set, moves the band. The state never has a single target, because the
    frontend would then hide the band.

    The thermostat cannot be turned on or off. "Turn on away mode for the heat pump"
    must not match it, and turning comfort off could mean a pause, no optimization or no
    limits.
    """

    entity_description: PoderoClimateDescription

    _allowed = ROOM
    _attr_hvac_modes = [HVACMode.AUTO, HVACMode.HEAT]
    _attr_preset_modes = [PRESET_NONE, PRESET_AWAY]

    @property
    @override
    def supported_features(self) -> ClimateEntityFeature:
        """Return the features; the band is supported only while it is known.

        Home Assistant's Google Assistant integration cannot sync any entity while a
        supported band has no value.
        """
        features = (
            ClimateEntityFeature.TARGET_TEMPERATURE | ClimateEntityFeature.PRESET_MODE
        )
        device = self.device
        if None not in (
            device.minimum_temperature_limit,
            device.maximum_temperature_limit,
        ):
            features |= ClimateEntityFeature.TARGET_TEMPERATURE_RANGE
        return features

    @property
    def native_current_temperature(self) -> float | None:
        """Return the room temperature."""
        return self._from_celsius(self.device.indoor_actual_temperature)

    @property
    def native_target_temperature_low(self) -> float | None:
        """Return the lower end of the comfort band."""
        return self._from_celsius(self.device.minimum_temperature_limit)

    @property
    def native_target_temperature_high(self) -> float | None:
        """Return the upper end of the comfort band."""
        return self._from_celsius(self.device.maximum_temperature_limit)

    @property
    @override
    def hvac_mode(self) -> HVACMode | None:
        """Return auto while Podero optimizes, heat while the heat pump decides."""
        match self.device.is_smart_optimization_active:
            case True:
                return HVACMode.AUTO
            case False:
                return HVACMode.HEAT
        return None

    @property
    @override
    def hvac_action(self) -> HVACAction | None:
        """Return what the heat pump does for the rooms."""
        if self.device.is_paused(dt_util.utcnow()):
            return HVACAction.OFF
        return ACTIONS.get(self.device.operating_mode)

    @property
    @override
    def preset_mode(self) -> str:
        """Return away while away mode is active, not while it is only scheduled."""
        is_away = self.device.is_away_now(dt_util.utcnow())
        return PRESET_AWAY if is_away else PRESET_NONE

    @override
    async def async_set_hvac_mode(self, hvac_mode: HVACMode) -> None:
        await self.async_write(
            {"is_smart_optimization_active": hvac_mode is HVACMode.AUTO}
        )

    @override
    async def async_set_temperature(self, **kwargs: Any) -> None:
        """Set the comfort band, or move it around a single temperature.

        A mode that is given as well is part of the same write.

        Raises:
            ServiceValidationError: A temperature is not a number, or the thermostat
                does not have the mode.

        """
        device = self.device
        if ATTR_TARGET_TEMP_LOW in kwargs:
            low, high = band_with_moved_end(
                self._to_celsius(
                    kwargs[ATTR_TARGET_TEMP_LOW], device.minimum_temperature_limit
                ),
                self._to_celsius(
                    kwargs[ATTR_TARGET_TEMP_HIGH], device.maximum_temperature_limit
                ),
                device,
            )
        else:
            low, high = band_around(self._to_celsius(kwargs[ATTR_TEMPERATURE]), device)
        settings: dict[str, Json] = {
            "minimum_temperature_limit": low,
            "maximum_temperature_limit": high,
        }
        if (hvac_mode := kwargs.get(ATTR_HVAC_MODE)) is not None:
            self._valid_mode_or_raise("hvac", hvac_mode, self.hvac_modes)
            settings["is_smart_optimization_active"] = hvac_mode is HVACMode.AUTO
        await self.async_write_debounced(settings)

    @override
    async def async_set_preset_mode(self, preset_mode: str) -> None:
        if preset_mode == PRESET_AWAY:
            await self.async_write(self.device.away_mode_on_settings(dt_util.utcnow()))
        else:
            await self.async_write(self.device.away_mode_off_settings())

    def _to_celsius(self, temperature: float, current: float | None = None) -> float:
        """Return a temperature in °C; the current one if the state shows the same."""
        unit = self.native_temperature_unit
        shown = display_temp(
            self.hass, self._from_celsius(current), unit, self.precision
        )
        if current is not None and temperature == shown:
            return current
        return to_celsius(temperature, unit)


async_setup_entry = device_platform(PoderoClimate, {HeatPump: HEAT_PUMP})
