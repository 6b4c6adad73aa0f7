"""Triggers for Podero."""

from typing import override

from homeassistant.components.binary_sensor import DOMAIN as BINARY_SENSOR_DOMAIN
from homeassistant.const import CONF_FOR, CONF_OPTIONS, STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.trigger import (
    ENTITY_STATE_TRIGGER_SCHEMA,
    EntityTargetStateTriggerBase,
    EntityTransitionTriggerBase,
    NotTriggeredReasonReporter,
    Trigger,
    TriggerConfig,
)
import voluptuous as vol

from ..api import AwayModeStatus, BoostState, ChargeStatus, OptimizationStatus
from .base import PoderoTrigger
from .changes import (
    ChargeNowCanceled,
    ChargeNowEnded,
    ChargeNowRefused,
    ChargingPlanChanged,
    ReadyByInDanger,
    SettingChangedElsewhere,
)

CONF_STATUS = "status"

FOR_OPTION = {vol.Optional(CONF_FOR): cv.positive_time_period}
ATTENTION_NEEDED_SCHEMA = ENTITY_STATE_TRIGGER_SCHEMA.extend(
    {vol.Required(CONF_OPTIONS, default={}): FOR_OPTION}
)
OPTIMIZATION_STATUS_CHANGED_SCHEMA = ENTITY_STATE_TRIGGER_SCHEMA.extend(
    {
        vol.Required(CONF_OPTIONS, default={}): {
            **FOR_OPTION,
            vol.Optional(CONF_STATUS): vol.All(
                cv.ensure_list, [vol.In([*map(str, OptimizationStatus)])]
            ),
        }
    }
)


class ChargingStarted(PoderoTrigger, EntityTargetStateTriggerBase):
    """Triggers when an electric vehicle starts charging."""

    _keys = {"charge_status"}
    _to_states = {ChargeStatus.CHARGING}


class ChargingFinished(PoderoTrigger, EntityTransitionTriggerBase):
    """Triggers when an electric vehicle stops charging."""

    _keys = {"charge_status"}
    _from_states = {ChargeStatus.CHARGING}
    _to_states = {ChargeStatus.PLUGGED_IN, ChargeStatus.UNPLUGGED}


class ChargeNowStarted(PoderoTrigger, EntityTargetStateTriggerBase):
    """Triggers when a boost of an electric vehicle starts charging it."""

    _keys = {"boost_state"}
    _to_states = {BoostState.ONGOING}


class AwayModeStarted(PoderoTrigger, EntityTargetStateTriggerBase):
    """Triggers when the away mode of a heat pump starts."""

    _keys = {"away_mode_status"}
    _to_states = {AwayModeStatus.ACTIVE}


class AwayModeEnded(PoderoTrigger, EntityTransitionTriggerBase):
    """Triggers when the away mode of a heat pump ends."""

    _keys = {"away_mode_status"}
    _from_states = {AwayModeStatus.ACTIVE}
    _to_states = {AwayModeStatus.OFF, AwayModeStatus.SCHEDULED}


class CheapNowStarted(PoderoTrigger, EntityTargetStateTriggerBase):
    """Triggers when the energy price becomes cheap for its day."""

    _domain_specs = {BINARY_SENSOR_DOMAIN: DomainSpec()}
    _keys = {"is_cheap_now"}
    _of_home = True
    _to_states = {STATE_ON}


class OptimizationStatusChanged(PoderoTrigger):
    """Triggers when the optimization status changes, optionally to selected ones."""

    _keys = {"current_mode"}
    _schema = OPTIMIZATION_STATUS_CHANGED_SCHEMA

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Return whether the status is one of the selected ones."""
        statuses = self._options.get(CONF_STATUS)
        return not statuses or state.state in statuses


class AttentionNeeded(PoderoTrigger):
    """Triggers when a device starts to need its owner.

    The owner has something to do at Podero, or the connection to the manufacturer has
    lapsed. When one of the two follows the other, it triggers once.
    """

    _domain_specs = {BINARY_SENSOR_DOMAIN: DomainSpec()}
    _keys = {"action_needed", "is_authenticated"}
    _primary_entities_only = False
    _schema = ATTENTION_NEEDED_SCHEMA

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Initialize the trigger."""
        super().__init__(hass, config)
        self._reported: set[str] = set()

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Return whether an entity shows that its device needs attention."""
        entry = er.async_get(self._hass).async_get(state.entity_id)
        is_connection = entry is not None and entry.translation_key != "action_needed"
        if state.state == (STATE_OFF if is_connection else STATE_ON):
            return True
        self._reported.discard(state.entity_id)
        return False

    @override
    def is_valid_transition(self, from_state: State, to_state: State) -> bool:
        entity_id = to_state.entity_id
        is_new = super().is_valid_transition(from_state, to_state)
        reported = self._reported & self.entity_filter({entity_id})
        self._reported.add(entity_id)
        return is_new and not reported


TRIGGERS: dict[str, type[Trigger]] = {
    "attention_needed": AttentionNeeded,
    "away_mode_ended": AwayModeEnded,
    "away_mode_started": AwayModeStarted,
    "charge_now_canceled": ChargeNowCanceled,
    "charge_now_ended": ChargeNowEnded,
    "charge_now_refused": ChargeNowRefused,
    "charge_now_started": ChargeNowStarted,
    "charging_finished": ChargingFinished,
    "charging_plan_changed": ChargingPlanChanged,
    "charging_started": ChargingStarted,
    "cheap_now_started": CheapNowStarted,
    "optimization_status_changed": OptimizationStatusChanged,
    "ready_by_in_danger": ReadyByInDanger,
    "setting_changed_elsewhere": SettingChangedElsewhere,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers for Podero."""
    return TRIGGERS
