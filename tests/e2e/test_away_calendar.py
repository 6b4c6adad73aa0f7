"""Away mode that is planned in the calendar of a phone."""

from typing import Any

from playwright.sync_api import Page, expect
import pytest

from tests.e2e.conftest import OpenPage
from tools.demo.api import Api
from tools.demo.home import Home
from tools.demo.retries import RETRIES
from tools.demo.simulated_cloud import HEAT_PUMP, SimulatedCloud
from tools.screenshots.browser import PHONE, picture

OFF = {"is_away_mode_enabled": False, "away_mode_start": None, "away_mode_end": None}


@pytest.fixture
def calendar(api: Api, cloud: SimulatedCloud, home: Home, open_page: OpenPage) -> Page:
    """The calendar on a phone, while nobody is away."""
    switch = home.entity(HEAT_PUMP, "switch", "is_away_mode_enabled")
    api.call_service("switch.turn_off", entity_id=switch)
    cloud.control("clear_requests")
    page = open_page(size=PHONE)
    page.goto("/calendar")
    return page


def add_entry(page: Page, title: str) -> None:
    """Add an entry of the whole day that the dialog suggests."""
    add = page.get_by_role("button", name="Add event")
    add.click()
    calendar = page.get_by_role("button", name="Calendar Away Heat pump")
    expect(calendar).to_be_visible()
    page.get_by_role("textbox", name="Summary").fill(title)
    page.get_by_text("All day", exact=True).click()
    add.last.click()


def writes(cloud: SimulatedCloud, count: int) -> list[Any]:
    RETRIES.wait(lambda: len(cloud.requests("PUT")) >= count, 15)
    return [request["body"] for request in cloud.requests("PUT")]


def test_an_entry_on_the_phone_becomes_away_mode_and_its_removal_takes_it_back(
    cloud: SimulatedCloud, calendar: Page
) -> None:
    add_entry(calendar, "Alps")
    entry = calendar.get_by_role("button", name="All-day Away")
    expect(entry).to_be_visible()
    picture(calendar, "away-entry")
    [on] = writes(cloud, 1)
    assert on.keys() == OFF.keys()
    assert on["is_away_mode_enabled"] is True

    add_entry(calendar, "Somewhere else")
    refusal = calendar.get_by_text("Podero keeps only one away mode")
    expect(refusal).to_be_visible()
    picture(calendar, "away-entry-refused")
    calendar.get_by_role("button", name="Close").click()

    entry.click()
    picture(calendar, "away-entry-details")
    calendar.get_by_role("button", name="Delete event").click()
    calendar.get_by_role("button", name="Delete", exact=True).click()
    expect(entry).to_have_count(0)
    assert writes(cloud, 2) == [on, OFF]
