"""Adding a home."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.podero.const import (
    CONF_BASE_URL,
    CONF_DASHBOARD,
    CONF_ENERGY_DASHBOARD,
    CONF_ENVIRONMENT,
    CONF_IMPORT_HISTORY,
    CONF_ORG_ID,
    CONF_USER_ID,
    CONF_VOICE,
    DOMAIN,
)
from simulator import Cloud
from tests.config_flow.dialog import (
    OTHER_ORG,
    accept_extras,
    fields,
    finish,
    finish_as,
    only,
    select,
    start,
    submit,
)
from tests.conftest import Home


async def test_a_home_is_added(
    hass: HomeAssistant, cloud: Cloud, access: dict[str, str]
) -> None:
    result = await start(hass)
    result = await submit(hass, result, access)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "home"
    result = await submit(hass, result, {CONF_USER_ID: cloud.home.id})
    assert result["step_id"] == "extras"
    assert (result["description_placeholders"] or {})["home"] == "`Sample Home`"
    result = await submit(hass, result, {CONF_IMPORT_HISTORY: True})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Sample Home"
    assert result["data"] == {**access, CONF_USER_ID: cloud.home.id}
    assert result["options"] == {
        CONF_DASHBOARD: True,
        CONF_ENERGY_DASHBOARD: True,
        CONF_IMPORT_HISTORY: True,
        CONF_VOICE: True,
    }
    assert result["result"].unique_id == cloud.home.id
    assert result["result"].state is ConfigEntryState.LOADED
    assert await hass.config_entries.async_unload(result["result"].entry_id)


async def test_only_the_list_of_users_and_the_chosen_home_are_asked_for(
    hass: HomeAssistant, cloud: Cloud, access: dict[str, str]
) -> None:
    await finish(hass, await submit(hass, await start(hass), access), cloud)
    users = f"/org/{cloud.org_id}/users"
    assert all(
        request.path in ("/oauth2/token/", users)
        or request.path.startswith(f"{users}/{cloud.home.id}/")
        for request in cloud.requests
    )


async def test_the_only_home_is_not_asked_for(
    hass: HomeAssistant, cloud: Cloud, access: dict[str, str]
) -> None:
    staff = next(
        user for user in cloud.organization.users.values() if user.role == "staff"
    )
    only(cloud, cloud.home.id, staff.id)
    result = await submit(hass, await start(hass), access)
    result = await accept_extras(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["result"].unique_id == cloud.home.id
    assert await hass.config_entries.async_unload(result["result"].entry_id)


async def test_what_was_typed_is_trimmed(
    hass: HomeAssistant, cloud: Cloud, access: dict[str, str]
) -> None:
    typed = {key: f" {value} " for key, value in access.items()}
    typed |= {CONF_ENVIRONMENT: "custom"}
    result = await submit(hass, await start(hass), typed)
    result = await select(hass, result, cloud.home.id)
    assert result["data"] == {**access, CONF_USER_ID: cloud.home.id}
    assert await hass.config_entries.async_unload(result["result"].entry_id)


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({CONF_CLIENT_SECRET: "wrong"}, {"base": "invalid_auth"}),
        ({CONF_CLIENT_ID: "wrong"}, {"base": "invalid_auth"}),
        ({CONF_CLIENT_ID: "name:secret"}, {"base": "invalid_auth"}),
        ({CONF_ORG_ID: OTHER_ORG}, {CONF_ORG_ID: "unknown_organization"}),
        ({CONF_ORG_ID: "my supplier"}, {CONF_ORG_ID: "unknown_organization"}),
        ({CONF_BASE_URL: "http://127.0.0.1:1"}, {"base": "cannot_connect"}),
        ({CONF_BASE_URL: "http://podero.example.com"}, {CONF_BASE_URL: "invalid_url"}),
        ({CONF_BASE_URL: "podero.example.com"}, {CONF_BASE_URL: "invalid_url"}),
        ({CONF_BASE_URL: ""}, {CONF_BASE_URL: "invalid_url"}),
    ],
)
async def test_what_is_wrong_is_said_and_can_be_mended(
    hass: HomeAssistant,
    cloud: Cloud,
    access: dict[str, str],
    typed: dict[str, str],
    errors: dict[str, str],
) -> None:
    result = await start(hass)
    result = await submit(hass, result, access | typed)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == errors
    suggested = {str(key): key.description["suggested_value"] for key in fields(result)}
    assert suggested == access | typed
    await finish(hass, await submit(hass, result, access), cloud)


@pytest.mark.parametrize(
    ("failure", "errors"),
    [
        ({"path": "*/users", "status": 403}, {CONF_ORG_ID: "unknown_organization"}),
        ({"path": "*/users", "status": 200, "body": []}, {CONF_ORG_ID: "no_homes"}),
        ({"path": "/oauth2/token/", "status": 404}, {"base": "unknown"}),
        ({"path": "/oauth2/token/", "status": 503}, {"base": "cannot_connect"}),
    ],
)
async def test_trouble_of_the_cloud_is_said_and_can_pass(
    hass: HomeAssistant,
    cloud: Cloud,
    access: dict[str, str],
    failure: dict[str, Any],
    errors: dict[str, str],
    morning: FrozenDateTimeFactory,
) -> None:
    failing = cloud.faults.fail(**failure)
    result = await submit(hass, await start(hass), access)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == errors
    failing.stop()
    # A rate limit without a time to wait is one of a minute.
    morning.tick(61)
    await finish(hass, await submit(hass, result, access), cloud)


async def test_an_organization_of_staff_alone_has_no_homes(
    hass: HomeAssistant, cloud: Cloud, access: dict[str, str]
) -> None:
    users = dict(cloud.organization.users)
    only(cloud, *(user.id for user in users.values() if user.role != "user"))
    result = await submit(hass, await start(hass), access)
    assert result["errors"] == {CONF_ORG_ID: "no_homes"}
    cloud.organization.users.update(users)
    await finish(hass, await submit(hass, result, access), cloud)


async def test_an_address_is_reduced_to_what_counts(
    hass: HomeAssistant, access: dict[str, str], asked: list[str]
) -> None:
    typed = access | {
        CONF_BASE_URL: "HTTPS://Podero.Example.com:8443/api/partners/v2.0/"
    }
    await submit(hass, await start(hass), typed)
    assert asked == ["https://podero.example.com:8443"]


@pytest.mark.parametrize(
    ("environment", "origin"),
    [
        ("production", "https://app.podero.com"),
        ("sandbox", "https://sandbox-app.podero.com"),
    ],
)
async def test_podero_s_own_environments_need_no_address(
    hass: HomeAssistant,
    access: dict[str, str],
    asked: list[str],
    environment: str,
    origin: str,
) -> None:
    typed = access | {CONF_ENVIRONMENT: environment}
    del typed[CONF_BASE_URL]
    await submit(hass, await start(hass), typed)
    assert asked == [origin]


async def test_a_home_is_added_only_once(
    hass: HomeAssistant, cloud: Cloud, access: dict[str, str], home: Home
) -> None:
    result = await submit(hass, await start(hass), access)
    [selector] = fields(result).values()
    assert cloud.home.id not in [
        option["value"] for option in selector.config["options"]
    ]
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    only(cloud, cloud.home.id)
    result = await submit(hass, result, access)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


async def test_a_dialog_that_was_left_open_is_not_in_the_way(
    hass: HomeAssistant, cloud: Cloud, access: dict[str, str]
) -> None:
    left_open, result = [
        await submit(hass, await start(hass), access) for _ in range(2)
    ]
    left_open = await submit(hass, left_open, {CONF_USER_ID: cloud.home.id})
    assert left_open["step_id"] == "extras"
    await finish(hass, result, cloud)
    # It can no longer replace the home that was added.
    assert not hass.config_entries.flow.async_progress()
    [entry] = hass.config_entries.async_entries(DOMAIN)
    assert entry.unique_id == cloud.home.id


@pytest.mark.parametrize(
    ("email", "title"), [("home@example.com", "home@example.com"), ("\u200b", None)]
)
async def test_a_name_that_nobody_sees_is_no_title(
    hass: HomeAssistant,
    cloud: Cloud,
    access: dict[str, str],
    email: str,
    title: str | None,
) -> None:
    cloud.home.first_name, cloud.home.last_name = "\u200b", ""
    cloud.home.email = email
    result = await submit(hass, await start(hass), access)
    [selector] = fields(result).values()
    shown = title or cloud.home.id
    assert [
        option["label"].partition(" (")[0]
        for option in selector.config["options"]
        if option["value"] == cloud.home.id
    ] == [shown]
    await finish_as(hass, result, cloud.home.id, shown)
