"""Giving a home new credentials."""

from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.podero.const import CONF_BASE_URL
from tests.config_flow.dialog import only, submit
from tests.conftest import Home


async def test_new_credentials_bring_a_home_back(home: Home) -> None:
    home.cloud.tokens.change_secret("renewed")
    home.cloud.tokens.expire()
    await home.poll()
    [flow] = home.hass.config_entries.flow.async_progress()
    assert flow["step_id"] == "reauth_confirm"

    given = {CONF_CLIENT_ID: home.cloud.client_id, CONF_CLIENT_SECRET: "wrong"}
    result = await submit(home.hass, flow, given)
    assert result["errors"] == {"base": "invalid_auth"}

    given[CONF_CLIENT_SECRET] = "renewed"
    result = await submit(home.hass, result, given)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    assert home.entry.data[CONF_CLIENT_SECRET] == "renewed"
    await home.poll()
    home.cloud.requests.clear()
    await home.poll()
    assert len(home.cloud.requests) == 3
    assert home.value("sensor.heat_pump_power") != "unavailable"


async def test_credentials_that_do_not_lead_to_the_home_are_refused(
    home: Home, entry: MockConfigEntry
) -> None:
    result = await entry.start_reauth_flow(home.hass)
    kept = dict(home.cloud.organization.users)
    other = next(user for user in kept.values() if user.id != home.cloud.home.id)
    only(home.cloud, other.id)
    given = {
        CONF_CLIENT_ID: home.cloud.client_id,
        CONF_CLIENT_SECRET: home.cloud.client_secret,
    }
    result = await submit(home.hass, result, given)
    assert result["errors"] == {"base": "wrong_home"}
    home.cloud.organization.users.update(kept)
    result = await submit(home.hass, result, given)
    assert result["reason"] == "reauth_successful"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (403, "wrong_home"),
        (404, "wrong_home"),
        (422, "wrong_home"),
        (500, "cannot_connect"),
    ],
)
async def test_what_is_wrong_with_new_credentials_is_seen(
    home: Home, entry: MockConfigEntry, status: int, error: str
) -> None:
    result = await entry.start_reauth_flow(home.hass)
    failing = home.cloud.faults.fail(
        "GET", f"*/users/{home.cloud.home.id}", status=status
    )
    given = {
        CONF_CLIENT_ID: home.cloud.client_id,
        CONF_CLIENT_SECRET: home.cloud.client_secret,
    }
    result = await submit(home.hass, result, given)
    assert result["errors"] == {"base": error}
    failing.stop()
    result = await submit(home.hass, result, given)
    assert result["reason"] == "reauth_successful"


async def test_an_error_of_a_field_that_is_not_there_is_seen(
    home: Home, entry: MockConfigEntry
) -> None:
    stored = dict(entry.data)
    elsewhere = {**stored, CONF_BASE_URL: "http://podero.example.com"}
    home.hass.config_entries.async_update_entry(entry, data=elsewhere)
    result = await entry.start_reauth_flow(home.hass)
    given = {CONF_CLIENT_ID: "a", CONF_CLIENT_SECRET: "b"}
    result = await submit(home.hass, result, given)
    assert result["errors"] == {"base": "invalid_url"}
    home.hass.config_entries.async_update_entry(entry, data=stored)
    given = {key: stored[key] for key in given}
    result = await submit(home.hass, result, given)
    assert result["reason"] == "reauth_successful"


async def test_new_credentials_are_checked_without_the_list_of_users(
    home: Home, entry: MockConfigEntry, access: dict[str, str]
) -> None:
    credentials = {key: access[key] for key in (CONF_CLIENT_ID, CONF_CLIENT_SECRET)}
    for flow, given in (
        (await entry.start_reauth_flow(home.hass), credentials),
        (await entry.start_reconfigure_flow(home.hass), access),
    ):
        home.cloud.requests.clear()
        result = await submit(home.hass, flow, given)
        assert result["type"] is FlowResultType.ABORT
        paths = {request.path for request in home.cloud.requests}
        users = f"/org/{home.cloud.org_id}/users"
        assert f"{users}/{home.cloud.home.id}" in paths
        assert users not in paths


async def test_the_name_of_a_home_is_no_markup_in_a_dialog(
    home: Home, entry: MockConfigEntry
) -> None:
    title = "Me`\n\n# Enter your [password](https://e.example)"
    home.hass.config_entries.async_update_entry(entry, title=title)
    for result in (
        await entry.start_reauth_flow(home.hass),
        await entry.start_reconfigure_flow(home.hass),
    ):
        shown = (result["description_placeholders"] or {})["home"]
        assert shown == "`Me' # Enter your (password)(https://e.example)`"
