"""The moment at which the sample home shows itself, and its rooms."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tools.demo.api import Api
from tools.demo.dashboard import save_dashboard
from tools.demo.home import wait_for_price
from tools.demo.past import Past, remember
from tools.demo.simulated_cloud import CAR, HEAT_PUMP, INVERTER, SimulatedCloud
from tools.demo.words import Words

# A Sunday in spring: the sun shines, the car is at home, the house needs some heat.
ZONE = ZoneInfo("Europe/Vienna")
DAY = date(2026, 4, 5)
TIME = time(11, 15)
CAR_BATTERY_PERCENT = 54

# One for each hour. Their clocks never change, and browsers know them by these names.
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
    """The time at which the house starts to live."""
    return datetime.combine(DAY, time_of_day, ZONE)


def zone_of_the_house(start: datetime) -> str:
    """A time zone in which it is now about as late as in a house that starts then."""
    ahead = start.replace(tzinfo=UTC) - datetime.now(UTC)
    hours = round(ahead / timedelta(hours=1))
    return ZONES[(hours - FIRST_OFFSET_HOURS) % len(ZONES)]


def let_car_need_energy(cloud: SimulatedCloud, zone: str = ZONE.key) -> None:
    """Leave the car something to charge; a plan for it is made as it is plugged in.

    By the clock of the zone it is then to be ready.
    """
    car = cloud.device(CAR)["id"]
    cloud.control("set_time_zone", device_id=car, timezone=zone)
    cloud.control("unplug", device_id=car)
    cloud.control("set_battery_level", device_id=car, percent=CAR_BATTERY_PERCENT)
    cloud.control("plug_in", device_id=car)
    cloud.control("release", device_id=car)


def furnish(api: Api, cloud: SimulatedCloud, words: Words, start: datetime) -> None:
    """Give the home its rooms, its past and its dashboard."""
    home = wait_for_price(api, cloud)
    for area in api.command("config/area_registry/list"):
        api.command("config/area_registry/delete", area_id=area["area_id"])
    home.put_in_area(HEAT_PUMP, words.utility_room, "mdi:washing-machine")
    home.put_in_area(CAR, words.garage, "mdi:garage")
    home.put_in_area(INVERTER, words.basement, "mdi:home-floor-b")
    save_dashboard(api, home, words)
    remember(api, home, Past(start))
