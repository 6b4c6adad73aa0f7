"""Asynchronous client for the Podero Partner API 2.0.

It needs aiohttp and nothing else. An example, which heats water to 50 °C:

    import asyncio
    from os import environ

    from custom_components.podero.api import HeatPump, Podero

    async def main() -> None:
        async with Podero(
            base_url=environ["PODERO_URL"],
            client_id=environ["PODERO_CLIENT_ID"],
            client_secret=environ["PODERO_CLIENT_SECRET"],
            org_id=environ["PODERO_ORG_ID"],
            user_id=environ["PODERO_USER_ID"],
        ) as podero:
            for heat_pump in await podero.devices(HeatPump):
                print(heat_pump.model, heat_pump.dhw_temperature)
                await podero.update(heat_pump, {"dhw_standard_temperature": 50})

    asyncio.run(main())
"""

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
from .http.rate_limits import RateLimits
from .http.request_log import Failure, RequestLog
from .models.action import REAUTHENTICATE, Action
from .models.charging import (
    DAYS,
    ChargeDay,
    ChargeSchedule,
    ChargingSession,
    SessionPage,
)
from .models.device import (
    DECIMALS,
    Device,
    DeviceList,
    DeviceStatus,
    Json,
    round_decimals,
)
from .models.electric_vehicle import BoostState, ChargeStatus, ElectricVehicle
from .models.energy_contract import EnergyContract, EnergyPrice
from .models.fields import FIRST_YEAR, LAST_YEAR, format_utc
from .models.heat_pump import (
    AwayModeStatus,
    EnergyUse,
    HeatPump,
    HeatPumpMode,
    OperatingMode,
    OptimizationLevel,
    OptimizationStatus,
)
from .models.history import History, HistoryRow
from .models.price import ALWAYS, PricePeriod, price_periods
from .models.savings import Savings, SavingsPeriod, currency
from .models.solar_inverter import SolarInverter
from .models.user import Building, User

__all__ = [
    "ALWAYS",
    "DAYS",
    "DECIMALS",
    "FIRST_YEAR",
    "LAST_YEAR",
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
    "DeviceList",
    "DeviceStatus",
    "ElectricVehicle",
    "EnergyContract",
    "EnergyPrice",
    "EnergyUse",
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
    "PricePeriod",
    "RateLimits",
    "RequestLog",
    "Savings",
    "SavingsPeriod",
    "SessionPage",
    "SolarInverter",
    "User",
    "currency",
    "format_utc",
    "price_periods",
    "round_decimals",
]
