"""The dashboard in a browser, from the sidebar to one that is the user's own."""

from playwright.sync_api import Page, expect
import pytest

from tests.e2e.conftest import OpenPage
from tools.demo.api import Api
from tools.demo.home import Home, wait_until_loaded
from tools.demo.scenario import URL_PATH
from tools.demo.simulated_cloud import SOLAR_INVERTER, SimulatedCloud
from tools.screenshots.browser import DESKTOP, PHONE, picture


def show(page: Page, view: str = "overview", path: str = URL_PATH) -> None:
    """Open a view, and see that all of its cards can be shown."""
    page.goto(f"/{path}/{view}")
    expect(page.locator("hui-heading-card").filter(visible=True).first).to_be_visible()
    expect(page.locator("hui-error-card, hui-warning")).to_have_count(0)


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("view", ["overview", "plan", "history"])
@pytest.mark.parametrize(
    ("name", "size"), [("desktop", DESKTOP), ("phone", PHONE)], ids=lambda value: value
)
def test_each_view_can_be_shown(
    open_page: OpenPage, view: str, name: str, size: tuple[int, int]
) -> None:
    page = open_page(size=size)
    show(page, view)
    picture(page, f"dashboard-{view}-{name}")


@pytest.mark.usefixtures("home")
def test_the_strategy_is_among_the_community_dashboards(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/config/lovelace/dashboards")
    page.get_by_role("button", name="Add dashboard").click()
    page.get_by_text("Podero", exact=True).click()
    page.get_by_role("textbox", name="Title").fill("Podero two")
    page.get_by_role("button", name="Create").click()
    page.get_by_role("link", name="Podero two").click()
    expect(page.locator("hui-tile-card").filter(has_text="Rooms")).to_be_visible()
    expect(page.locator("hui-error-card, hui-warning")).to_have_count(0)
    picture(page, "dashboard-strategy")


def test_the_dashboard_becomes_the_user_s_own_by_a_change(
    api: Api, home: Home, open_page: OpenPage
) -> None:
    page = open_page()
    show(page)
    expect(page.get_by_role("button", name="Edit dashboard")).to_be_visible()
    config = api.command("lovelace/config", url_path=URL_PATH)
    config["views"] = config["views"][:1]
    api.command("lovelace/config/save", url_path=URL_PATH, config=config)
    wait_until_loaded(api)
    show(page)
    expect(page.get_by_role("tab")).to_have_count(0)
    [own] = [
        board
        for board in api.command("lovelace/dashboards/list")
        if board["url_path"] == URL_PATH
    ]
    assert own["mode"] == "storage"


def test_home_assistant_counts_no_battery_as_low_that_charges(
    api: Api, cloud: SimulatedCloud, home: Home, open_page: OpenPage
) -> None:
    level = home.entity(SOLAR_INVERTER, "sensor", "battery_charge_level_percent")
    inverter = home.device_ids[SOLAR_INVERTER]

    def report(power: int) -> None:
        fields = {
            "battery_charge_level_percent": 15,
            "battery_charge_discharge_power_w": power,
        }
        cloud.control("set_fields", device_id=inverter, values=fields)
        api.call_service("homeassistant.update_entity", entity_id=level)

    report(power=0)
    page = open_page()
    page.goto("/home")
    low = page.get_by_text("1 low battery").filter(visible=True)
    expect(low).to_have_count(1)
    report(power=-900)
    expect(low).to_have_count(0)
    expect(page.get_by_text("All good").filter(visible=True)).to_have_count(1)
