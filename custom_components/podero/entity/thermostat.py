"""Base class of the thermostat and the hot water of a heat pump."""

from typing import ClassVar

from homeassistant.components.climate import ClimateEntity
from homeassistant.helpers.entity import Entity

from ..api import HeatPump
from ..settings.limits import Range, from_celsius, temperature_step
from . import PoderoEntity


def native_temperature[EntityT: Entity](entity_class: type[EntityT]) -> type[EntityT]:
    """Add the names without ``native_``, which Home Assistant 2026.10 reads.

    Remove this decorator when 2026.11 is the oldest release that is supported.
    """
    if not hasattr(ClimateEntity, "native_temperature_unit"):
        for name, value in list(vars(entity_class).items()):
            if name.startswith("native_"):
                setattr(entity_class, name.removeprefix("native_"), value)
    return entity_class


@native_temperature
class PoderoThermostat(PoderoEntity[HeatPump]):
    """Base entity that sets temperatures within a range.

    It has the unit of the user, so that steps and error messages use it.
    """

    _allowed: ClassVar[Range]

    @property
    def native_temperature_unit(self) -> str:
        """Return the unit of the user."""
        return self.hass.config.units.temperature_unit

    @property
    def min_temp(self) -> float:
        """Return the lowest temperature that can be set."""
        return from_celsius(self._allowed.minimum, self.native_temperature_unit)

    @property
    def max_temp(self) -> float:
        """Return the highest temperature that can be set."""
        return from_celsius(self._allowed.maximum, self.native_temperature_unit)

    @property
    def target_temperature_step(self) -> float:
        """Return the step of temperatures."""
        return temperature_step(self.native_temperature_unit)

    def _from_celsius(self, celsius: float | None) -> float | None:
        if celsius is None:
            return None
        return from_celsius(celsius, self.native_temperature_unit)
