"""Conditions for Podero."""

from typing import ClassVar, override

from homeassistant.components.sensor import DOMAIN as SENSOR_DOMAIN
from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import Condition, EntityStateConditionBase

from .api import AwayModeStatus, ChargeStatus
from .targets import async_entities_of_targeted_devices


class PoderoCondition(EntityStateConditionBase):
    """Base class for conditions on entities with certain keys of targeted devices."""

    _domain_specs = {SENSOR_DOMAIN: DomainSpec()}
    _keys: ClassVar[set[str]]

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the entities whose states are tested."""
        return async_entities_of_targeted_devices(
            self._hass, self._target, entities, self._domain_specs, self._keys
        )

    @property
    @override
    def needs_polling(self) -> bool:
        """Return whether entities other than the named ones can change the result.

        Home Assistant tracks the named entities only, not those that stand for them.
        """
        named = self._target_selection.entity_ids
        return super().needs_polling or self.entity_filter(named) != named


class IsCharging(PoderoCondition):
    """Tests whether an electric vehicle is charging."""

    _keys = {"charge_status"}
    _states = {ChargeStatus.CHARGING}


class IsAway(PoderoCondition):
    """Tests whether the away mode of a heat pump is active."""

    _keys = {"away_mode_status"}
    _states = {AwayModeStatus.ACTIVE}


class IsOptimizing(PoderoCondition):
    """Tests whether Podero optimizes a device."""

    _domain_specs = {SWITCH_DOMAIN: DomainSpec()}
    _keys = {"is_smart_optimization_active"}
    _states = {STATE_ON}


CONDITIONS: dict[str, type[Condition]] = {
    "is_away": IsAway,
    "is_charging": IsCharging,
    "is_optimizing": IsOptimizing,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions for Podero."""
    return CONDITIONS
