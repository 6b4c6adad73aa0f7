"""The dialog that adds a home, filled in as a person does it."""

from playwright.sync_api import Locator, Page, Position

from tools.demo.simulated_cloud import SimulatedCloud

# The middle of a list is its description where that has several lines.
ON_THE_LIST: Position = {"x": 100, "y": 25}


def open_list(page: Page) -> None:
    """Open the only list of the dialog."""
    page.locator("ha-selector-select").click(position=ON_THE_LIST)


def choose(page: Page, option: str) -> None:
    """Choose from the only list of a dialog, which is too short to be searched."""
    open_list(page)
    page.get_by_role("menuitem").filter(has_text=option).click()


def open_dialog(page: Page) -> None:
    """Begin to add a home."""
    page.get_by_role("button", name="Add integration").click()
    page.get_by_placeholder("Search for a brand name").fill("podero")
    page.get_by_text("Podero", exact=True).click()


def fill_in(page: Page, cloud: SimulatedCloud, *, secret: str) -> Locator:
    """Fill in the connection; return the button that submits it."""
    choose(page, "Custom")
    for field in ("base_url", "client_id", "org_id"):
        page.locator(f"input[name={field}]").fill(cloud.access[field])
    page.locator("input[name=client_secret]").fill(secret)
    return page.get_by_role("button", name="Submit")
