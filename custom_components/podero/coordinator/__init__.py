"""Data update coordinators for Podero."""

from .charging_plan import ChargingPlanCoordinator, ScheduleChange, async_time_zone
from .device_data import PoderoDeviceDataCoordinator
from .devices import PoderoDeviceCoordinator
from .energy_contract import EnergyContractCoordinator
from .home import PoderoConfigEntry, PoderoHome
from .optimization_pauses import OPTIMIZATION, OptimizationPauses, pause_store
from .plan import ChargingPlan
from .savings import DeviceSavings, SavingsCoordinator, SavingsKey
from .state_timer import StateTimer

__all__ = [
    "OPTIMIZATION",
    "ChargingPlan",
    "ChargingPlanCoordinator",
    "DeviceSavings",
    "EnergyContractCoordinator",
    "OptimizationPauses",
    "PoderoConfigEntry",
    "PoderoDeviceCoordinator",
    "PoderoDeviceDataCoordinator",
    "PoderoHome",
    "SavingsCoordinator",
    "SavingsKey",
    "ScheduleChange",
    "StateTimer",
    "async_time_zone",
    "pause_store",
]
