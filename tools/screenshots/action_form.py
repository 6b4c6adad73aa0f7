"""The form of an action under Settings > Tools > Actions."""

from calendar import month_name
from datetime import date

from playwright.sync_api import Locator, Page, expect

PATH = "/config/tools/action"
MONTHS = list(month_name)


class ActionForm:
    """The form in UI mode."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def open(self, search: str, action: str) -> None:
        """Select an action."""
        self._page.goto(PATH)
        self._page.get_by_role("button", name="Action", exact=True).click()
        self._page.get_by_placeholder("Search").fill(search)
        self._page.get_by_role("option", name=action).click()

    def add_device(self, name: str) -> None:
        """Select a device as target."""
        self._page.get_by_role("button", name="Add target").click()
        self._page.get_by_role("button", name="Filter: Devices").click()
        self._page.get_by_role("option", name=name).click()

    def field(self, name: str) -> Locator:
        """Return the row of a field."""
        return self._page.locator("ha-settings-row").filter(
            has=self._page.get_by_text(name, exact=True)
        )

    def enable(self, *names: str) -> None:
        """Enable optional fields."""
        for name in names:
            self.field(name).locator("ha-checkbox").click()

    def set_number(self, name: str, number: float) -> None:
        """Enter a number."""
        self.field(name).get_by_role("spinbutton").fill(f"{number:g}")

    def set_time(self, name: str, day: date, hour: int) -> None:
        """Enter a date and a full hour."""
        self.field(name).locator("ha-date-input").click()
        picker = self._page.locator("calendar-date")
        month, year = picker.locator(".month-year").inner_text().split()
        months = (day.year - int(year)) * 12 + day.month - MONTHS.index(month)
        for _ in range(abs(months)):
            picker.get_by_title("Next" if months > 0 else "Back").click()
        picker.get_by_role("button", name=f"{day:%B} {day.day}", exact=True).click()
        self._page.get_by_role("button", name="OK").click()
        # Selecting the date overwrites the hour for a moment.
        expect(self.field(name).get_by_role("textbox")).to_have_value(
            f"{day.month}/{day.day}/{day.year}"
        )
        expect(picker).to_be_hidden()
        hours = self.field(name).get_by_role("spinbutton", name="hh")
        hours.fill(f"{hour}")
        hours.blur()
        expect(hours).to_have_value(f"{hour}")

    def perform(self) -> None:
        """Select the button that performs the action."""
        self._page.get_by_role("button", name="Perform action").click()
