"""The moment at which the sample home shows itself, and its rooms."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from tests.e2e.api import Api
from tests.e2e.cloud import CAR, HEAT_PUMP, INVERTER, SimulatedCloud
from tests.e2e.dashboard import save_dashboard
from tests.e2e.home import wait_for_price
from tests.e2e.past import Past, remember
from tests.e2e.words import Words

# A Sunday in spring: the sun shines, the car is at home, the house needs some heat.
ZONE = ZoneInfo("Europe/Vienna")
DAY = date(2026, 4, 5)
TIME = time(11, 15)
CAR_BATTERY_PERCENT = 54


def house_start(time_of_day: time = TIME) -> datetime:
    """The time at which the house starts to live."""
    return datetime.combine(DAY, time_of_day, ZONE)


def let_car_need_energy(cloud: SimulatedCloud) -> None:
    """Leave the car something to charge; a plan for it is made as it is plugged in."""
    car = cloud.device(CAR)["id"]
    cloud.turn("unplug", device_id=car)
    cloud.turn("set_battery_level", device_id=car, percent=CAR_BATTERY_PERCENT)
    cloud.turn("plug_in", device_id=car)
    cloud.turn("release", device_id=car)


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
