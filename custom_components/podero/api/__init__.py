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
from .http.request_log import RequestLog
from .models.action import REAUTHENTICATE, Action
from .models.charging import DAYS, ChargeDay, ChargeSchedule, ChargingSession
from .models.device import DECIMALS, Device, Json, round_decimals
from .models.electric_vehicle import ElectricVehicle
from .models.energy_contract import EnergyContract
from .models.fields import format_utc
from .models.heat_pump import AWAY_MODE_OFF, PAUSE_OFF, HeatPump
from .models.history import History, HistoryRow
from .models.savings import Savings
from .models.solar_inverter import SolarInverter
from .models.user import User

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
    "RequestLog",
    "Savings",
    "SolarInverter",
    "User",
    "format_utc",
    "round_decimals",
]
