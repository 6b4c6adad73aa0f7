"""Conditions: what the devices of a home are doing."""

from typing import ClassVar, override

from homeassistant.components.sensor import DOMAIN as SENSOR_DOMAIN
from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import Condition, EntityStateConditionBase

from .sources import async_entities_of_targeted_devices


class PoderoCondition(EntityStateConditionBase):
    """Something that devices do, as entities with a key tell it."""

    _domain_specs = {SENSOR_DOMAIN: DomainSpec()}
    _keys: ClassVar[set[str]]

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the entities that tell it."""
        return async_entities_of_targeted_devices(
            self._hass, self._target, entities, self._domain_specs, self._keys
        )

    @property
    @override
    def needs_polling(self) -> bool:
        """Whether something else than the named entities can change it.

        Home Assistant watches these; not those that tell it in their place.
        """
        named = self._target_selection.entity_ids
        return super().needs_polling or self.entity_filter(named) != named


class IsCharging(PoderoCondition):
    """A car charges."""

    _keys = {"charge_status"}
    _states = {"charging"}


class IsAway(PoderoCondition):
    """A heat pump saves energy, nobody being at home."""

    _keys = {"away_mode_status"}
    _states = {"active"}


class IsOptimizing(PoderoCondition):
    """Podero optimizes a device."""

    _domain_specs = {SWITCH_DOMAIN: DomainSpec()}
    _keys = {"is_smart_optimization_active"}
    _states = {STATE_ON}


CONDITIONS: dict[str, type[Condition]] = {
    "is_away": IsAway,
    "is_charging": IsCharging,
    "is_optimizing": IsOptimizing,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions."""
    return CONDITIONS
