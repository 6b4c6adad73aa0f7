"""What the homeowner switches on and off."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .api import Device, HeatPump, Json
from .coordinator import PoderoConfigEntry
from .entity import PoderoEntity, PoderoEntityDescription, add_entities

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class PoderoSwitchDescription[DeviceT: Device](
    PoderoEntityDescription[DeviceT], SwitchEntityDescription
):
    """Describes a switch; without functions of its own it writes the flag it shows."""

    on_fn: Callable[[DeviceT], dict[str, Json]] | None = None
    off_fn: Callable[[DeviceT], dict[str, Json]] | None = None


def _away(heat_pump: HeatPump) -> dict[str, Json]:
    """Start away mode: in the window that lies ahead, else now and without an end."""
    now = dt_util.utcnow()
    if heat_pump.has_away_window_ahead(now):
        return {"is_away_mode_enabled": True}
    return {
        "is_away_mode_enabled": True,
        "away_mode_start": now.isoformat(timespec="seconds"),
        "away_mode_end": None,
    }


COMMON: tuple[PoderoSwitchDescription[Any], ...] = (
    PoderoSwitchDescription(key="is_smart_optimization_active"),
)

HEAT_PUMP: tuple[PoderoSwitchDescription[HeatPump], ...] = (
    PoderoSwitchDescription(
        key="is_away_mode_enabled",
        has_fn=lambda heat_pump: heat_pump.is_away_mode_enabled is not None,
        value_fn=lambda heat_pump: (
            heat_pump.away_mode_status(dt_util.utcnow()) != "off"
        ),
        on_fn=_away,
        off_fn=lambda _: {
            "is_away_mode_enabled": False,
            "away_mode_start": None,
            "away_mode_end": None,
        },
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the switches of a home."""
    home = entry.runtime_data
    add = async_add_entities
    add_entities(home.heat_pumps, add, PoderoSwitch, (*HEAT_PUMP, *COMMON))
    add_entities(home.electric_vehicles, add, PoderoSwitch, COMMON)
    add_entities(home.inverters, add, PoderoSwitch, COMMON)


class PoderoSwitch[DeviceT: Device](PoderoEntity[DeviceT], SwitchEntity):
    """A setting of a device that is on or off."""

    entity_description: PoderoSwitchDescription[DeviceT]

    @property
    @override
    def is_on(self) -> bool | None:
        """Whether the setting is on."""
        value: bool | None = self.value
        return value

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn the setting on."""
        description = self.entity_description
        await self.async_change(
            description.on_fn(self.device)
            if description.on_fn
            else {description.key: True}
        )

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn the setting off."""
        description = self.entity_description
        await self.async_change(
            description.off_fn(self.device)
            if description.off_fn
            else {description.key: False}
        )
