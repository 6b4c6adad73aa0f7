"""Homes that Podero no longer knows."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET

from tests.config_flow.dialog import reauth_flows, refuse_credentials
from tests.conftest import Home
from tests.repairs import Repairs, told
from tests.repairs.attention import OPTIMIZATION


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


async def test_a_home_that_is_back_with_other_credentials_asks_for_these(
    home: Home, repairs: Repairs
) -> None:
    home.cloud.organization.remove_user(home.cloud.home.id)
    await home.poll()
    home.cloud.home.deleted = False
    await refuse_credentials(home)
    page = await repairs.choose(await repairs.open(), "retry")
    assert page.shows == "invalid_auth"
    [flow_id] = reauth_flows(home.hass)
    given = {CONF_CLIENT_ID: home.cloud.client_id, CONF_CLIENT_SECRET: "renewed"}
    await home.hass.config_entries.flow.async_configure(flow_id, given)
    await home.hass.async_block_till_done()
    assert home.state() is ConfigEntryState.LOADED
    assert told(home.hass) == []
