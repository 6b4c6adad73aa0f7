"""Triggers: what begins, ends or changes at the devices of a home."""

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

from .api import OptimizationStatus
from .sources import async_entities_of_targeted_devices

CONF_STATUS = "status"

FOR = {vol.Optional(CONF_FOR): cv.positive_time_period}
EACH = ENTITY_STATE_TRIGGER_SCHEMA.extend({vol.Required(CONF_OPTIONS, default={}): FOR})
STATUS_CHANGED = ENTITY_STATE_TRIGGER_SCHEMA.extend(
    {
        vol.Required(CONF_OPTIONS, default={}): {
            **FOR,
            vol.Optional(CONF_STATUS): vol.All(
                cv.ensure_list, [vol.In([*map(str, OptimizationStatus)])]
            ),
        }
    }
)


class PoderoTrigger(EntityTriggerBase):
    """Something that happens to devices, as entities with some keys tell it.

    What an entity shows after it was out of reach is compared with what it showed
    before: so an outage hides nothing, and its end alone is nothing that happened.
    """

    _domain_specs = {SENSOR_DOMAIN: DomainSpec()}
    _excluded_from_states = frozenset()
    _keys: ClassVar[set[str]]

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Start with no entity known."""
        super().__init__(hass, config)
        self._known: dict[str, State] = {}

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the entities that tell it."""
        return async_entities_of_targeted_devices(
            self._hass, self._target, entities, self._domain_specs, self._keys
        )

    @override
    def is_valid_transition(self, from_state: State, to_state: State) -> bool:
        """Whether it happened between two states."""
        if from_state.state in self._excluded_states:
            from_state = self._known.get(from_state.entity_id, to_state)
        return super().is_valid_transition(from_state, to_state)

    @override
    def count_matches(
        self,
        entity_ids: Iterable[str],
        states: Mapping[str, State | None] | None = None,
    ) -> tuple[int, int]:
        """Count what is out of reach by what it showed before."""
        shown = {
            entity_id: self._hass.states.get(entity_id)
            if states is None
            else states[entity_id]
            for entity_id in entity_ids
        }
        known = {
            entity_id: self._known.get(entity_id, state)
            for entity_id, state in shown.items()
            if state is not None and state.state in self._excluded_states
        }
        return super().count_matches(shown, shown | known)

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Watch the devices, and remember what their entities showed."""
        forget = await async_track_target_selector_state_change_event(
            self._hass,
            self._target,
            self._async_remember,
            self.entity_filter,
            primary_entities_only=self._primary_entities_only,
        )
        detach = await super().async_attach_runner(run_action, did_not_trigger)

        @callback
        def async_remove() -> None:
            detach()
            forget()

        return async_remove

    @callback
    def _async_remember(self, change: TargetStateChangedData) -> None:
        left = change.state_change_event.data["old_state"]
        if left is not None and left.state not in self._excluded_states:
            self._known[left.entity_id] = left


class ChargingStarted(PoderoTrigger, EntityTargetStateTriggerBase):
    """A car begins to charge."""

    _keys = {"charge_status"}
    _to_states = {"charging"}


class ChargingFinished(PoderoTrigger, EntityTransitionTriggerBase):
    """A car no longer charges."""

    _keys = {"charge_status"}
    _from_states = {"charging"}
    _to_states = {"plugged_in", "unplugged"}


class ChargeNowStarted(PoderoTrigger, EntityTargetStateTriggerBase):
    """A car charges because somebody asked for it."""

    _keys = {"boost_state"}
    _to_states = {"ongoing"}


class AwayModeStarted(PoderoTrigger, EntityTargetStateTriggerBase):
    """A heat pump begins to save energy, nobody being at home."""

    _keys = {"away_mode_status"}
    _to_states = {"active"}


class AwayModeEnded(PoderoTrigger, EntityTransitionTriggerBase):
    """A heat pump heats as usual again."""

    _keys = {"away_mode_status"}
    _from_states = {"active"}
    _to_states = {"off", "scheduled"}


class OptimizationStatusChanged(PoderoTrigger):
    """Podero lets a heat pump do something else; also one of a few things only."""

    _keys = {"current_mode"}
    _schema = STATUS_CHANGED

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Whether it is one of the statuses that are waited for."""
        wanted = self._options.get(CONF_STATUS)
        return not wanted or state.state in wanted


class AttentionNeeded(PoderoTrigger):
    """A device begins to need its owner.

    Either there is something to do, or its connection to the manufacturer has lapsed.
    Where one comes with the other, or follows it, that is told once.
    """

    _domain_specs = {BINARY_SENSOR_DOMAIN: DomainSpec()}
    _keys = {"action_needed", "is_authenticated"}
    _primary_entities_only = False
    _schema = EACH

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Start with nothing told."""
        super().__init__(hass, config)
        self._told: set[str] = set()

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Whether the device needs its owner, as far as an entity knows."""
        entry = er.async_get(self._hass).async_get(state.entity_id)
        is_connection = entry is not None and entry.translation_key != "action_needed"
        if state.state == (STATE_OFF if is_connection else STATE_ON):
            return True
        self._told.discard(state.entity_id)
        return False

    @override
    def is_valid_transition(self, from_state: State, to_state: State) -> bool:
        """Whether the device did not need its owner before."""
        entity_id = to_state.entity_id
        begins = super().is_valid_transition(from_state, to_state)
        told = self._told & self.entity_filter({entity_id})
        self._told.add(entity_id)
        return begins and not told


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
    """Return the triggers."""
    return TRIGGERS
