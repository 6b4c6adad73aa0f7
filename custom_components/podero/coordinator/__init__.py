"""Data update coordinators for Podero."""

from .charging_plan import ChargingPlan, ChargingPlanCoordinator, async_time_zone
from .devices import PoderoDeviceCoordinator
from .energy_contract import EnergyContractCoordinator
from .home import PoderoConfigEntry, PoderoHome
from .savings import DeviceSavings, SavingsCoordinator, SavingsKey

__all__ = [
    "ChargingPlan",
    "ChargingPlanCoordinator",
    "DeviceSavings",
    "EnergyContractCoordinator",
    "PoderoConfigEntry",
    "PoderoDeviceCoordinator",
    "PoderoHome",
    "SavingsCoordinator",
    "SavingsKey",
    "async_time_zone",
]
