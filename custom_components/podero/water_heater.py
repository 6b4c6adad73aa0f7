"""Hot water, as a water heater."""

from collections.abc import Mapping
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
from .coordinator.home import PoderoConfigEntry
from .entity import PoderoEntity, PoderoEntityDescription, add_entities
from .native_temperature import native_temperature
from .settings.limits import HOT_WATER, TEMPERATURE_STEP

# The coordinator puts writes in order; rapid changes have to meet there.
PARALLEL_UPDATES = 0


class PoderoWaterHeaterDescription(
    PoderoEntityDescription[HeatPump], WaterHeaterEntityDescription
):
    """Describes a water heater."""


HEAT_PUMP = (
    PoderoWaterHeaterDescription(
        key="hot_water",
        has_fn=lambda heat_pump: (
            "dhw_standard_temperature" in heat_pump.reported_fields
        ),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the hot water of a home."""
    home = entry.runtime_data
    add_entities(home.heat_pumps, async_add_entities, PoderoWaterHeater, HEAT_PUMP)


@native_temperature
class PoderoWaterHeater(PoderoEntity[HeatPump], WaterHeaterEntity):
    """The hot water of a heat pump; it cannot be turned on or off either."""

    entity_description: PoderoWaterHeaterDescription

    _attr_max_temp = HOT_WATER.maximum
    _attr_min_temp = HOT_WATER.minimum
    _attr_supported_features = (
        WaterHeaterEntityFeature.TARGET_TEMPERATURE | WaterHeaterEntityFeature.AWAY_MODE
    )
    _attr_target_temperature_step = TEMPERATURE_STEP
    native_temperature_unit = UnitOfTemperature.CELSIUS

    @property
    @override
    def shown(self) -> tuple[str | None, Mapping[str, Any]]:
        """The state and all that is told along with it."""
        return self.state, self.state_attributes

    @property
    def native_current_temperature(self) -> float | None:
        """The temperature of the hot water, in °C."""
        return self.device.dhw_temperature

    @property
    def native_target_temperature(self) -> float | None:
        """The temperature to heat it to, in °C."""
        return self.device.dhw_standard_temperature

    @property
    @override
    def current_operation(self) -> str:
        """Whether the heat pump may heat."""
        if self.device.is_paused(dt_util.utcnow()):
            return STATE_OFF
        return STATE_HEAT_PUMP

    @property
    @override
    def is_away_mode_on(self) -> bool:
        """Whether away mode is on or lies ahead."""
        return self.device.is_away(dt_util.utcnow())

    @override
    async def async_set_temperature(self, **kwargs: Any) -> None:
        """Set the temperature to heat to.

        Raises:
            ServiceValidationError: it is out of range, which Home Assistant checks
                for thermostats, but not for hot water.

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
