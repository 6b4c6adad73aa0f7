"""Water heater platform for Podero."""

from typing import Any, override

from homeassistant.components.water_heater import (
    ATTR_OPERATION_MODE,
    STATE_HEAT_PUMP,
    WaterHeaterEntity,
    WaterHeaterEntityDescription,
    WaterHeaterEntityFeature,
)
from homeassistant.const import ATTR_TEMPERATURE
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util

from .api import HeatPump
from .const import DOMAIN
from .entity import PoderoEntityDescription, device_platform
from .entity.thermostat import PoderoThermostat, native_temperature
from .settings.limits import HOT_WATER, to_celsius

PARALLEL_UPDATES = 0


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


@native_temperature
class PoderoWaterHeater(PoderoThermostat, WaterHeaterEntity):
    """Hot water of a heat pump.

    It cannot be turned on or off, and has one operation mode. A pause of the heat pump
    does not change the mode: scenes could not restore the temperature otherwise.
    """

    entity_description: PoderoWaterHeaterDescription

    _allowed = HOT_WATER
    _attr_current_operation = STATE_HEAT_PUMP
    _attr_supported_features = (
        WaterHeaterEntityFeature.TARGET_TEMPERATURE | WaterHeaterEntityFeature.AWAY_MODE
    )

    @property
    def native_current_temperature(self) -> float | None:
        """Return the temperature of the hot water."""
        return self._from_celsius(self.device.dhw_temperature)

    @property
    def native_target_temperature(self) -> float | None:
        """Return the temperature to heat the water to."""
        return self._from_celsius(self.device.dhw_standard_temperature)

    @property
    @override
    def is_away_mode_on(self) -> bool:
        """Return whether away mode is active, not while it is only scheduled."""
        return self.device.is_away_now(dt_util.utcnow())

    @override
    async def async_set_temperature(self, **kwargs: Any) -> None:
        """Set the temperature to heat the water to.

        Raises:
            ServiceValidationError: The temperature is out of range, or the operation
                mode is none of this water heater. Home Assistant checks neither.

        """
        if kwargs.get(ATTR_OPERATION_MODE, STATE_HEAT_PUMP) != STATE_HEAT_PUMP:
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key="operation_mode_is_fixed"
            )
        unit = self.native_temperature_unit
        temperature = to_celsius(kwargs[ATTR_TEMPERATURE], unit)
        if not HOT_WATER.minimum <= temperature <= HOT_WATER.maximum:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="hot_water_out_of_range",
                translation_placeholders={
                    "lower": f"{self.min_temp:g}",
                    "upper": f"{self.max_temp:g}",
                    "unit": unit,
                },
            )
        await self.async_write_debounced({"dhw_standard_temperature": temperature})

    @override
    async def async_turn_away_mode_on(self) -> None:
        await self.async_write(self.device.away_mode_on_settings(dt_util.utcnow()))

    @override
    async def async_turn_away_mode_off(self) -> None:
        await self.async_write(self.device.away_mode_off_settings())


async_setup_entry = device_platform(PoderoWaterHeater, {HeatPump: HEAT_PUMP})
