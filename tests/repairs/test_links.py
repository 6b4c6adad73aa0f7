"""Links that the cloud sends, and clouds that fail while one is asked for."""

from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.podero.repairs import RETURN_URL
from simulator import Cloud
from tests.conftest import Home
from tests.repairs import Repairs, issues, told
from tests.repairs.attention import lapse, posted, visit

UNSAFE = [
    "http://podero.example.com/terms",
    "http://8.8.8.8/terms",
    "https://name:password@podero.example.com/terms",
    "https://name@podero.example.com/terms",
    "ftp://podero.example.com/terms",
    "javascript:alert(1)",
    "data:text/html,hello",
    "//podero.example.com/terms",
    "/terms",
    "https://",
    "https://podero.example.com:port/terms",
    "",
]


@pytest.mark.parametrize("link", UNSAFE)
async def test_a_link_that_is_not_safe_is_not_shown(
    home: Home, repairs: Repairs, link: str
) -> None:
    home.cloud.controls.raise_action(
        home.cloud.electric_vehicle.id, "accept_terms", link
    )
    await home.poll()
    page = await repairs.open()
    assert (page.shows, page.link) == ("no_page", "")


@pytest.mark.parametrize("link", UNSAFE)
async def test_a_sign_in_that_is_not_safe_is_not_shown(
    home: Home, repairs: Repairs, link: str
) -> None:
    answer = {"redirect_url": link, "authentication_url": link}
    failure = home.cloud.faults.fail("POST", status=200, body=answer)
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    lapse(home.cloud.solar_inverter)
    lapse(home.cloud.heat_pump, authorization_url=link)
    await home.poll()
    assert len(issues(home.hass)) == 3
    for issue in issues(home.hass):
        page = await repairs.open(issue)
        assert (page.shows, page.link) == ("elsewhere", "")
    assert failure.hits >= 2

    failure.stop()
    assert (await repairs.open(issues(home.hass)[0])).shows != "retry"


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("http://192.168.1.5:8000/a", "http://192.168.1.5:8000/a"),
        ("https://podero.example.com/a(b)", "https://podero.example.com/a%28b%29"),
        ("https://podero.example.com/a b", "https://podero.example.com/a%20b"),
    ],
)
async def test_a_link_is_shown_as_a_text_can_carry_it(
    home: Home, repairs: Repairs, link: str, shown: str
) -> None:
    home.cloud.controls.raise_action(
        home.cloud.electric_vehicle.id, "accept_terms", link
    )
    await home.poll()
    page = await repairs.open()
    assert (page.shows, page.link) == ("page", shown)
    assert f"[Open the page]({shown})" in page.text


@pytest.mark.parametrize("code", ["reauthenticate", "accept_terms"])
@pytest.mark.parametrize(
    "path",
    [
        "/terms",
        "/api/partners/v2.0/cues/{cue}/resolve?secret=hidden",
        "/cues/{cue}/resolve?secret=hidden",
    ],
)
async def test_nothing_is_sent_to_where_a_link_leads(
    home: Home, repairs: Repairs, stranger: tuple[Cloud, str], code: str, path: str
) -> None:
    elsewhere, base_url = stranger
    link = base_url + path.format(cue=home.cloud.electric_vehicle.id)
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id, code, link)
    await home.poll()
    page = await repairs.open()
    if path == "/terms":
        assert page.link == link
    else:
        # The own cloud is asked, which does not know of it.
        assert page.link == ""
        assert [request.status for request in posted(home)] == [404]
    await repairs.submit(page)
    assert not elsewhere.requests


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_nothing_is_sent_to_where_an_answer_redirects(
    home: Home, repairs: Repairs, stranger: tuple[Cloud, str], status: int
) -> None:
    elsewhere, base_url = stranger
    failure = home.cloud.faults.fail(
        "POST", status=status, headers={"Location": base_url}
    )
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    page = await repairs.open()
    assert (page.shows, page.error) == ("retry", "cannot_reach")
    assert not elsewhere.requests
    failure.stop()
    assert (await repairs.submit(page)).shows == "sign_in"


@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 503},
        {"status": 503, "headers": {"Retry-After": "20"}},
        {"status": 429},
        {"status": 401},
        {"status": 200, "body": "<html>Welcome</html>"},
        {"status": 200, "body": []},
        {"drop": "connect"},
    ],
)
@pytest.mark.usefixtures("_quickly")
async def test_a_cloud_that_cannot_be_asked_can_be_asked_again(
    home: Home, repairs: Repairs, trouble: dict[str, Any]
) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    failure = home.cloud.faults.fail(path="*/electric-vehicles/*", **trouble)
    page = await repairs.open()
    assert (page.shows, page.error) == ("retry", "cannot_reach")
    page = await repairs.submit(page)
    assert (page.shows, page.error) == ("retry", "cannot_reach")
    assert len(issues(home.hass)) == 1

    failure.stop()
    await home.wait(61)
    page = await repairs.submit(page)
    assert (page.shows, page.error) == ("sign_in", None)
    assert page.link


@pytest.mark.usefixtures("_quickly")
async def test_a_cloud_that_goes_down_amid_it_is_asked_again(
    home: Home, repairs: Repairs, session: ClientSession
) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    page = await repairs.open()
    assert await visit(session, page.link) == RETURN_URL
    failure = home.cloud.faults.fail(status=503)
    page = await repairs.submit(page)
    assert (page.shows, page.error) == ("retry", "cannot_reach")
    failure.stop()
    assert (await repairs.submit(page)).shows == "done"
    assert told(home.hass) == []


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422])
async def test_what_the_cloud_refuses_to_start_is_done_elsewhere(
    home: Home, repairs: Repairs, status: int
) -> None:
    failure = home.cloud.faults.fail("POST", status=status)
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    lapse(home.cloud.solar_inverter)
    await home.poll()
    pages = [await repairs.open(issue) for issue in issues(home.hass)]
    assert [(page.shows, page.error) for page in pages] == [("elsewhere", None)] * 2
    failure.stop()
    for page in pages:
        assert (await repairs.submit(page)).shows == "sign_in"
