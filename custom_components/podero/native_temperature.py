"""The names of temperatures in Home Assistant 2026.11, made known to 2026.10.

It goes when 2026.11 is the oldest release that is supported.
"""

from homeassistant.components.climate import ClimateEntity
from homeassistant.helpers.entity import Entity

NATIVE = "native_"


def native_temperature[EntityT: Entity](entity: type[EntityT]) -> type[EntityT]:
    """Let a climate or water heater class answer to the names without ``native_``."""
    if not hasattr(ClimateEntity, "native_temperature_unit"):
        for name, value in list(vars(entity).items()):
            if name.startswith(NATIVE):
                setattr(entity, name.removeprefix(NATIVE), value)
    return entity
