"""A client for the Podero cloud, independent of Home Assistant."""

from .client import Podero
from .exceptions import (
    PoderoAuthenticationError,
    PoderoBoostRefusedError,
    PoderoConnectionError,
    PoderoError,
    PoderoForbiddenError,
    PoderoIgnoredError,
    PoderoNotFoundError,
    PoderoRateLimitError,
    PoderoRejectedError,
    PoderoResponseError,
    PoderoServerError,
)
from .http.request_log import Failure, RequestLog
from .models.action import REAUTHENTICATE, Action
from .models.charging import DAYS, ChargeDay, ChargeSchedule, ChargingSession
from .models.device import DECIMALS, Device, DeviceStatus, Json, round_decimals
from .models.electric_vehicle import BoostState, ChargeStatus, ElectricVehicle
from .models.energy_contract import EnergyContract, EnergyPrice
from .models.fields import format_utc
from .models.heat_pump import (
    AwayModeStatus,
    HeatPump,
    HeatPumpMode,
    OperatingMode,
    OptimizationLevel,
    OptimizationStatus,
)
from .models.history import History, HistoryRow
from .models.savings import Savings, SavingsPeriod, currency
from .models.solar_inverter import SolarInverter
from .models.user import Building, User

__all__ = [
    "DAYS",
    "DECIMALS",
    "REAUTHENTICATE",
    "Action",
    "AwayModeStatus",
    "BoostState",
    "Building",
    "ChargeDay",
    "ChargeSchedule",
    "ChargeStatus",
    "ChargingSession",
    "Device",
    "DeviceStatus",
    "ElectricVehicle",
    "EnergyContract",
    "EnergyPrice",
    "Failure",
    "HeatPump",
    "HeatPumpMode",
    "History",
    "HistoryRow",
    "Json",
    "OperatingMode",
    "OptimizationLevel",
    "OptimizationStatus",
    "Podero",
    "PoderoAuthenticationError",
    "PoderoBoostRefusedError",
    "PoderoConnectionError",
    "PoderoError",
    "PoderoForbiddenError",
    "PoderoIgnoredError",
    "PoderoNotFoundError",
    "PoderoRateLimitError",
    "PoderoRejectedError",
    "PoderoResponseError",
    "PoderoServerError",
    "RequestLog",
    "Savings",
    "SavingsPeriod",
    "SolarInverter",
    "User",
    "currency",
    "format_utc",
    "round_decimals",
]
