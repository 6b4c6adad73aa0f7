"""Base class of the triggers."""

from collections.abc import Iterable, Mapping
from typing import override

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, State, callback
from homeassistant.helpers.target import (
    TargetStateChangedData,
    async_track_target_selector_state_change_event,
)
from homeassistant.helpers.trigger import (
    EntityTriggerBase,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)

from ..targets import TargetedDevices


class PoderoTrigger(TargetedDevices, EntityTriggerBase):
    """Base class for triggers on entities with certain keys of the targeted devices.

    The first state after an outage is compared with the last state before it. A change
    during the outage therefore triggers, and the end of the outage alone does not.
    """

    _excluded_from_states = frozenset()

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Initialize the trigger."""
        super().__init__(hass, config)
        self._last_states: dict[str, State] = {}

    @override
    def is_valid_transition(self, from_state: State, to_state: State) -> bool:
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
