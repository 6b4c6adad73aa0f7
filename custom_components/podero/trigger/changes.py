"""Triggers on changes that people want to be told."""

from typing import ClassVar, override

from homeassistant.components.event import ATTR_EVENT_TYPE, DOMAIN as EVENT_DOMAIN
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import State, callback
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.target import TargetStateChangedData
from homeassistant.helpers.trigger import (
    ENTITY_STATE_TRIGGER_SCHEMA,
    NotTriggeredReasonReporter,
)

from ..activity.changes import ChangeType
from .base import PoderoTrigger


class ChangeTold(PoderoTrigger):
    """Base class for triggers on changes that were not made in Home Assistant."""

    _domain_specs = {EVENT_DOMAIN: DomainSpec()}
    _keys = {"changes"}
    _schema = ENTITY_STATE_TRIGGER_SCHEMA
    _type: ClassVar[ChangeType]

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Return whether the change is of the type."""
        return state.attributes.get(ATTR_EVENT_TYPE) == self._type

    @override
    def is_valid_transition(self, from_state: State, to_state: State) -> bool:
        """Return whether this is a change; the first one follows "unknown".

        Several changes may be told in one moment, and the first one after an outage
        follows "unavailable".
        """
        if from_state.state == STATE_UNAVAILABLE:
            from_state = self._last_states.get(from_state.entity_id, to_state)
        before, after = (
            (state.state, state.attributes.get(ATTR_EVENT_TYPE))
            for state in (from_state, to_state)
        )
        return before != after

    @callback
    @override
    def _async_track_last_state(self, change: TargetStateChangedData) -> None:
        state = change.state_change_event.data["old_state"]
        if state is not None and state.state != STATE_UNAVAILABLE:
            self._last_states[state.entity_id] = state


class ChargingPlanChanged(ChangeTold):
    """Triggers when Podero changes the planned charging of an electric vehicle."""

    _type = ChangeType.CHARGING_PLAN_CHANGED


class ReadyByInDanger(ChangeTold):
    """Triggers when an electric vehicle is not expected to have its goal in time."""

    _type = ChangeType.READY_BY_IN_DANGER


class SettingChangedElsewhere(ChangeTold):
    """Triggers when a setting is changed outside of Home Assistant."""

    _type = ChangeType.SETTING_CHANGED_ELSEWHERE


class ChargeNowRefused(ChangeTold):
    """Triggers when a boost of an electric vehicle is refused."""

    _type = ChangeType.BOOST_REFUSED


class ChargeNowEnded(ChangeTold):
    """Triggers when a boost of an electric vehicle ends."""

    _type = ChangeType.BOOST_ENDED


class ChargeNowCanceled(ChangeTold):
    """Triggers when a boost that waits for an electric vehicle is canceled."""

    _type = ChangeType.BOOST_CANCELLED
