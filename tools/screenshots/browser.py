"""Opens Home Assistant in the installed Chromium."""

from collections.abc import Iterator
from contextlib import contextmanager
import os
from pathlib import Path
import shutil
import time
from typing import Literal

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tools.demo.home_assistant import PASSWORD, USERNAME
from tools.demo.process import ROOT
from tools.demo.retries import RETRIES

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "Chromium is not installed (on Debian: apt-get install chromium)."
PICTURES = ROOT / "test-results"
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
DESKTOP = (1280, 800)
PHONE = (390, 844)
SECONDS = 15
REST_MILLISECONDS = 400

type Scheme = Literal["light", "dark"]


def find_chromium() -> str | None:
    """Return the path of the installed Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def launch(path: str) -> Iterator[Browser]:
    """Start a headless browser."""
    expect.set_options(timeout=SECONDS * 1000 * RETRIES.timeout_factor)
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*QUIET, *as_root]
        )
        yield browser
        browser.close()


@contextmanager
def open_page(
    browser: Browser,
    url: str,
    *,
    size: tuple[int, int] = DESKTOP,
    scheme: Scheme = "light",
    zone: str = "Europe/Vienna",
    sharpness: float = 1,
) -> Iterator[Page]:
    """Open a page and log in."""
    width, height = size
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        reduced_motion="reduce",
        service_workers="block",
        # What the owner has chosen: a page that changes its language while it loads
        # can lose texts of Home Assistant's frontend for good.
        locale="en",
        timezone_id=zone,
        device_scale_factor=sharpness,
        has_touch=size == PHONE,
        is_mobile=size == PHONE,
    )
    context.set_default_timeout(SECONDS * 1000 * RETRIES.timeout_factor)
    page = context.new_page()
    log_in(page)
    yield page
    context.close()


def log_in(page: Page) -> None:
    """Log in with the form."""
    page.goto("/")
    page.locator("input[name=username]").fill(USERNAME)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.locator("home-assistant-main").wait_for()


def picture(page: Page, name: str, folder: Path = PICTURES) -> Path:
    """Take a screenshot when the page has settled."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    deadline = time.monotonic() + SECONDS
    shot, before = page.screenshot(animations="disabled"), b""
    while shot != before and time.monotonic() < deadline:
        page.wait_for_timeout(REST_MILLISECONDS)
        shot, before = page.screenshot(animations="disabled"), shot
    path.write_bytes(shot)
    return path
