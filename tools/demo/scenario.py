"""Date, time, and state of the sample home in the demo."""

from datetime import UTC, date, datetime, time, timedelta
import os
from zoneinfo import ZoneInfo, available_timezones

from tools.demo.api import Api
from tools.demo.history import SimulatedHistory, import_history
from tools.demo.home import wait_for_price
from tools.demo.simulated_cloud import (
    ELECTRIC_VEHICLE,
    HEAT_PUMP,
    SOLAR_INVERTER,
    SimulatedCloud,
)
from tools.demo.texts import Texts

# A Sunday in spring: the sun shines, the car is at home, and the house needs heat.
ZONE = ZoneInfo("Europe/Vienna")
DAY = date(2026, 4, 5)
TIME = time(11, 15)
CAR_BATTERY_PERCENT = 54

URL_PATH = "podero-sample-home"

# A time zone for each hour, without daylight saving time and known to browsers.
ZONES = (
    "Pacific/Pago_Pago",
    "Pacific/Honolulu",
    "Pacific/Gambier",
    "Pacific/Pitcairn",
    "America/Phoenix",
    "America/Costa_Rica",
    "America/Panama",
    "America/Puerto_Rico",
    "America/Sao_Paulo",
    "America/Noronha",
    "Atlantic/Cape_Verde",
    "Africa/Abidjan",
    "Africa/Lagos",
    "Africa/Johannesburg",
    "Asia/Riyadh",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Dhaka",
    "Asia/Bangkok",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Brisbane",
    "Pacific/Guadalcanal",
    "Pacific/Tarawa",
)
FIRST_OFFSET_HOURS = -11


def house_start(time_of_day: time = TIME) -> datetime:
    """Return the time in the house when the demo starts."""
    return datetime.combine(DAY, time_of_day, ZONE)


def machine_zone() -> str:
    """Return the time zone of this machine, which is also that of the browser."""
    named = os.environ.get("TZ", "").removeprefix(":")
    path = named or os.path.realpath("/etc/localtime")
    name = path.rpartition("zoneinfo/")[2]
    return name if name in available_timezones() else "UTC"


def time_zone_of_the_house(start: datetime) -> str:
    """Return a time zone whose current time is about that of the house."""
    ahead = start.replace(tzinfo=UTC) - datetime.now(UTC)
    hours = round(ahead / timedelta(hours=1))
    return ZONES[(hours - FIRST_OFFSET_HOURS) % len(ZONES)]


def discharge_electric_vehicle(cloud: SimulatedCloud, zone: str = ZONE.key) -> None:
    """Discharge and plug in the car, so that there is a charging plan.

    The deadline of the plan is in the given time zone.
    """
    car = cloud.device(ELECTRIC_VEHICLE)["id"]
    cloud.control("set_time_zone", device_id=car, timezone=zone)
    cloud.control("unplug", device_id=car)
    cloud.control("set_battery_level", device_id=car, percent=CAR_BATTERY_PERCENT)
    cloud.control("plug_in", device_id=car)
    cloud.control("release", device_id=car)


def set_up_rooms_and_dashboard(
    api: Api, cloud: SimulatedCloud, texts: Texts, start: datetime
) -> None:
    """Create the areas, the history, and the dashboard."""
    home = wait_for_price(api, cloud)
    for area in api.command("config/area_registry/list"):
        api.command("config/area_registry/delete", area_id=area["area_id"])
    home.put_in_area(HEAT_PUMP, texts.utility_room, "mdi:washing-machine")
    home.put_in_area(ELECTRIC_VEHICLE, texts.garage, "mdi:garage")
    home.put_in_area(SOLAR_INVERTER, texts.basement, "mdi:home-floor-b")
    # The integration has added the dashboard to the sidebar.
    api.call_service("podero.set_up_energy_dashboard")
    default = {"default_panel": URL_PATH}
    api.command("frontend/set_system_data", key="core", value=default)
    import_history(api, home, SimulatedHistory(start))
