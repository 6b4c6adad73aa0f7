"""Conditions for Podero."""

from typing import override

from homeassistant.components.binary_sensor import DOMAIN as BINARY_SENSOR_DOMAIN
from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import Condition, EntityStateConditionBase

from .api import AwayModeStatus, ChargeStatus
from .targets import TargetedDevices


class PoderoCondition(TargetedDevices, EntityStateConditionBase):
    """Base class for conditions on entities with certain keys of targeted devices."""

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


class IsCheapNow(PoderoCondition):
    """Tests whether the energy price is cheap for its day."""

    _domain_specs = {BINARY_SENSOR_DOMAIN: DomainSpec()}
    _keys = {"is_cheap_now"}
    _of_home = True
    _states = {STATE_ON}


CONDITIONS: dict[str, type[Condition]] = {
    "is_away": IsAway,
    "is_charging": IsCharging,
    "is_cheap_now": IsCheapNow,
    "is_optimizing": IsOptimizing,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions for Podero."""
    return CONDITIONS
