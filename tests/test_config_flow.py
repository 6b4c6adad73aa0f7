"""Adding a home, and giving it new credentials."""

from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigEntryState, ConfigFlowResult
from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.podero.const import (
    CONF_BASE_URL,
    CONF_ENVIRONMENT,
    CONF_ORG_ID,
    CONF_USER_ID,
    DOMAIN,
)
from simulator import Cloud
from tests.conftest import Home

OTHER_ORG = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def access(cloud: Cloud, base_url: str) -> dict[str, str]:
    """Give what leads to the simulated cloud."""
    return {
        CONF_ENVIRONMENT: "custom",
        CONF_BASE_URL: base_url,
        CONF_CLIENT_ID: cloud.client_id,
        CONF_CLIENT_SECRET: cloud.client_secret,
        CONF_ORG_ID: cloud.org_id,
    }


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Write down which origins are asked, instead of asking them."""
    origins: list[str] = []

    class Recorder:
        def __init__(self, _session: object, *, base_url: str, **_rest: str) -> None:
            origins.append(base_url)

        async def users(self) -> list[object]:
            return []

    monkeypatch.setattr("custom_components.podero.config_flow.Podero", Recorder)
    return origins


async def start(hass: HomeAssistant) -> ConfigFlowResult:
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "user"
    return result


async def submit(
    hass: HomeAssistant, result: ConfigFlowResult, data: dict[str, str]
) -> ConfigFlowResult:
    result = await hass.config_entries.flow.async_configure(result["flow_id"], data)
    await hass.async_block_till_done()
    return result


async def finish(hass: HomeAssistant, result: ConfigFlowResult, cloud: Cloud) -> None:
    """Choose the home in the dialog and see it set up."""
    assert result["step_id"] == "home"
    result = await submit(hass, result, {CONF_USER_ID: cloud.home.id})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Sample Home"
    assert await hass.config_entries.async_unload(result["result"].entry_id)


def fields(result: ConfigFlowResult) -> dict[Any, Any]:
    """Return the fields of the dialog."""
    schema = result["data_schema"]
    assert schema is not None
    return dict(schema.schema)


def only(cloud: Cloud, *user_ids: str) -> None:
    """Leave the organisation with these users alone."""
    for user_id in set(cloud.organization.users) - set(user_ids):
        del cloud.organization.users[user_id]


async def test_a_home_is_added(
    hass: HomeAssistant, cloud: Cloud, access: dict[str, str]
) -> None:
    result = await start(hass)
    result = await submit(hass, result, access)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "home"
    result = await submit(hass, result, {CONF_USER_ID: cloud.home.id})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Sample Home"
    assert result["data"] == {**access, CONF_USER_ID: cloud.home.id}
    assert result["result"].unique_id == cloud.home.id
    assert result["result"].state is ConfigEntryState.LOADED
    assert await hass.config_entries.async_unload(result["result"].entry_id)


async def test_the_list_of_homes_says_name_email_and_number_of_devices(
    hass: HomeAssistant, cloud: Cloud, access: dict[str, str]
) -> None:
    result = await submit(hass, await start(hass), access)
    [selector] = fields(result).values()
    options = selector.config["options"]
    labels = {option["value"]: option["label"] for option in options}
    assert labels[cloud.home.id] == f"Sample Home · {cloud.home.email} · Devices: 3"
    roles = {cloud.organization.users[user_id].role for user_id in labels}
    assert roles == {"user"}


async def test_a_home_whose_devices_are_not_counted_is_listed_all_the_same(
    hass: HomeAssistant, cloud: Cloud, access: dict[str, str]
) -> None:
    homes = [{"id": "a", "email": "a@example.com"}, {"id": "b", "first_name": "B"}]
    cloud.faults.fail(path="*/users", status=200, body=homes)
    result = await submit(hass, await start(hass), access)
    [selector] = fields(result).values()
    labels = {option["label"] for option in selector.config["options"]}
    assert labels == {"a@example.com", "B"}


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
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["result"].unique_id == cloud.home.id
    assert await hass.config_entries.async_unload(result["result"].entry_id)


async def test_what_was_typed_is_trimmed(
    hass: HomeAssistant, cloud: Cloud, access: dict[str, str]
) -> None:
    typed = {key: f" {value} " for key, value in access.items()}
    typed |= {CONF_ENVIRONMENT: "custom"}
    result = await submit(hass, await start(hass), typed)
    result = await submit(hass, result, {CONF_USER_ID: cloud.home.id})
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
        ({"path": "*/users", "status": 401}, {"base": "invalid_auth"}),
        ({"path": "*/users", "status": 403}, {CONF_ORG_ID: "unknown_organization"}),
        ({"path": "*/users", "status": 429}, {"base": "rate_limited"}),
        ({"path": "*/users", "status": 500}, {"base": "cannot_connect"}),
        ({"path": "*/users", "drop": "connect"}, {"base": "cannot_connect"}),
        ({"path": "*/users", "status": 200, "body": "<html>"}, {"base": "unknown"}),
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
) -> None:
    failing = cloud.faults.fail(**failure)
    result = await submit(hass, await start(hass), access)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == errors
    failing.stop()
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
    typed = access | {CONF_BASE_URL: "Podero.Example.com:8443/api/partners/v2.0/"}
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


async def test_nothing_is_left_to_add_when_all_homes_are_there(
    hass: HomeAssistant, cloud: Cloud, access: dict[str, str]
) -> None:
    for user in cloud.organization.users.values():
        MockConfigEntry(domain=DOMAIN, unique_id=user.id).add_to_hass(hass)
    result = await submit(hass, await start(hass), access)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


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


async def test_the_connection_is_changed_and_an_empty_secret_is_kept(
    home: Home, entry: MockConfigEntry, access: dict[str, str]
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

    failing = home.cloud.faults.fail(path="*/users", drop="connect")
    result = await submit(home.hass, result, access)
    assert result["errors"] == {"base": "cannot_connect"}
    failing.stop()

    result = await submit(home.hass, result, access)
    assert result["reason"] == "reconfigure_successful"
    assert home.entry.data[CONF_CLIENT_SECRET] == secret
    await home.hass.async_block_till_done()
    assert home.state() is ConfigEntryState.LOADED


async def test_a_stored_secret_is_sent_to_no_other_address(
    home: Home, entry: MockConfigEntry, access: dict[str, str], asked: list[str]
) -> None:
    secret = access.pop(CONF_CLIENT_SECRET)
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
