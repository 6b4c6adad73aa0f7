"""Changing the connection of a home."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.podero.const import CONF_BASE_URL
from tests.config_flow.dialog import fields, reauth_flows, refuse_credentials, submit
from tests.conftest import Home


@pytest.mark.parametrize("is_left_open", [True, False])
async def test_new_credentials_are_asked_for_after_a_reconfiguration(
    home: Home, entry: MockConfigEntry, *, is_left_open: bool
) -> None:
    flow = await entry.start_reconfigure_flow(home.hass)
    await home.wait(601)
    assert home.hass.config_entries.flow.async_progress()
    await refuse_credentials(home)
    assert not reauth_flows(home.hass)
    if is_left_open:
        await home.wait(600)
    else:
        home.hass.config_entries.flow.async_abort(flow["flow_id"])
        await home.hass.async_block_till_done()
    [flow_id] = reauth_flows(home.hass)
    given = {CONF_CLIENT_ID: home.cloud.client_id, CONF_CLIENT_SECRET: "renewed"}
    await home.hass.config_entries.flow.async_configure(flow_id, given)
    await home.hass.async_block_till_done()
    assert home.state() is ConfigEntryState.LOADED
    assert home.value("sensor.heat_pump_power") != "unavailable"


async def test_a_reconfiguration_may_bring_the_new_credentials(
    home: Home, entry: MockConfigEntry, access: dict[str, str]
) -> None:
    flow = await entry.start_reconfigure_flow(home.hass)
    await refuse_credentials(home)
    given = access | {CONF_CLIENT_SECRET: "renewed"}
    result = await submit(home.hass, flow, given)
    assert result["reason"] == "reconfigure_successful"
    await home.wait(1200)
    assert not home.hass.config_entries.flow.async_progress()
    assert home.value("sensor.heat_pump_power") != "unavailable"


async def test_a_reconfiguration_of_a_home_that_is_not_set_up_gives_way_as_well(
    new_home: Home, entry: MockConfigEntry
) -> None:
    flow = await entry.start_reconfigure_flow(new_home.hass)
    new_home.cloud.tokens.change_secret("renewed")
    assert not await new_home.set_up()
    assert not reauth_flows(new_home.hass)
    new_home.hass.config_entries.flow.async_abort(flow["flow_id"])
    await new_home.hass.async_block_till_done()
    assert reauth_flows(new_home.hass)


async def test_a_home_is_removed_while_its_dialog_is_open(
    home: Home, entry: MockConfigEntry
) -> None:
    await entry.start_reconfigure_flow(home.hass)
    await home.hass.config_entries.async_remove(entry.entry_id)
    await home.wait(1200)
    assert not home.hass.config_entries.flow.async_progress()


@pytest.mark.parametrize("typed", [{}, {CONF_CLIENT_SECRET: ""}])
async def test_the_connection_is_changed_and_an_empty_secret_is_kept(
    home: Home, entry: MockConfigEntry, access: dict[str, str], typed: dict[str, str]
) -> None:
    secret = home.entry.data[CONF_CLIENT_SECRET]
    result = await entry.start_reconfigure_flow(home.hass)
    assert result["step_id"] == "reconfigure"
    suggested = {
        str(key): (key.description or {}).get("suggested_value")
        for key in fields(result)
    }
    assert suggested == access | {CONF_CLIENT_SECRET: None}
    del access[CONF_CLIENT_SECRET]
    access |= typed

    path = f"*/users/{home.cloud.home.id}"
    failing = home.cloud.faults.fail(path=path, drop="connect")
    result = await submit(home.hass, result, access)
    assert result["errors"] == {"base": "cannot_connect"}
    failing.stop()

    result = await submit(home.hass, result, access)
    assert result["reason"] == "reconfigure_successful"
    assert home.entry.data[CONF_CLIENT_SECRET] == secret
    await home.hass.async_block_till_done()
    assert home.state() is ConfigEntryState.LOADED


@pytest.mark.parametrize("typed", [{}, {CONF_CLIENT_SECRET: " "}])
async def test_a_stored_secret_is_sent_to_no_other_address(
    home: Home,
    entry: MockConfigEntry,
    access: dict[str, str],
    asked: list[str],
    typed: dict[str, str],
) -> None:
    secret = access.pop(CONF_CLIENT_SECRET)
    access |= typed
    result = await entry.start_reconfigure_flow(home.hass)
    elsewhere = access | {CONF_BASE_URL: "https://elsewhere.example.com"}
    result = await submit(home.hass, result, elsewhere)
    assert result["errors"] == {CONF_CLIENT_SECRET: "secret_needed"}
    assert not asked
    result = await submit(home.hass, result, elsewhere | {CONF_CLIENT_SECRET: secret})
    assert asked == ["https://elsewhere.example.com"]
    assert home.entry.data[CONF_BASE_URL] == access[CONF_BASE_URL]


async def test_an_address_of_one_s_own_is_not_filled_in_by_the_stored_one(
    home: Home, entry: MockConfigEntry, access: dict[str, str]
) -> None:
    result = await entry.start_reconfigure_flow(home.hass)
    address = access.pop(CONF_BASE_URL)
    result = await submit(home.hass, result, access)
    assert result["errors"] == {CONF_BASE_URL: "invalid_url"}
    result = await submit(home.hass, result, access | {CONF_BASE_URL: address})
    assert result["reason"] == "reconfigure_successful"
