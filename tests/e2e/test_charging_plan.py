"""The charging plan and charge now in a browser."""

from datetime import datetime, time, timedelta
import re
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import expect
import pytest

from tests.e2e.conftest import OpenPage, press_until
from tools.demo.api import Api
from tools.demo.home import Home
from tools.demo.retries import RETRIES
from tools.demo.scenario import (
    URL_PATH,
    ZONE,
    discharge_electric_vehicle,
    house_start,
    time_zone_of_the_house,
)
from tools.demo.simulated_cloud import ELECTRIC_VEHICLE, SimulatedCloud
from tools.screenshots.browser import DESKTOP, PHONE, picture


@pytest.fixture
def days_to_be_ready(api: Api, cloud: SimulatedCloud, home: Home) -> int:
    """How many entries of the next days are ahead; charging is planned, too.

    It is noon where the car is. So the plan ends hours from now, whenever this runs.
    """
    discharge_electric_vehicle(cloud, time_zone_of_the_house(house_start(time(12))))
    calendar = home.entity(ELECTRIC_VEHICLE, "calendar", "charging")
    midnight = datetime.now(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    days = {"start": midnight, "end": midnight + timedelta(days=7)}
    query = urlencode({name: day.isoformat() for name, day in days.items()})

    def entries() -> list[dict[str, Any]]:
        api.call_service("homeassistant.update_entity", entity_id=calendar)
        found: list[dict[str, Any]] = api.get(f"/api/calendars/{calendar}?{query}")
        return found

    found = RETRIES.until(
        entries, lambda found: "Charging" in {each["summary"] for each in found}
    )
    ends = [datetime.fromisoformat(entry["end"]["dateTime"]) for entry in found]
    assert min(ends) > datetime.now(ZONE)
    ready = [entry["summary"] for entry in found].count("Car ready")
    assert ready in (6, 7)
    return ready


def test_calendar_shows_the_charging_plan(
    days_to_be_ready: int, open_page: OpenPage
) -> None:
    page = open_page()
    page.goto("/calendar")
    page.get_by_role("button", name="List (7 days)").click()

    calendar = page.locator("ha-full-calendar")
    ready = calendar.get_by_role("button", name=re.compile(":15 Car ready"))
    expect(ready).to_have_count(days_to_be_ready)
    planned = calendar.get_by_role("button", name=re.compile("Charging$"))
    expect(planned.first).to_be_visible()
    picture(page, "calendar")
    planned.first.click()
    expect(page.get_by_text(re.compile("^70 % by "))).to_be_visible()
    picture(page, "calendar-event")


@pytest.mark.parametrize(
    ("name", "size"), [("desktop", DESKTOP), ("phone", PHONE)], ids=lambda value: value
)
def test_dashboard_shows_the_charging_plan(
    days_to_be_ready: int, open_page: OpenPage, name: str, size: tuple[int, int]
) -> None:
    page = open_page(size=size)
    page.goto(f"/{URL_PATH}/plan")

    ready = page.locator("hui-calendar-card").get_by_text("Car ready")
    expect(ready).to_have_count(days_to_be_ready)
    expect(page.locator("hui-error-card, hui-warning")).to_have_count(0)
    picture(page, f"charging-{name}")


@pytest.mark.usefixtures("home")
def test_charge_now_goes_from_starting_to_charging(
    cloud: SimulatedCloud, open_page: OpenPage
) -> None:
    cloud.control("set_behavior", boost_delay=2)
    page = open_page()
    page.goto(f"/{URL_PATH}")
    tiles = page.locator("hui-tile-card").filter(visible=True)
    status = tiles.filter(has_text="Charge now")
    expect(status).to_have_count(1)

    # A reply that is lost may hide the start.
    begun = re.compile("Starting|Charging" if RETRIES.are_needed else "Starting")
    press_until(
        page.get_by_role("button", name="Start", exact=True), status.get_by_text(begun)
    )

    picture(page, "charge-now-starting")
    expect(status).to_contain_text("Charging")
    expect(tiles.filter(has_text="Plugged in")).to_have_count(0)
    expect(page.get_by_role("button", name="Start", exact=True)).to_have_count(0)
    picture(page, "charge-now-charging")
    assert cloud.device(ELECTRIC_VEHICLE)["boost_state"] == "ongoing"


@pytest.mark.usefixtures("home")
def test_charge_now_waits_for_the_plug(
    cloud: SimulatedCloud, api: Api, home: Home, open_page: OpenPage
) -> None:
    cloud.control("unplug", device_id=home.device_ids[ELECTRIC_VEHICLE])
    status = home.entity(ELECTRIC_VEHICLE, "sensor", "boost_state")
    api.call_service("homeassistant.update_entity", entity_id=status)
    page = open_page()
    page.goto(f"/{URL_PATH}")
    start = page.get_by_role("button", name="Start", exact=True)
    waits = page.get_by_text("Charge now when plugged in")

    press_until(start, waits)
    expect(start).to_have_count(0)
    picture(page, "charge-now-waiting")

    page.get_by_role("button", name="Cancel", exact=True).click()
    expect(start).to_be_visible()
    expect(waits).to_have_count(0)


@pytest.mark.usefixtures("home")
def test_the_week_is_changed_in_a_form_that_shows_it(
    cloud: SimulatedCloud, open_page: OpenPage
) -> None:
    page = open_page()
    page.goto("/config/integrations/integration/podero")
    page.get_by_role("button", name="Configure").click()
    page.get_by_role("button", name="Weekly charge schedule").click()
    page.get_by_role("menuitem", name="Car").click()
    page.get_by_role("button", name="Submit").click()
    level = page.get_by_role("spinbutton", name="Level").first
    expect(level).to_have_value("70")
    picture(page, "charge-week")

    level.fill("85")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Options successfully saved")).to_be_visible()
    [request] = cloud.requests("PUT")
    assert request["path"].endswith("/charge-policy")
    assert request["body"]["mon"] == {
        "charge_percentage": 85,
        "charge_deadline": "07:00",
    }
