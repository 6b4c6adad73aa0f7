"""What the homeowner switches on and off."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .api import Device, ElectricVehicle, HeatPump, Json
from .const import DEFAULT_PAUSE
from .coordinator.home import PoderoConfigEntry
from .entity import PoderoEntity, PoderoSettingDescription, add_entities

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class PoderoSwitchDescription[DeviceT: Device](
    PoderoSettingDescription[DeviceT], SwitchEntityDescription
):
    """Describes a switch; without functions of its own it writes the flag it shows."""

    on_fn: Callable[[DeviceT], Mapping[str, Json]] | None = None
    off_fn: Callable[[DeviceT], Mapping[str, Json]] | None = None

    @override
    def value(self, device: DeviceT) -> bool | None:
        """Whether it is on; None where the cloud does not say so of the flag."""
        is_on: bool | None = super().value(device)
        return None if getattr(device, self.key) is None else is_on


COMMON: tuple[PoderoSwitchDescription[Any], ...] = (
    PoderoSwitchDescription(key="is_smart_optimization_active"),
)

HEAT_PUMP: tuple[PoderoSwitchDescription[HeatPump], ...] = (
    PoderoSwitchDescription(
        key="is_away_mode_enabled",
        value_fn=lambda heat_pump: heat_pump.is_away(dt_util.utcnow()),
        on_fn=lambda heat_pump: heat_pump.away_mode_on_settings(dt_util.utcnow()),
        off_fn=lambda heat_pump: heat_pump.away_mode_off_settings(),
    ),
    PoderoSwitchDescription(
        key="is_pause_power_active",
        value_fn=lambda heat_pump: heat_pump.is_paused(dt_util.utcnow()),
        on_fn=lambda heat_pump: heat_pump.pause_settings(
            dt_util.utcnow() + DEFAULT_PAUSE
        ),
        off_fn=lambda heat_pump: heat_pump.resume_settings(),
    ),
    PoderoSwitchDescription(
        key="is_heating_policy_enabled", entity_category=EntityCategory.CONFIG
    ),
)

ELECTRIC_VEHICLE: tuple[PoderoSwitchDescription[ElectricVehicle], ...] = (
    PoderoSwitchDescription(key="is_charge_policy_enabled"),
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
    add_entities(
        home.electric_vehicles, add, PoderoSwitch, (*ELECTRIC_VEHICLE, *COMMON)
    )
    add_entities(home.solar_inverters, add, PoderoSwitch, COMMON)


class PoderoSwitch[DeviceT: Device](PoderoEntity[DeviceT], SwitchEntity):
    """A setting of a device that is on or off."""

    entity_description: PoderoSwitchDescription[DeviceT]

    @property
    @override
    def is_on(self) -> bool | None:
        """Whether the setting is on."""
        return self.entity_description.value(self.device)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn the setting on."""
        description = self.entity_description
        await self.async_write(
            description.on_fn(self.device)
            if description.on_fn
            else {description.key: True}
        )

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn the setting off."""
        description = self.entity_description
        await self.async_write(
            description.off_fn(self.device)
            if description.off_fn
            else {description.key: False}
        )
