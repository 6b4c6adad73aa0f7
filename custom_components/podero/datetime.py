"""Date and time platform for Podero."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, override

from homeassistant.components.datetime import DateTimeEntity, DateTimeEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .api import Device, HeatPump, Json
from .coordinator import OPTIMIZATION, OptimizationPauses, PoderoConfigEntry
from .entity import (
    PoderoEntity,
    PoderoEntityDescription,
    PoderoSettingDescription,
    async_add_device_entities,
)
from .errors import translate_errors
from .settings.limits import validate_time
from .settings.picked_time import PickedTime

PARALLEL_UPDATES = 1


class PoderoDateTimeDescription(
    PoderoSettingDescription[HeatPump], DateTimeEntityDescription
):
    """Describes a date and time; ``earliest_fn`` returns the time it must be after."""

    earliest_fn: Callable[[HeatPump, datetime], datetime] | None = None
    entity_category: EntityCategory | None = EntityCategory.CONFIG
    settings_fn: Callable[[HeatPump, datetime, datetime], Mapping[str, Json]]


class PoderoPauseEndDescription(
    PoderoEntityDescription[Device], DateTimeEntityDescription
):
    """Describes the end of a pause, which exists if optimization can be set."""

    entity_category: EntityCategory | None = EntityCategory.CONFIG


COMMON: tuple[PoderoPauseEndDescription, ...] = (
    PoderoPauseEndDescription(
        key="optimization_pause_end",
        exists_fn=lambda device: OPTIMIZATION in device.reported_fields,
    ),
)
HEAT_PUMP: tuple[PoderoDateTimeDescription, ...] = (
    PoderoDateTimeDescription(
        key="away_mode_start",
        settings_fn=HeatPump.away_mode_start_settings,
    ),
    PoderoDateTimeDescription(
        key="away_mode_end",
        earliest_fn=lambda heat_pump, now: max(now, heat_pump.away_mode_start or now),
        settings_fn=HeatPump.away_mode_end_settings,
    ),
    PoderoDateTimeDescription(
        key="pause_power_until",
        earliest_fn=lambda _, now: now,
        settings_fn=lambda heat_pump, until, _: heat_pump.pause_settings(until),
    ),
)


class PoderoDateTime(PoderoEntity[HeatPump, datetime], DateTimeEntity):
    """Date and time setting of a heat pump."""

    entity_description: PoderoDateTimeDescription

    def __init__(self, *args: Any) -> None:
        """Initialize the entity."""
        super().__init__(*args)
        self._picked_time = PickedTime()

    @property
    @override
    def native_value(self) -> datetime | None:
        return self.device_value

    @override
    async def async_set_value(self, value: datetime) -> None:
        """Set the date and time, to the second."""
        description, now = self.entity_description, dt_util.utcnow()
        time = validate_time(value)
        if description.earliest_fn is not None:
            earliest = description.earliest_fn(self.device, now)
            time = self._picked_time.complete(
                time, self.native_value, earliest, self._context
            )
        await self.async_write(description.settings_fn(self.device, time, now))


class PoderoPauseEnd(PoderoEntity[Device, datetime], DateTimeEntity):
    """The time until which the optimization of a device is turned off."""

    entity_description: PoderoPauseEndDescription

    def __init__(self, *args: Any) -> None:
        """Initialize the entity."""
        super().__init__(*args)
        self._pauses: OptimizationPauses = (
            self.coordinator.config_entry.runtime_data.optimization_pauses
        )
        self._picked_time = PickedTime()

    @property
    @override
    def native_value(self) -> datetime | None:
        return self._pauses.end(self.device)

    @override
    async def async_set_value(self, value: datetime) -> None:
        """Turn the optimization off until a time."""
        time = self._picked_time.complete(
            validate_time(value), self.native_value, dt_util.utcnow(), self._context
        )
        self._pauses.validate(self.device, time)
        with translate_errors(self.hass, self.coordinator.config_entry):
            await self._pauses.async_pause(self.device, time)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the dates and times."""
    async_add_device_entities(
        entry, async_add_entities, PoderoDateTime, {HeatPump: HEAT_PUMP}
    )
    async_add_device_entities(
        entry, async_add_entities, PoderoPauseEnd, {Device: COMMON}
    )
