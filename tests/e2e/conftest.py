"""Fixtures for end-to-end tests: a cloud, Home Assistant, and a browser."""

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
import sys
from typing import Any

from playwright.sync_api import Browser, Error, Locator, Page, expect
import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.skipped import pytest_terminal_summary  # noqa: F401
from tools.demo.api import Api
from tools.demo.home import (
    DOMAIN,
    Home,
    add_integration,
    wait_for_home,
    wait_until_loaded,
)
from tools.demo.home_assistant import HomeAssistant
from tools.demo.process import free_port
from tools.demo.retries import RETRIES
from tools.demo.scenario import discharge_electric_vehicle, house_start
from tools.demo.simulated_cloud import SimulatedCloud
from tools.gateway import MISSING, is_installed
from tools.screenshots import browser as chromium

type OpenPage = Callable[..., Page]

SECONDS_WITH_FAILURES = 900
SOON_MILLISECONDS = 3000
PAGES = pytest.StashKey[list[Page]]()


def press_until(button: Locator, seen: Locator) -> None:
    """Press a button until something is seen, again if the cloud fails by chance."""
    for _ in range(RETRIES.tries - 1):
        button.click()
        with suppress(AssertionError):
            expect(seen).to_be_visible(timeout=SOON_MILLISECONDS)
            return
    button.click()
    expect(seen).to_be_visible()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--cloud-failures",
        type=float,
        help="share of all requests that the cloud lets fail at random, such as 0.2",
    )
    parser.addoption(
        "--gateway",
        action="store_true",
        help="put the gateway of deploy/nginx in front of the cloud",
    )


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Skip browser tests without Chromium, and wait longer if the cloud fails."""
    if chromium.find_chromium() is None:
        for item in items:
            if "browser" in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.skip(chromium.MISSING))
    if config.getoption("--cloud-failures"):
        RETRIES.expect_failures()
        for item in items:
            item.add_marker(pytest.mark.timeout(SECONDS_WITH_FAILURES))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell, and keep a picture of, what the pages of a test that failed show."""
    report = yield
    if report.when == "call" and report.failed:
        pages = item.stash.get(PAGES, [])
        for number, page in enumerate(pages):
            with suppress(Error):
                report.sections.append((page.url, page.locator("body").aria_snapshot()))
                chromium.picture(page, f"failed-{item.name}-{number}")
    return report


@pytest.fixture(scope="module")
def cloud(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[SimulatedCloud]:
    with_gateway = pytestconfig.getoption("--gateway")
    if with_gateway and not is_installed():
        pytest.skip(MISSING)
    log = tmp_path_factory.mktemp("cloud") / "cloud.log"
    start = house_start().isoformat()
    with SimulatedCloud(log, free_port(), time=start) as cloud:
        discharge_electric_vehicle(cloud)
        if with_gateway:
            cloud.start_gateway(tmp_path_factory.mktemp("gateway"))
        if rate := pytestconfig.getoption("--cloud-failures"):
            cloud.fail_at_random(rate)
        yield cloud
        if cloud.gateway:
            assert cloud.gateway.leaks(cloud.gateway.output()) == []


@pytest.fixture(scope="module")
def home_assistant(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[HomeAssistant]:
    folder = tmp_path_factory.mktemp("home-assistant")
    with HomeAssistant(folder, free_port()) as home_assistant:
        yield home_assistant


@pytest.fixture(scope="module")
def api(home_assistant: HomeAssistant) -> Api:
    return home_assistant.api


@pytest.fixture
def entry(api: Api, cloud: SimulatedCloud) -> dict[str, Any]:
    """The entry of the sample home, added where no test before has done so."""
    return next(iter(api.entries(DOMAIN)), None) or add_integration(api, cloud)


@pytest.fixture
def home(api: Api, cloud: SimulatedCloud, entry: dict[str, Any]) -> Home:
    wait_until_loaded(api)
    cloud.control("clear_requests")
    return wait_for_home(api, cloud)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.find_chromium()
    assert path is not None
    with chromium.launch(path) as browser:
        yield browser


@pytest.fixture
def open_page(
    browser: Browser, home_assistant: HomeAssistant, request: pytest.FixtureRequest
) -> Iterator[OpenPage]:
    """A function that opens a page as somebody who is logged in."""
    opened = request.node.stash.setdefault(PAGES, [])
    with ExitStack() as pages:

        def open_page(**looks: Any) -> Page:
            page = pages.enter_context(
                chromium.open_page(browser, home_assistant.url, **looks)
            )
            opened.append(page)
            return page

        yield open_page
