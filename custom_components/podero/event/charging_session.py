"""Event for each charging session of an electric vehicle that ended."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final, override

from homeassistant.components.event import (
    EventEntity,
    EventEntityDescription,
    EventExtraStoredData,
)
from homeassistant.core import CoreState, HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.restore_state import RestoreStateData
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from ..api import ElectricVehicle
from ..charging_log import CURRENCY, session_row
from ..coordinator import DeviceSavings, PoderoConfigEntry, SavingsKey
from ..entity import (
    PoderoDataEntity,
    PoderoEntityDescription,
    async_add_device_entities,
)

SESSION_ENDED: Final = "session_ended"
# A session may be listed later than others that ended after it, but not that much.
MAX_KNOWN_SESSIONS: Final = 50


class PoderoEventDescription(
    PoderoEntityDescription[ElectricVehicle], EventEntityDescription
):
    """Describes an event."""


@dataclass
class SessionEventData(EventExtraStoredData):
    """The last event, and the sessions that were fired, over a restart."""

    since: str | None
    ends: dict[str, str]


ELECTRIC_VEHICLE: tuple[PoderoEventDescription, ...] = (
    PoderoEventDescription(
        key="charging_session", event_types=[SESSION_ENDED], exists_fn=lambda _: True
    ),
)


class PoderoChargingSessionEvent(
    PoderoDataEntity[ElectricVehicle, DeviceSavings], EventEntity
):
    """Event that is fired once for each charging session that ended.

    This includes the sessions that ended while Home Assistant was not running, but not
    those before the entity existed.
    """

    entity_description: PoderoEventDescription
    _since: datetime | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Initialize the event."""
        super().__init__(*args, **kwargs)
        # Sessions that ended after ``_since`` and are not in ``_ends`` are new.
        self._ends: dict[str, datetime] = {}

    @property
    @override
    def _source_key(self) -> SavingsKey:
        return SavingsKey(self.device.id, "sessions")

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the sessions once automations can react to their end."""
        await super().async_added_to_hass()
        if self._since is None and (saved := await self.async_get_last_extra_data()):
            self._restore(saved.as_dict())
        self.async_on_remove(async_at_started(self.hass, self._async_listen))

    def _restore(self, saved: dict[str, Any]) -> None:
        try:
            self._ends = {
                key: datetime.fromisoformat(end) for key, end in saved["ends"].items()
            }
            self._since = datetime.fromisoformat(saved["since"])
        except AttributeError, KeyError, TypeError, ValueError:
            self._ends = {}

    @property
    @override
    def extra_restore_state_data(self) -> SessionEventData:
        """Return the last event, and the sessions that were fired."""
        return SessionEventData(
            **super().extra_restore_state_data.as_dict(),
            since=self._since.isoformat() if self._since else None,
            ends={key: end.isoformat() for key, end in self._ends.items()},
        )

    @callback
    def _async_listen(self, _: HomeAssistant) -> None:
        self.async_on_remove(self._source.async_add_listener(self._async_fire))
        self._async_fire()

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Fire what is new once the car is available again."""
        super()._handle_coordinator_update()
        self._async_fire()

    @callback
    def _async_fire(self) -> None:
        """Fire the sessions that are new, unless automations would miss them.

        They ignore an event whose entity was unavailable before.
        """
        if self.hass.state is not CoreState.running or not self.available:
            return
        if self.data is None or self.data.sessions is None:
            return
        since = self._since = self._since or dt_util.utcnow()
        new = [
            (end, session)
            for session in self.data.sessions
            if (end := session.end) and end > since and session.key not in self._ends
        ]
        for end, session in sorted(new, key=lambda item: item[0]):
            self._ends[session.key] = end
            row = session_row(session)
            self._trigger_event(SESSION_ENDED, {**row, "currency": CURRENCY})
            self.async_write_ha_state()
        while len(self._ends) > MAX_KNOWN_SESSIONS:
            self._since = max(self._since, self._ends.pop(next(iter(self._ends))))
        if new:
            # A power cut must not repeat the event.
            self.coordinator.config_entry.async_create_background_task(
                self.hass,
                RestoreStateData.async_save_persistent_states(self.hass),
                f"{self.entity_id}: save",
            )


@callback
def async_add_session_events(
    entry: PoderoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the events of charging sessions."""
    async_add_device_entities(
        entry,
        async_add_entities,
        partial(PoderoChargingSessionEvent, source=entry.runtime_data.savings),
        {ElectricVehicle: ELECTRIC_VEHICLE},
    )
