"""Switch platform for Podero."""

from collections.abc import Callable, Mapping
from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.util import dt as dt_util

from .api import Device, ElectricVehicle, HeatPump, Json
from .const import DEFAULT_PAUSE
from .entity import PoderoEntity, PoderoSettingDescription, device_platform

PARALLEL_UPDATES = 1


class PoderoSwitchDescription[DeviceT: Device](
    PoderoSettingDescription[DeviceT], SwitchEntityDescription
):
    """Describes a switch; by default it writes the field that it shows."""

    on_settings_fn: Callable[[DeviceT], Mapping[str, Json]] | None = None
    off_settings_fn: Callable[[DeviceT], Mapping[str, Json]] | None = None

    def settings(self, device: DeviceT, *, is_on: bool) -> Mapping[str, Json]:
        """Return the settings that turn the switch on or off."""
        settings_fn = self.on_settings_fn if is_on else self.off_settings_fn
        return settings_fn(device) if settings_fn else {self.key: is_on}

    @override
    def value(self, device: DeviceT) -> bool | None:
        """Return whether the setting is on; None if its field is null."""
        is_on: bool | None = super().value(device)
        return None if getattr(device, self.key) is None else is_on


COMMON: tuple[PoderoSwitchDescription[Any], ...] = (
    PoderoSwitchDescription(key="is_smart_optimization_active"),
)

HEAT_PUMP: tuple[PoderoSwitchDescription[HeatPump], ...] = (
    PoderoSwitchDescription(
        key="is_away_mode_enabled",
        value_fn=lambda heat_pump: heat_pump.is_away(dt_util.utcnow()),
        on_settings_fn=lambda heat_pump: heat_pump.away_mode_on_settings(
            dt_util.utcnow()
        ),
        off_settings_fn=lambda heat_pump: heat_pump.away_mode_off_settings(),
    ),
    PoderoSwitchDescription(
        key="is_pause_power_active",
        value_fn=lambda heat_pump: heat_pump.is_paused(dt_util.utcnow()),
        on_settings_fn=lambda heat_pump: heat_pump.pause_settings(
            dt_util.utcnow() + DEFAULT_PAUSE
        ),
        off_settings_fn=lambda heat_pump: heat_pump.resume_settings(),
    ),
    PoderoSwitchDescription(
        key="is_heating_policy_enabled", entity_category=EntityCategory.CONFIG
    ),
)

ELECTRIC_VEHICLE: tuple[PoderoSwitchDescription[ElectricVehicle], ...] = (
    PoderoSwitchDescription(key="is_charge_policy_enabled"),
)


class PoderoSwitch[DeviceT: Device](PoderoEntity[DeviceT, bool], SwitchEntity):
    """Switch of a device."""

    entity_description: PoderoSwitchDescription[DeviceT]

    @property
    @override
    def is_on(self) -> bool | None:
        return self.device_value

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        settings = self.entity_description.settings(self.device, is_on=True)
        await self.async_write(settings)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        settings = self.entity_description.settings(self.device, is_on=False)
        await self.async_write(settings)


async_setup_entry = device_platform(
    PoderoSwitch,
    {
        HeatPump: HEAT_PUMP,
        ElectricVehicle: ELECTRIC_VEHICLE,
        Device: COMMON,
    },
)
