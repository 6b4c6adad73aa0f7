"""A client for the Podero cloud, independent of Home Assistant."""

from .action import REAUTHENTICATE, Action
from .charging import DAYS, ChargeDay, ChargeSchedule, ChargingSession
from .client import Podero
from .device import Device, Json
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
from .models import (
    AWAY_MODE_OFF,
    PAUSE_OFF,
    ElectricVehicle,
    HeatPump,
    SolarInverter,
    User,
)
from .traffic import Traffic

__all__ = [
    "AWAY_MODE_OFF",
    "DAYS",
    "PAUSE_OFF",
    "REAUTHENTICATE",
    "Action",
    "ChargeDay",
    "ChargeSchedule",
    "ChargingSession",
    "Device",
    "ElectricVehicle",
    "HeatPump",
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
    "SolarInverter",
    "Traffic",
    "User",
    "in_utc",
]
