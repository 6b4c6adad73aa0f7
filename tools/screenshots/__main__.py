"""Takes the screenshots in docs/images of the demo. Run scripts/screenshots."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
import sys
from tempfile import TemporaryDirectory
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tools.demo.api import Api
from tools.demo.demo import Demo, say
from tools.demo.home import DEVICE_TYPES, DOMAIN, Home
from tools.demo.home_assistant import HomeAssistant
from tools.demo.options import parse
from tools.demo.process import ROOT, StartError, free_port, shown
from tools.demo.scenario import TIME, URL_PATH
from tools.demo.simulated_cloud import ELECTRIC_VEHICLE
from tools.screenshots.action_form import ActionForm
from tools.screenshots.browser import (
    MISSING,
    PHONE,
    Scheme,
    find_chromium,
    launch,
    open_page,
    picture,
)

IMAGES = ROOT / "docs" / "images"
SIZE = (1280, 920)
BOARD = (1280, 992)
FORM = (1280, 1072)
LOW = (1280, 672)
TALL = (1280, 1360)
WIDE = (1440, 1000)
DRAWING_MILLISECONDS = 1500
SHARPNESS = 2
COLORS = 256
MOST_BYTES = 100_000


class Shot(NamedTuple):
    """A screenshot."""

    name: str
    path: str
    size: tuple[int, int] = SIZE
    scheme: Scheme = "light"
    prepare: Callable[[Page], None] = lambda _: None


def shots(home: Home) -> list[Shot]:
    """Return all screenshots."""
    devices = [home.devices[device_type] for device_type in DEVICE_TYPES]
    return [
        Shot("dashboard", "/", BOARD, prepare=wait_for_charts),
        Shot("dashboard-dark", "/", BOARD, "dark", wait_for_charts),
        Shot("dashboard-phone", "/", PHONE, prepare=wait_for_charts),
        Shot("calendar", f"/{URL_PATH}/plan", prepare=wait_for_plan),
        Shot("actions", "/", FORM, prepare=fill_in_away_mode),
        Shot("energy", "/energy/electricity", TALL, prepare=wait_for_energy),
        Shot("energy-now", "/energy/now", prepare=wait_for_flow),
        Shot("devices", f"/config/integrations/integration/{DOMAIN}", size=LOW),
        *(
            Shot(
                device["name"].lower().replace(" ", "-"),
                f"/config/devices/device/{device['id']}",
                WIDE,
            )
            for device in devices
        ),
    ]


def wait_for_charts(page: Page) -> None:
    """Wait until the first view of the dashboard is complete."""
    expect(page.locator("hui-power-sankey-card canvas")).to_be_visible()


def wait_for_plan(page: Page) -> None:
    """Wait until the calendar shows its events."""
    # The deadline of today has passed.
    expect(page.locator("hui-calendar-card").get_by_text("Car ready")).to_have_count(6)


def wait_for_energy(page: Page) -> None:
    """Wait until the Energy dashboard is complete."""
    totals = page.locator("hui-energy-sources-table-card")
    expect(totals).to_contain_text("Grid total")
    page.wait_for_timeout(DRAWING_MILLISECONDS)


def wait_for_flow(page: Page) -> None:
    """Wait until the Energy dashboard shows the power flow."""
    expect(page.locator("hui-power-sankey-card canvas")).to_be_visible()
    page.wait_for_timeout(DRAWING_MILLISECONDS)


def fill_in_away_mode(page: Page) -> None:
    """Fill in the form of the action that sets away mode."""
    soon = datetime.now(UTC).date() + timedelta(days=14)
    form = ActionForm(page)
    form.open("podero set away", "Set away mode")
    form.add_device("Heat pump")
    form.enable("End", "Minimum room temperature")
    form.set_number("Minimum room temperature", 16)
    form.set_time("End", soon, hour=18)


def plan_the_week(api: Api, home: Home) -> None:
    """Set a later deadline for the weekend."""
    working_day = {"charge_percentage": 80, "charge_deadline": "07:00"}
    weekend = {"charge_percentage": 50, "charge_deadline": "10:00"}
    api.call_service(
        f"{DOMAIN}.set_charge_schedule",
        device_id=home.devices[ELECTRIC_VEHICLE]["id"],
        **dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), working_day),
        **dict.fromkeys(("sat", "sun"), weekend),
    )


def take(browser: Browser, home_assistant: HomeAssistant, shot: Shot) -> Path:
    """Take a screenshot in a browser with the time zone of the house."""
    with open_page(
        browser,
        home_assistant.url,
        size=shot.size,
        scheme=shot.scheme,
        zone=home_assistant.zone,
        sharpness=SHARPNESS,
    ) as page:
        page.goto(shot.path)
        shot.prepare(page)
        return picture(page, shot.name, IMAGES)


def shrink(path: Path) -> None:
    """Shrink an image without loss if possible, else with fewer colors."""
    image = Image.open(BytesIO(path.read_bytes())).convert("RGB")
    image.save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        # Without k-means, small bright areas would lose their color.
        few = image.quantize(COLORS, kmeans=1, dither=Image.Dither.NONE)
        few.save(path, optimize=True)


def main() -> int:
    """Start a demo and take the screenshots."""
    chromium = find_chromium()
    if chromium is None:
        sys.stderr.write(f"{MISSING}\n")
        return 1
    with TemporaryDirectory() as folder:
        ports = ["--port", str(free_port()), "--cloud-port", str(free_port())]
        # With sunshine at any time.
        ports += ["--time", f"{TIME:%H:%M}"]
        demo = Demo(parse([*ports, "--folder", folder]))
        try:
            demo.start()
            with launch(chromium) as browser:
                home = Home(demo.home_assistant.api, demo.cloud)
                plan_the_week(demo.home_assistant.api, home)
                for shot in shots(home):
                    path = take(browser, demo.home_assistant, shot)
                    shrink(path)
                    say(f"{shown(path)}: {path.stat().st_size // 1000} kB")
        except StartError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        finally:
            demo.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
