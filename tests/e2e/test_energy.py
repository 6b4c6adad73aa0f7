"""Home Assistant's own Energy dashboard, filled from the integration's sensors."""

from typing import Any

from playwright.sync_api import expect

from tests.e2e.conftest import OpenPage
from tools.demo.api import Api, ApiError
from tools.demo.home import Home
from tools.demo.retries import RETRIES
from tools.demo.scenario import house_start, set_up_rooms_and_dashboard
from tools.demo.simulated_cloud import SimulatedCloud
from tools.demo.texts import LANGUAGES

FILL_SECONDS = 10
IMPORT_SECONDS = 30


def source_types(api: Api) -> list[str]:
    """The types of the sources of the Energy dashboard; none if it is not set up."""
    try:
        preferences = api.command("energy/get_prefs")
    except ApiError:
        return []
    return [source["type"] for source in preferences["energy_sources"]]


def problems(api: Api) -> list[Any]:
    """What Home Assistant says is wrong with the Energy dashboard."""
    validated = api.command("energy/validate")
    return [problem for kind in validated.values() for of in kind for problem in of]


def test_the_energy_dashboard_is_filled_and_has_no_problems(
    api: Api, cloud: SimulatedCloud, home: Home, open_page: OpenPage
) -> None:
    # The option was selected in the last step of setup.
    filled = RETRIES.wait(lambda: source_types(api), FILL_SECONDS)
    assert filled == ["solar", "grid", "battery", "home"]
    set_up_rooms_and_dashboard(api, cloud, LANGUAGES["en"], house_start())
    RETRIES.wait(lambda: not problems(api), IMPORT_SECONDS)
    assert not problems(api)

    page = open_page()
    page.goto("/energy/electricity")
    totals = page.locator("hui-energy-sources-table-card")
    for source in ("Solar", "Grid imported", "Battery charged"):
        expect(totals).to_contain_text(source)
    detail = page.locator("hui-energy-devices-detail-graph-card")
    for device in ("Heat pump", "Car"):
        expect(detail).to_contain_text(device)
    page.goto("/energy/now")
    expect(page.locator("hui-power-sankey-card canvas")).to_be_visible()
