"""A client for the Podero cloud, independent of Home Assistant."""

from .action import REAUTHENTICATE, Action
from .charging import DAYS, ChargeDay, ChargeSchedule, ChargingSession
from .client import Podero
from .contract import EnergyContract
from .device import DECIMALS, Device, Json, as_sent
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
from .fields import in_utc
from .history import History, HistoryRow
from .models import (
    AWAY_MODE_OFF,
    PAUSE_OFF,
    ElectricVehicle,
    HeatPump,
    SolarInverter,
    User,
)
from .savings import Savings
from .traffic import Traffic

__all__ = [
    "AWAY_MODE_OFF",
    "DAYS",
    "DECIMALS",
    "PAUSE_OFF",
    "REAUTHENTICATE",
    "Action",
    "ChargeDay",
    "ChargeSchedule",
    "ChargingSession",
    "Device",
    "ElectricVehicle",
    "EnergyContract",
    "HeatPump",
    "History",
    "HistoryRow",
    "Json",
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
    "Savings",
    "SolarInverter",
    "Traffic",
    "User",
    "as_sent",
    "in_utc",
]
