"""Water heater platform for Podero."""

from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.water_heater import (
    STATE_HEAT_PUMP,
    WaterHeaterEntity,
    WaterHeaterEntityDescription,
    WaterHeaterEntityFeature,
)
from homeassistant.const import ATTR_TEMPERATURE, STATE_OFF, UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .api import HeatPump
from .const import DOMAIN
from .coordinator import PoderoConfigEntry
from .entity import (
    PoderoEntity,
    PoderoEntityDescription,
    async_add_device_entities,
    native_temperature,
)
from .settings.limits import HOT_WATER, TEMPERATURE_STEP

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class PoderoWaterHeaterDescription(
    PoderoEntityDescription[HeatPump], WaterHeaterEntityDescription
):
    """Describes a water heater."""


HEAT_PUMP: tuple[PoderoWaterHeaterDescription, ...] = (
    PoderoWaterHeaterDescription(
        key="hot_water",
        exists_fn=lambda heat_pump: (
            "dhw_standard_temperature" in heat_pump.reported_fields
        ),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the water heaters."""
    async_add_device_entities(
        entry, async_add_entities, PoderoWaterHeater, {HeatPump: HEAT_PUMP}
    )


@native_temperature
class PoderoWaterHeater(PoderoEntity[HeatPump], WaterHeaterEntity):
    """Hot water of a heat pump; it cannot be turned on or off."""

    entity_description: PoderoWaterHeaterDescription

    _attr_max_temp = HOT_WATER.maximum
    _attr_min_temp = HOT_WATER.minimum
    _attr_supported_features = (
        WaterHeaterEntityFeature.TARGET_TEMPERATURE | WaterHeaterEntityFeature.AWAY_MODE
    )
    _attr_target_temperature_step = TEMPERATURE_STEP
    native_temperature_unit = UnitOfTemperature.CELSIUS

    @property
    def native_current_temperature(self) -> float | None:
        """Return the temperature of the hot water in °C."""
        return self.device.dhw_temperature

    @property
    def native_target_temperature(self) -> float | None:
        """Return the temperature to heat the water to in °C."""
        return self.device.dhw_standard_temperature

    @property
    @override
    def current_operation(self) -> str:
        """Return heat pump, or off while the heat pump is paused."""
        if self.device.is_paused(dt_util.utcnow()):
            return STATE_OFF
        return STATE_HEAT_PUMP

    @property
    @override
    def is_away_mode_on(self) -> bool:
        """Return whether away mode is active or scheduled."""
        return self.device.is_away(dt_util.utcnow())

    @override
    async def async_set_temperature(self, **kwargs: Any) -> None:
        """Set the temperature to heat the water to.

        Raises:
            ServiceValidationError: the temperature is out of range. Home Assistant
                checks the range of thermostats, but not of water heaters.

        """
        temperature = kwargs[ATTR_TEMPERATURE]
        if not HOT_WATER.minimum <= temperature <= HOT_WATER.maximum:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="hot_water_out_of_range",
                translation_placeholders={
                    "lower": f"{HOT_WATER.minimum}",
                    "upper": f"{HOT_WATER.maximum}",
                },
            )
        await self.async_write_debounced({"dhw_standard_temperature": temperature})

    @override
    async def async_turn_away_mode_on(self) -> None:
        """Turn away mode on."""
        await self.async_write(self.device.away_mode_on_settings(dt_util.utcnow()))

    @override
    async def async_turn_away_mode_off(self) -> None:
        """Turn away mode off."""
        await self.async_write(self.device.away_mode_off_settings())
