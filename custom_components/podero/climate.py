"""The comfort of the rooms, as a thermostat."""

from collections.abc import Mapping
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
from homeassistant.const import ATTR_TEMPERATURE, UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .api import HeatPump, Json, OperatingMode
from .coordinator.home import PoderoConfigEntry
from .entity import PoderoEntity, PoderoEntityDescription, add_entities
from .native_temperature import native_temperature
from .settings.comfort_band import band_around
from .settings.limits import ROOM, TEMPERATURE_STEP

# The coordinator puts writes in order; rapid changes have to meet there.
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
    """Describes a thermostat."""


HEAT_PUMP = (
    PoderoClimateDescription(
        key="comfort",
        has_fn=lambda heat_pump: (
            {"minimum_temperature_limit", "maximum_temperature_limit"}
            <= heat_pump.reported_fields
        ),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the thermostats of a home."""
    home = entry.runtime_data
    add_entities(home.heat_pumps, async_add_entities, PoderoClimate, HEAT_PUMP)


@native_temperature
class PoderoClimate(PoderoEntity[HeatPump], ClimateEntity):
    """The comfort band of a heat pump.

    It shows the band and takes a single temperature as well, which moves the band: all
    that assistants know to say. It must show none, or the frontend would show only
    that.

    It cannot be turned on and off: "turn on away mode for the heat pump" must not find
    anything to turn on here, and there is nothing that "turn off comfort" clearly means
    (a pause, no optimization or no limits).
    """

    entity_description: PoderoClimateDescription

    _attr_hvac_modes = [HVACMode.AUTO, HVACMode.HEAT]
    _attr_max_temp = ROOM.maximum
    _attr_min_temp = ROOM.minimum
    _attr_preset_modes = [PRESET_NONE, PRESET_AWAY]
    _attr_target_temperature_step = TEMPERATURE_STEP
    native_temperature_unit = UnitOfTemperature.CELSIUS

    @property
    @override
    def supported_features(self) -> ClimateEntityFeature:
        """A single temperature and the preset always, the band where there is one.

        A band that is unknown stops Google, in Home Assistant, from hearing of any
        entity of the home.
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
    @override
    def shown(self) -> tuple[str | None, Mapping[str, Any]]:
        """The state and all that is told along with it."""
        return self.state, self.state_attributes

    @property
    def native_current_temperature(self) -> float | None:
        """The temperature of the room, in °C."""
        return self.device.indoor_actual_temperature

    @property
    def native_target_temperature_low(self) -> float | None:
        """The lower end of the comfort band, in °C."""
        return self.device.minimum_temperature_limit

    @property
    def native_target_temperature_high(self) -> float | None:
        """The upper end of the comfort band, in °C."""
        return self.device.maximum_temperature_limit

    @property
    @override
    def hvac_mode(self) -> HVACMode | None:
        """Auto while Podero optimizes, else the heat pump's own schedule."""
        match self.device.is_smart_optimization_active:
            case True:
                return HVACMode.AUTO
            case False:
                return HVACMode.HEAT
        return None

    @property
    @override
    def hvac_action(self) -> HVACAction | None:
        """What the heat pump does for the rooms."""
        if self.device.is_paused(dt_util.utcnow()):
            return HVACAction.OFF
        return ACTIONS.get(self.device.operating_mode)

    @property
    @override
    def preset_mode(self) -> str:
        """Away, also while it only lies ahead, or none."""
        return PRESET_AWAY if self.device.is_away(dt_util.utcnow()) else PRESET_NONE

    @override
    async def async_set_hvac_mode(self, hvac_mode: HVACMode) -> None:
        """Let Podero optimize, or the heat pump follow its own schedule."""
        await self.async_write(
            {"is_smart_optimization_active": hvac_mode is HVACMode.AUTO}
        )

    @override
    async def async_set_temperature(self, **kwargs: Any) -> None:
        """Set the comfort band, or move it around a single temperature.

        The mode goes along if one is given: both are set or neither.

        Raises:
            ServiceValidationError: the mode is none of this thermostat's.

        """
        if ATTR_TARGET_TEMP_LOW in kwargs:
            low, high = kwargs[ATTR_TARGET_TEMP_LOW], kwargs[ATTR_TARGET_TEMP_HIGH]
        else:
            low, high = band_around(kwargs[ATTR_TEMPERATURE], self.device)
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
        """Switch away mode."""
        if preset_mode == PRESET_AWAY:
            await self.async_write(self.device.away_mode_on_settings(dt_util.utcnow()))
        else:
            await self.async_write(self.device.away_mode_off_settings())
