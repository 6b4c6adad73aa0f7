"""Signing in again with the manufacturer, as the homeowner does it."""

from datetime import timedelta
from unittest.mock import patch

from aiohttp import ClientSession
import pytest

from custom_components.podero.repairs import RETURN_URL
from tests.conftest import Home
from tests.repairs import Repairs, issues, told
from tests.repairs.attention import DEVICES, device_of, lapse, path_of, posted, visit


@pytest.mark.parametrize("name", DEVICES)
async def test_a_lapsed_connection_is_renewed(
    home: Home, repairs: Repairs, session: ClientSession, name: str
) -> None:
    device = device_of(home, name)
    home.cloud.controls.raise_action(device.id)
    await home.poll()
    home.cloud.requests.clear()

    page = await repairs.open()
    assert (page.issue, page.shows, page.error) == (
        "connection_lapsed",
        "sign_in",
        None,
    )
    assert f"[Sign in with the manufacturer]({page.link})" in page.text
    detail, start = home.cloud.requests
    assert (detail.method, detail.path) == ("GET", path_of(home, device))
    assert (start.method, start.path) == (
        "POST",
        f"/cues/{device.actions[0].id}/resolve",
    )
    assert start.query == {"secret": "***"}
    assert start.body == {
        "successUrl": RETURN_URL,
        "cancelUrl": RETURN_URL,
        "language": "en",
    }
    assert (detail.status, start.status) == (200, 200)

    again = await repairs.submit(page)
    assert (again.shows, again.error) == ("sign_in", "not_solved")
    assert again.link != page.link
    assert len(posted(home)) == 2
    assert len(issues(home.hass)) == 1

    assert await visit(session, again.link) == RETURN_URL
    assert (await repairs.submit(again)).shows == "done"
    assert told(home.hass) == []
    assert device.fields["is_authenticated"] is True


async def test_the_page_is_asked_for_in_the_language_of_the_home(
    home: Home, repairs: Repairs
) -> None:
    home.hass.config.language = "de"
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    await repairs.open()
    [start] = posted(home)
    assert isinstance(start.body, dict)
    assert start.body["language"] == "de"


async def test_the_link_is_as_fresh_as_the_page_that_shows_it(
    home: Home, repairs: Repairs, session: ClientSession
) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    # The secret of an action is good for an hour, which Home Assistant's token is not.
    with patch("simulator.actions._SECRET_LIFETIME", timedelta(minutes=5)):
        page = await repairs.open()
    await home.wait(600)
    page = await repairs.submit(page)
    assert (page.shows, page.error) == ("sign_in", "not_solved")
    assert await visit(session, page.link) == RETURN_URL
    assert (await repairs.submit(page)).shows == "done"


async def test_what_was_renewed_elsewhere_is_done(home: Home, repairs: Repairs) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    page = await repairs.open()
    home.cloud.controls.solve_action(home.cloud.electric_vehicle.id)
    await home.poll()
    assert told(home.hass) == []
    assert (await repairs.submit(page)).shows == "done"


@pytest.mark.parametrize("name", ["electric_vehicle", "solar_inverter"])
async def test_a_connection_that_lapsed_without_an_action_is_renewed(
    home: Home, repairs: Repairs, session: ClientSession, name: str
) -> None:
    device = device_of(home, name)
    lapse(device)
    await home.poll()

    page = await repairs.open()
    assert (page.shows, page.error) == ("sign_in", None)
    [start] = posted(home)
    assert start.path == f"{path_of(home, device)}/auth_session"
    assert start.body == {"success_url": RETURN_URL, "cancel_url": RETURN_URL}

    assert await visit(session, page.link) == RETURN_URL
    assert (await repairs.submit(page)).shows == "done"
    assert told(home.hass) == []


async def test_a_heat_pump_that_lapsed_without_an_action_has_a_link_of_its_own(
    home: Home, repairs: Repairs, session: ClientSession, base_url: str
) -> None:
    device = home.cloud.heat_pump
    link = (
        f"{base_url}/connect/{home.cloud.organization.cues.start_session(device, None)}"
    )
    lapse(device, authorization_url=link)
    await home.poll()

    page = await repairs.open()
    assert (page.shows, page.link) == ("sign_in", link)
    assert not posted(home)
    await visit(session, page.link)
    assert (await repairs.submit(page)).shows == "done"


async def test_a_heat_pump_without_any_link_is_renewed_elsewhere(
    home: Home, repairs: Repairs
) -> None:
    lapse(home.cloud.heat_pump)
    await home.poll()

    page = await repairs.open()
    assert (page.shows, page.error, page.link) == ("elsewhere", None, "")
    page = await repairs.submit(page)
    assert (page.shows, page.error) == ("elsewhere", "not_solved")
    home.cloud.controls.solve_action(home.cloud.heat_pump.id)
    assert (await repairs.submit(page)).shows == "done"
