"""The pictures that the documentation shows, taken of the demo.

Run it with scripts/screenshots.
"""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
import sys
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from PIL import Image
from playwright.sync_api import Browser, expect

from tests.e2e.browser import (
    MISSING,
    PHONE,
    Scheme,
    find_chromium,
    launch,
    open_page,
    picture,
)
from tests.e2e.demo import Demo, say
from tests.e2e.home import DOMAIN, KINDS, Home
from tests.e2e.options import parse
from tests.e2e.process import ROOT, StartError, free_port, shown
from tests.e2e.scene import house_start

IMAGES = ROOT / "docs" / "images"
SIZE = (1280, 920)
LOW = (1280, 640)
SHARPNESS = 2
COLORS = 256


class Shot(NamedTuple):
    """A picture to take."""

    name: str
    path: str
    size: tuple[int, int] = SIZE
    scheme: Scheme = "light"


def shots(home: Home) -> list[Shot]:
    """The pictures that there are."""
    devices = [home.devices[kind] for kind in KINDS]
    return [
        Shot("dashboard", "/"),
        Shot("dashboard-dark", "/", scheme="dark"),
        Shot("dashboard-phone", "/", size=PHONE),
        Shot("devices", f"/config/integrations/integration/{DOMAIN}", size=LOW),
        *(
            Shot(
                device["name"].lower().replace(" ", "-"),
                f"/config/devices/device/{device['id']}",
            )
            for device in devices
        ),
    ]


def zone_of_the_house() -> str:
    """A time zone in which it is now about as late as it is in the house."""
    now = datetime.now(UTC)
    ahead = house_start().replace(tzinfo=UTC) - now
    hours = round(ahead.total_seconds() / 3600 + 11) % 24 - 11
    return min(
        zone
        for zone in available_timezones()
        if zone.startswith(("America/", "Asia/", "Atlantic/", "Europe/", "Pacific/"))
        and now.astimezone(ZoneInfo(zone)).utcoffset() == timedelta(hours=hours)
    )


def take(browser: Browser, url: str, shot: Shot) -> Path:
    """Take one picture."""
    with open_page(
        browser,
        url,
        size=shot.size,
        scheme=shot.scheme,
        zone=zone_of_the_house(),
        sharpness=SHARPNESS,
    ) as page:
        page.goto(shot.path)
        if shot.path == "/":
            for card in ("power-sankey", "statistics-graph"):
                expect(page.locator(f"hui-{card}-card canvas")).to_be_visible()
        return picture(page, shot.name, IMAGES)


def shrink(path: Path) -> None:
    """Make a picture smaller, which its few colours allow."""
    image = Image.open(BytesIO(path.read_bytes())).convert("RGB")
    image.quantize(COLORS, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> int:
    """Take the pictures of a demo of our own."""
    chromium = find_chromium()
    if chromium is None:
        sys.stderr.write(f"{MISSING}\n")
        return 1
    with TemporaryDirectory() as folder:
        ports = ["--port", str(free_port()), "--cloud-port", str(free_port())]
        demo = Demo(parse([*ports, "--folder", folder]))
        try:
            demo.start()
            with launch(chromium) as browser:
                home = Home(demo.home_assistant.api, demo.cloud)
                for shot in shots(home):
                    path = take(browser, demo.home_assistant.url, shot)
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
