"""Calendar platform for Podero."""

from functools import partial

from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from ..api import ElectricVehicle, HeatPump
from ..coordinator import PoderoConfigEntry
from ..entity import async_add_device_entities
from .away_mode import PoderoAwayCalendar
from .base import PoderoCalendarDescription
from .charging_plan import PoderoPlanCalendar

PARALLEL_UPDATES = 0

HEAT_PUMP: tuple[PoderoCalendarDescription[HeatPump], ...] = (
    PoderoCalendarDescription(
        key="away",
        exists_fn=lambda heat_pump: (
            HeatPump.away_mode_off_settings().keys() <= heat_pump.reported_fields
        ),
    ),
)
ELECTRIC_VEHICLE: tuple[PoderoCalendarDescription[ElectricVehicle], ...] = (
    PoderoCalendarDescription(key="charging", exists_fn=lambda _: True),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the calendars."""
    async_add_device_entities(
        entry, async_add_entities, PoderoAwayCalendar, {HeatPump: HEAT_PUMP}
    )
    async_add_device_entities(
        entry,
        async_add_entities,
        partial(PoderoPlanCalendar, source=entry.runtime_data.charging_plans),
        {ElectricVehicle: ELECTRIC_VEHICLE},
    )
