"""The list of homes of a large organization, on a phone."""

from playwright.sync_api import Page, expect
import pytest

from tests.e2e.conftest import OpenPage
from tests.e2e.setup_dialog import fill_in, open_dialog, open_list
from tools.demo.api import Api
from tools.demo.home import DOMAIN
from tools.demo.simulated_cloud import SimulatedCloud
from tools.screenshots.browser import PHONE, picture

# Beside those of the simulated cloud.
SOME, MANY = 30, 100_000
# The cloud sends the list of 100,000 users, and the phone gets it.
SECONDS = 60
NAME = "Sample Home · home@example.com (3)"


@pytest.fixture
def no_home(api: Api) -> None:
    """Nobody has added the home."""
    for entry in api.entries(DOMAIN):
        api.delete(f"/api/config/config_entries/entry/{entry['entry_id']}")


def ask_for_home(page: Page, cloud: SimulatedCloud) -> None:
    """Go to the list of homes."""
    page.goto("/config/integrations/dashboard")
    open_dialog(page)
    fill_in(page, cloud, secret=cloud.access["client_secret"]).click()
    title = page.get_by_text("Select your home")
    expect(title).to_be_visible(timeout=SECONDS * 1000)


@pytest.mark.timeout(5 * SECONDS)
@pytest.mark.usefixtures("no_home")
@pytest.mark.parametrize("count", [SOME, MANY])
def test_a_home_is_found_in_a_long_list(
    api: Api, cloud: SimulatedCloud, open_page: OpenPage, count: int
) -> None:
    if cloud.gateway is not None:
        pytest.skip("Behind the gateway, there is only one home")
    cloud.control("add_users", count=count)
    page = open_page(size=PHONE)
    ask_for_home(page, cloud)
    open_list(page)
    search = page.get_by_placeholder("Search | Add custom item")
    expect(search).to_be_visible()
    expect(page.get_by_text("Large Home · ")).to_be_visible()
    picture(page, f"home-list-{count}")

    search.fill("sample")
    found = page.get_by_text(NAME)
    expect(found).to_be_visible()
    picture(page, f"home-list-{count}-search")
    found.click()

    # The name is shown rather than an ID.
    expect(page.locator("ha-selector-select")).to_contain_text(NAME)
    picture(page, f"home-list-{count}-selected")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Almost done")).to_be_visible()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("button", name="Skip and finish")).to_be_visible()
    [entry] = api.entries(DOMAIN)
    assert entry["title"] == "Sample Home"
