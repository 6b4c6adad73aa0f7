"""Putting right what only the homeowner can, as they do it."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from aiohttp import ClientSession
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_ENTITY_ID, SERVICE_TURN_OFF
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.podero.repairs import RETURN_URL
from simulator import Cloud, Request
from simulator.devices import Device
from tests.conftest import Home
from tests.repairs import Repairs, issues, told

DEVICES = ["heat_pump", "electric_vehicle", "solar_inverter"]
OPTIMIZATION = "switch.solar_inverter_optimization"
TERMS = "https://podero.example.com/terms"


@pytest.fixture
async def repairs(new_home: Home, hass_client: ClientSessionGenerator) -> Repairs:
    """Open the page with the repairs."""
    assert await async_setup_component(new_home.hass, "repairs", {})
    await new_home.hass.async_block_till_done()
    return Repairs(new_home.hass, await hass_client())


@pytest.fixture
async def stranger(socket_enabled: None) -> AsyncIterator[tuple[Cloud, str]]:
    """Serve another cloud, and give it with its base URL."""
    cloud = Cloud()
    async with cloud.serve() as base_url:
        yield cloud, base_url


@pytest.fixture
def _quickly() -> Iterator[None]:
    """Let a poll that failed be tried again without chance."""
    with patch(
        "custom_components.podero.coordinator.backoff.uniform",
        side_effect=lambda a, _: a,
    ):
        yield


def device_of(home: Home, name: str) -> Device:
    device = getattr(home.cloud, name)
    assert isinstance(device, Device)
    return device


def path_of(home: Home, device: Device) -> str:
    user = f"/org/{home.cloud.org_id}/users/{home.cloud.home.id}"
    return f"{user}/{device.device_type}/{device.id}"


def lapse(device: Device, **fields: object) -> None:
    """Let a connection lapse without an action."""
    device.update(is_authenticated=False, connection_status="error", **fields)


def posted(home: Home) -> list[Request]:
    """Return what was started at the cloud."""
    return [
        request
        for request in home.cloud.requests
        if request.method == "POST" and request.path != "/oauth2/token/"
    ]


async def visit(session: ClientSession, link: str) -> str | None:
    """Follow a link as the browser does; return where it leads on."""
    async with session.get(link, allow_redirects=False) as response:
        assert response.status in (200, 302)
        return response.headers.get("Location")


# Signing in again


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


# Other things to do


async def test_something_to_do_leads_to_its_page(home: Home, repairs: Repairs) -> None:
    home.cloud.controls.raise_action(
        home.cloud.electric_vehicle.id, "accept_terms", TERMS
    )
    await home.poll()

    page = await repairs.open()
    assert (page.issue, page.shows, page.link) == ("action_needed", "page", TERMS)
    assert "*accept terms*" in page.text
    assert not posted(home)

    page = await repairs.submit(page)
    assert (page.shows, page.error, page.link) == ("page", "not_solved", TERMS)
    home.cloud.controls.solve_action(home.cloud.electric_vehicle.id)
    assert (await repairs.submit(page)).shows == "done"
    assert told(home.hass) == []


async def test_something_to_do_without_a_page_is_said(
    home: Home, repairs: Repairs
) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id, "accept_terms")
    await home.poll()

    page = await repairs.open()
    assert page.shows == "no_page"
    assert "*accept terms*" in page.text
    page = await repairs.submit(page)
    assert (page.shows, page.error) == ("no_page", "not_solved")
    home.cloud.controls.solve_action(home.cloud.electric_vehicle.id)
    assert (await repairs.submit(page)).shows == "done"


async def test_something_to_do_that_is_not_named_is_done_elsewhere(
    home: Home, repairs: Repairs
) -> None:
    home.cloud.electric_vehicle.update(action_needed=True)
    await home.poll()

    page = await repairs.open()
    assert (page.issue, page.shows) == ("action_needed", "elsewhere")
    assert not posted(home)
    home.cloud.electric_vehicle.update(action_needed=False)
    assert (await repairs.submit(page)).shows == "done"


async def test_several_things_to_do_come_one_after_the_other(
    home: Home, repairs: Repairs
) -> None:
    car = home.cloud.electric_vehicle
    home.cloud.controls.raise_action(car.id, "accept_terms", TERMS)
    home.cloud.controls.raise_action(car.id, "name_the_car")
    await home.poll()
    page = await repairs.open()
    assert page.link == TERMS
    del car.actions[0]
    page = await repairs.submit(page)
    assert page.shows == "no_page"
    assert "*name the car*" in page.text
    home.cloud.controls.solve_action(car.id)
    assert (await repairs.submit(page)).shows == "done"


async def test_what_the_cloud_calls_it_is_no_markup(
    home: Home, repairs: Repairs
) -> None:
    code = "[pay](http://podero.example.com)_now\n# <b>Räder</b>"
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id, code)
    await home.poll()
    page = await repairs.open()
    assert "*pay http podero example com now b Räder b*" in page.text


# Links

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


# Trouble


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


async def test_a_device_whose_kind_has_not_answered_yet_still_needs_its_owner(
    home: Home, repairs: Repairs
) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    page = await repairs.open()
    failure = home.cloud.faults.fail("GET", "*/electric-vehicles", status=503)
    assert await home.unload()
    assert await home.set_up()
    again = await repairs.open()
    assert (again.shows, again.error) == ("retry", "cannot_reach")
    page = await repairs.submit(page)
    assert (page.shows, page.error) == ("retry", "cannot_reach")
    failure.stop()
    page = await repairs.submit(page)
    assert page.shows == "sign_in"
    assert len(issues(home.hass)) == 1


async def test_a_device_that_left_needs_nothing(home: Home, repairs: Repairs) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    page = await repairs.open()
    home.cloud.organization.remove_device(home.cloud.electric_vehicle.id)
    assert (await repairs.submit(page)).shows == "done"
    assert told(home.hass) == []


async def test_a_device_that_just_left_needs_nothing(
    home: Home, repairs: Repairs
) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    home.cloud.organization.remove_device(home.cloud.electric_vehicle.id)
    page = await repairs.open()
    assert page.shows == "retry"
    assert (await repairs.submit(page)).shows == "done"
    assert told(home.hass) == []


async def test_a_device_that_is_missing_for_a_while_needs_nothing(
    home: Home, repairs: Repairs
) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    home.cloud.faults.fail(path="*/electric-vehicles", status=200, body=[], times=1)
    await home.poll()
    assert (await repairs.open()).shows == "done"
    assert told(home.hass) == []
    await home.poll()
    assert told(home.hass) == [("connection_lapsed", {"device": "Car"})]


async def test_a_home_that_is_not_set_up_cannot_be_asked_for(
    home: Home, repairs: Repairs
) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    pages = [await repairs.open(), await repairs.open()]
    assert await home.unload()
    assert (await repairs.submit(pages[0])).shows == "not_loaded"
    assert await home.set_up()
    assert (await repairs.open()).shows == "sign_in"

    await home.hass.config_entries.async_remove(home.entry.entry_id)
    assert (await repairs.submit(pages[1])).shows == "not_loaded"
    assert told(home.hass) == []


# A setting without effect


async def turn_off(home: Home, times: int) -> None:
    """Turn a switch off, which the cloud ignores."""
    for _ in range(times):
        with pytest.raises(HomeAssistantError):
            await home.hass.services.async_call(
                "switch",
                SERVICE_TURN_OFF,
                {ATTR_ENTITY_ID: OPTIMIZATION},
                blocking=True,
            )


@pytest.fixture
async def ignoring(home: Home) -> Home:
    """Give a home of which a setting was ignored three times."""
    home.cloud.controls.ignore_field(
        home.cloud.solar_inverter.id, "is_smart_optimization_active"
    )
    await turn_off(home, times=3)
    return home


async def test_a_setting_without_effect_can_be_disabled(
    ignoring: Home, repairs: Repairs
) -> None:
    page = await repairs.open()
    assert (page.issue, page.shows) == ("setting_ignored", "init")
    assert page.options == ["disable", "keep"]
    assert (await repairs.choose(page, "disable")).shows == "done"
    await ignoring.hass.async_block_till_done()
    assert told(ignoring.hass) == []
    entity = er.async_get(ignoring.hass).async_get(OPTIMIZATION)
    assert entity is not None
    assert entity.disabled_by is er.RegistryEntryDisabler.USER
    assert ignoring.hass.states.get(OPTIMIZATION) is None


async def test_a_setting_without_effect_can_be_kept(
    ignoring: Home, repairs: Repairs
) -> None:
    page = await repairs.choose(await repairs.open(), "keep")
    assert page.shows == "done"
    assert told(ignoring.hass) == []
    assert ignoring.value(OPTIMIZATION) == "on"
    await turn_off(ignoring, times=2)
    assert told(ignoring.hass) == []
    await turn_off(ignoring, times=1)
    assert len(issues(ignoring.hass)) == 1


async def test_a_setting_that_is_disabled_already_needs_nothing(
    ignoring: Home, repairs: Repairs
) -> None:
    er.async_get(ignoring.hass).async_update_entity(
        OPTIMIZATION, disabled_by=er.RegistryEntryDisabler.USER
    )
    assert (await repairs.open()).shows == "done"
    assert told(ignoring.hass) == []


async def test_a_setting_is_disabled_whatever_its_entity_is_called_by_then(
    ignoring: Home, repairs: Repairs
) -> None:
    registry = er.async_get(ignoring.hass)
    registry.async_update_entity(OPTIMIZATION, new_entity_id="switch.renamed")
    await ignoring.hass.async_block_till_done()
    other = registry.async_get_or_create(
        "switch", "other", "1", suggested_object_id=OPTIMIZATION.partition(".")[2]
    )
    assert other.entity_id == OPTIMIZATION
    page = await repairs.choose(await repairs.open(), "disable")
    assert page.shows == "done"
    by_user = er.RegistryEntryDisabler.USER
    disabled = {
        entity.entity_id
        for entity in registry.entities.values()
        if entity.disabled_by is by_user
    }
    assert disabled == {"switch.renamed"}


async def test_a_setting_that_is_gone_needs_not_be_disabled(
    ignoring: Home, repairs: Repairs
) -> None:
    page = await repairs.open()
    er.async_get(ignoring.hass).async_remove(OPTIMIZATION)
    assert (await repairs.choose(page, "disable")).shows == "done"
    assert told(ignoring.hass) == []


# A home that was removed


async def test_a_home_that_is_back_is_set_up_anew(home: Home, repairs: Repairs) -> None:
    home.cloud.organization.remove_user(home.cloud.home.id)
    await home.poll()
    page = await repairs.open()
    assert (page.issue, page.shows) == ("home_removed", "init")
    assert page.options == ["retry", "remove"]
    page = await repairs.choose(page, "retry")
    assert page.shows == "still_removed"
    assert home.state() is ConfigEntryState.SETUP_RETRY
    assert told(home.hass) == [("home_removed", {"home": "Sample Home"})]

    home.cloud.home.deleted = False
    page = await repairs.choose(await repairs.open(), "retry")
    assert page.shows == "done"
    assert home.state() is ConfigEntryState.LOADED
    assert told(home.hass) == []
    assert home.value(OPTIMIZATION) == "on"


async def test_a_home_that_is_gone_for_good_is_removed(
    home: Home, repairs: Repairs
) -> None:
    home.cloud.organization.remove_user(home.cloud.home.id)
    await home.poll()
    page = await repairs.choose(await repairs.open(), "remove")
    assert page.shows == "done"
    await home.hass.async_block_till_done()
    assert home.hass.config_entries.async_get_entry(home.entry.entry_id) is None
    assert told(home.hass) == []
    assert home.hass.states.get(OPTIMIZATION) is None


async def test_a_home_that_was_removed_by_hand_needs_nothing(
    home: Home, repairs: Repairs
) -> None:
    home.cloud.organization.remove_user(home.cloud.home.id)
    await home.poll()
    pages = [await repairs.open() for _ in range(3)]
    for page, option in zip(pages, ("remove", "retry", "remove"), strict=True):
        assert (await repairs.choose(page, option)).shows == "done"
    assert told(home.hass) == []


async def test_a_home_that_was_gone_at_start_is_removed(
    new_home: Home, repairs: Repairs
) -> None:
    new_home.cloud.organization.remove_user(new_home.cloud.home.id)
    assert not await new_home.set_up()
    page = await repairs.choose(await repairs.open(), "retry")
    assert page.shows == "still_removed"
    page = await repairs.choose(await repairs.open(), "remove")
    assert page.shows == "done"
    assert not new_home.hass.config_entries.async_entries("podero")
    assert told(new_home.hass) == []


async def test_a_removed_home_is_not_taken_for_back_while_the_cloud_is_away(
    home: Home, repairs: Repairs
) -> None:
    home.cloud.organization.remove_user(home.cloud.home.id)
    await home.poll()
    failure = home.cloud.faults.fail(status=503)
    page = await repairs.choose(await repairs.open(), "retry")
    assert page.shows == "cannot_reach"
    failure.stop()
    await home.wait(61)
    assert told(home.hass) == [("home_removed", {"home": "Sample Home"})]
    home.cloud.home.deleted = False
    await home.wait(601)
    assert home.state() is ConfigEntryState.LOADED
    assert told(home.hass) == []
