"""The integration through the eyes of somebody with a browser.

Each test leaves pictures of what it saw in the folder test-results.
"""

import re

from playwright.sync_api import Locator, Page, expect
import pytest

from tests.e2e.api import Api
from tests.e2e.browser import DESKTOP, PHONE, Scheme, picture
from tests.e2e.cloud import CAR, HEAT_PUMP, SimulatedCloud
from tests.e2e.conftest import OpenPage
from tests.e2e.home import DOMAIN, KINDS, Home
from tests.e2e.scene import furnish, house_start
from tests.e2e.words import LANGUAGES


@pytest.fixture
def dashboard(api: Api, cloud: SimulatedCloud, home: Home) -> None:
    """The dashboard of the demo, made where no test before has done so."""
    if not api.command("lovelace/dashboards/list")[1:]:
        furnish(api, cloud, LANGUAGES["en"], house_start())


def choose(page: Page, option: str) -> None:
    """Choose from the only list of a dialog."""
    page.locator("ha-selector-select").click()
    page.get_by_role("menuitem").filter(has_text=option).click()


def row(page: Page, name: str) -> Locator:
    """The row of an entity on the page of a device."""
    return page.locator("hui-generic-entity-row").filter(
        has=page.get_by_text(name, exact=True)
    )


def test_home_is_added_by_clicking(
    api: Api, cloud: SimulatedCloud, open_page: OpenPage
) -> None:
    access = cloud.access
    page = open_page()
    page.locator("a[href='/config']").click()
    page.get_by_text("Devices & services").click()
    page.get_by_role("button", name="Add integration").click()
    page.get_by_placeholder("Search for a brand name").fill("podero")
    page.get_by_text("Podero", exact=True).click()

    choose(page, "Custom")
    for field in ("base_url", "client_id", "org_id"):
        page.locator(f"input[name={field}]").fill(access[field])
    page.locator("input[name=client_secret]").fill("wrong")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Podero does not accept")).to_be_visible()
    picture(page, "dialog-error")

    page.locator("input[name=client_secret]").fill(access["client_secret"])
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Select your home")).to_be_visible()
    choose(page, "Sample Home")
    picture(page, "dialog-home")
    page.get_by_role("button", name="Submit").click()
    for model in ("S-Series", "Model 3", "Symo GEN24 10.0 Plus"):
        expect(page.get_by_text(model)).to_be_visible()
    picture(page, "dialog-done")
    page.get_by_role("button", name="Skip and finish").click()

    expect(page.get_by_text("Sample Home")).to_be_visible()
    picture(page, "integration")
    assert [entry["state"] for entry in api.entries(DOMAIN)] == ["loaded"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_device_has_its_page(home: Home, open_page: OpenPage, kind: str) -> None:
    page = open_page(size=(1280, 1400))
    page.goto(f"/config/devices/device/{home.devices[kind]['id']}")

    expect(page.get_by_role("switch", name="Optimization")).to_be_visible()
    picture(page, f"device-{home.devices[kind]['name'].lower().replace(' ', '-')}")


def test_away_mode_is_switched_on(
    api: Api, cloud: SimulatedCloud, home: Home, open_page: OpenPage
) -> None:
    page = open_page()
    page.goto(f"/config/devices/device/{home.devices[HEAT_PUMP]['id']}")

    row(page, "Away mode").locator("ha-entity-toggle").click()

    expect(row(page, "Away mode status")).to_have_text(
        re.compile(r"^\s*Away\s+Away mode status\s*$")
    )
    picture(page, "away-mode")
    assert cloud.device(HEAT_PUMP)["away_mode_start"] is not None
    switch = home.entity(HEAT_PUMP, "switch", "is_away_mode_enabled")
    api.call_service("switch.turn_off", entity_id=switch)


@pytest.mark.usefixtures("dashboard")
@pytest.mark.parametrize(
    ("name", "size"), [("desktop", DESKTOP), ("phone", PHONE)], ids=lambda value: value
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_dashboard_shows_the_home(
    open_page: OpenPage, name: str, size: tuple[int, int], scheme: Scheme
) -> None:
    page = open_page(size=size, scheme=scheme)

    expect(page.locator("hui-power-sankey-card canvas")).to_be_visible()
    expect(page.locator("hui-statistics-graph-card canvas")).to_be_visible()
    expect(page.locator("hui-error-card, hui-warning")).to_have_count(0)
    picture(page, f"dashboard-{name}-{scheme}")


@pytest.mark.usefixtures("dashboard")
def test_charge_now_goes_from_starting_to_charging(
    cloud: SimulatedCloud, open_page: OpenPage
) -> None:
    cloud.turn("behave", boost_delay=2)
    page = open_page()
    status = page.locator("hui-tile-card").filter(has_text="Charge now")
    expect(status).to_contain_text("Ready")

    page.get_by_role("button", name="Start").click()

    expect(status).to_contain_text("Starting")
    picture(page, "charge-now-starting")
    expect(status).to_contain_text("Charging")
    expect(page.locator("hui-tile-card").filter(has_text="Plugged in")).to_have_count(0)
    picture(page, "charge-now-charging")
    assert cloud.device(CAR)["boost_state"] == "ongoing"
