"""What there is of a home at run time."""

from dataclasses import dataclass, field
from typing import Any

from homeassistant.config_entries import ConfigEntry

from ..api import ElectricVehicle, HeatPump, SolarInverter
from ..energy_meter import EnergyMeter
from .charging_plan import ChargingPlanCoordinator
from .devices import PoderoDeviceCoordinator
from .savings import MoneyCoordinator

type PoderoConfigEntry = ConfigEntry[PoderoHome]


@dataclass(frozen=True, slots=True)
class PoderoHome:
    """What a config entry has at run time: one home, by kind of device."""

    heat_pumps: PoderoDeviceCoordinator[HeatPump]
    electric_vehicles: PoderoDeviceCoordinator[ElectricVehicle]
    solar_inverters: PoderoDeviceCoordinator[SolarInverter]
    charging_plans: ChargingPlanCoordinator
    money: MoneyCoordinator
    building_names: dict[str, str | None] = field(default_factory=dict)
    meters: dict[str, dict[str, EnergyMeter]] = field(default_factory=dict)

    @property
    def device_coordinators(self) -> tuple[PoderoDeviceCoordinator[Any], ...]:
        """All kinds."""
        return (self.heat_pumps, self.electric_vehicles, self.solar_inverters)

    @property
    def is_unknown(self) -> bool:
        """Whether the cloud says of all kinds that it knows no such home."""
        return all(kind.is_unknown for kind in self.device_coordinators)
