"""Triggers for Podero."""

from collections.abc import Iterable, Mapping
from typing import ClassVar, override

from homeassistant.components.binary_sensor import DOMAIN as BINARY_SENSOR_DOMAIN
from homeassistant.components.sensor import DOMAIN as SENSOR_DOMAIN
from homeassistant.const import CONF_FOR, CONF_OPTIONS, STATE_OFF, STATE_ON
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, State, callback
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.target import (
    TargetStateChangedData,
    async_track_target_selector_state_change_event,
)
from homeassistant.helpers.trigger import (
    ENTITY_STATE_TRIGGER_SCHEMA,
    EntityTargetStateTriggerBase,
    EntityTransitionTriggerBase,
    EntityTriggerBase,
    NotTriggeredReasonReporter,
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
import voluptuous as vol

from .api import AwayModeStatus, BoostState, ChargeStatus, OptimizationStatus
from .targets import async_entities_of_targeted_devices

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


class PoderoTrigger(EntityTriggerBase):
    """Base class for triggers on entities with certain keys of the targeted devices.

    The first state after an outage is compared with the last state before it. A change
    during the outage therefore triggers, and the end of the outage alone does not.
    """

    _domain_specs = {SENSOR_DOMAIN: DomainSpec()}
    _excluded_from_states = frozenset()
    _keys: ClassVar[set[str]]

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Initialize the trigger."""
        super().__init__(hass, config)
        self._last_states: dict[str, State] = {}

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the entities whose states are compared."""
        return async_entities_of_targeted_devices(
            self._hass, self._target, entities, self._domain_specs, self._keys
        )

    @override
    def is_valid_transition(self, from_state: State, to_state: State) -> bool:
        """Return whether a change of state triggers."""
        if from_state.state in self._excluded_states:
            from_state = self._last_states.get(from_state.entity_id, to_state)
        return super().is_valid_transition(from_state, to_state)

    @override
    def count_matches(
        self,
        entity_ids: Iterable[str],
        states: Mapping[str, State | None] | None = None,
    ) -> tuple[int, int]:
        """Count the matching entities; in an outage, by the state before it."""
        current = {
            entity_id: self._hass.states.get(entity_id)
            if states is None
            else states[entity_id]
            for entity_id in entity_ids
        }
        before_outage = {
            entity_id: self._last_states.get(entity_id, state)
            for entity_id, state in current.items()
            if state is not None and state.state in self._excluded_states
        }
        return super().count_matches(current, current | before_outage)

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Attach the trigger, and keep the last states of the entities."""
        stop_tracking = await async_track_target_selector_state_change_event(
            self._hass,
            self._target,
            self._async_track_last_state,
            self.entity_filter,
            primary_entities_only=self._primary_entities_only,
        )
        detach = await super().async_attach_runner(run_action, did_not_trigger)

        @callback
        def async_remove() -> None:
            detach()
            stop_tracking()

        return async_remove

    @callback
    def _async_track_last_state(self, change: TargetStateChangedData) -> None:
        state = change.state_change_event.data["old_state"]
        if state is not None and state.state not in self._excluded_states:
            self._last_states[state.entity_id] = state


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
        """Return whether the device needed no attention before."""
        entity_id = to_state.entity_id
        is_new = super().is_valid_transition(from_state, to_state)
        reported = self._reported & self.entity_filter({entity_id})
        self._reported.add(entity_id)
        return is_new and not reported


TRIGGERS: dict[str, type[Trigger]] = {
    "attention_needed": AttentionNeeded,
    "away_mode_ended": AwayModeEnded,
    "away_mode_started": AwayModeStarted,
    "charge_now_started": ChargeNowStarted,
    "charging_finished": ChargingFinished,
    "charging_started": ChargingStarted,
    "optimization_status_changed": OptimizationStatusChanged,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers for Podero."""
    return TRIGGERS
