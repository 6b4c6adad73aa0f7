"""The date pickers on the page of a device, in browsers of several time zones."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect
import pytest

from tests.e2e.conftest import OpenPage
from tools.demo.api import Api
from tools.demo.home import Home
from tools.demo.simulated_cloud import HEAT_PUMP, SimulatedCloud
from tools.screenshots.browser import picture


@pytest.mark.parametrize(
    "zone", ["Europe/Vienna", "America/Los_Angeles", "Pacific/Auckland"]
)
def test_today_is_picked_as_the_end_of_a_pause(
    api: Api, cloud: SimulatedCloud, home: Home, open_page: OpenPage, zone: str
) -> None:
    api.call_service(
        "switch.turn_off",
        entity_id=home.entity(HEAT_PUMP, "switch", "is_pause_power_active"),
    )
    pause = home.entity(HEAT_PUMP, "datetime", "pause_power_until")
    api.wait_for(pause, "unknown".__eq__)
    cloud.control("clear_requests")
    now = datetime.now(ZoneInfo(zone))
    if now.hour == 23 and now.minute > 50:
        pytest.skip("The day is over there")
    page = open_page(zone=zone, size=(1280, 1400))
    page.goto(f"/config/devices/device/{home.devices[HEAT_PUMP]['id']}")

    row = page.locator("hui-datetime-entity-row").filter(has_text="Pause until")
    row.locator("ha-date-input").click()
    page.get_by_role("button", name=f"{now:%B} {now.day}", exact=True).click()
    page.get_by_role("button", name="OK").click()

    body = cloud.wait_for_put()
    until = datetime.fromisoformat(body["pause_power_until"])
    assert datetime.now(UTC) < until < datetime.now(UTC) + timedelta(days=1)
    assert f"{until.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" == f"{now:%F} 23:59"
    expect(row.get_by_role("textbox").first).to_have_value(f"{now:%-m/%-d/%Y}")
    picture(page, f"picker-{zone.replace('/', '-')}")
