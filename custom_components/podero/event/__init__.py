"""Event platform for Podero."""

from typing import override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from ..activity.changes import Change, ChangeType
from ..api import Device, ElectricVehicle, HeatPump, SolarInverter
from ..coordinator import PoderoConfigEntry
from ..entity import PoderoEntity, PoderoEntityDescription, async_add_device_entities
from .charging_session import async_add_session_events

PARALLEL_UPDATES = 0

EVERY_DEVICE = (
    ChangeType.SETTING_CHANGED_ELSEWHERE,
    ChangeType.CONNECTION_LOST,
    ChangeType.CONNECTION_RESTORED,
)


class PoderoChangesDescription(PoderoEntityDescription[Device], EventEntityDescription):
    """Describes an event that tells what changed."""


COMMON: tuple[PoderoChangesDescription, ...] = (
    PoderoChangesDescription(
        key="changes",
        event_types=[*map(str, EVERY_DEVICE)],
        exists_fn=lambda _: True,
    ),
)
CHANGES_OF_VEHICLE = PoderoChangesDescription(
    key="changes", event_types=[*map(str, ChangeType)], exists_fn=lambda _: True
)


class PoderoChangesEvent(PoderoEntity[Device], EventEntity):
    """Event that tells each change that was not made in Home Assistant."""

    entity_description: PoderoChangesDescription

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the changes of the device."""
        await super().async_added_to_hass()
        changes = self.coordinator.config_entry.runtime_data.changes
        self.async_on_remove(
            changes.async_add_listener(self.device.id, self._async_tell)
        )

    @callback
    def _async_tell(self, change: Change) -> None:
        self._trigger_event(change.type, change.values)
        self.async_write_ha_state()


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the events."""
    async_add_device_entities(
        entry,
        async_add_entities,
        PoderoChangesEvent,
        {
            ElectricVehicle: (CHANGES_OF_VEHICLE,),
            HeatPump: COMMON,
            SolarInverter: COMMON,
        },
    )
    async_add_session_events(entry, async_add_entities)
