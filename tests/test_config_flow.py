"""Adding a home, and giving it new credentials."""

from time import perf_counter
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_USER,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.podero.api import PoderoNotFoundError
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
        def __init__(self, _session: object, *, base_url: str, **_rest: object) -> None:
            origins.append(base_url)

        async def users(self) -> list[object]:
            return []

        async def user(self, _user_id: str) -> None:
            raise PoderoNotFoundError

    monkeypatch.setattr("custom_components.podero.settings.client.Podero", Recorder)
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
    await finish_as(hass, result, cloud.home.id, "Sample Home")


async def finish_as(
    hass: HomeAssistant, result: ConfigFlowResult, user_id: str, title: str
) -> None:
    assert result["step_id"] == "home"
    result = await submit(hass, result, {CONF_USER_ID: user_id})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == title
    assert await hass.config_entries.async_unload(result["result"].entry_id)


def fields(result: ConfigFlowResult) -> dict[Any, Any]:
    """Return the fields of the dialog."""
    schema = result["data_schema"]
    assert schema is not None
    return dict(schema.schema)


def only(cloud: Cloud, *user_ids: str) -> None:
    """Remove all other users of the organization."""
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
    assert labels[cloud.home.id] == f"Sample Home · {cloud.home.email} (3)"
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


def suggested_home(result: ConfigFlowResult) -> object:
    [field] = fields(result)
    return field.description["suggested_value"]


async def test_no_home_is_selected_unless_it_is_the_only_one_left(
    hass: HomeAssistant, cloud: Cloud, access: dict[str, str]
) -> None:
    result = await submit(hass, await start(hass), access)
    # The frontend would select the first home if there was no value.
    assert suggested_home(result) == ""
    [selector] = fields(result).values()
    assert not selector.config["custom_value"]
    for user in cloud.organization.users.values():
        if user.id != cloud.home.id:
            MockConfigEntry(domain=DOMAIN, unique_id=user.id).add_to_hass(hass)
    result = await submit(hass, await start(hass), access)
    assert suggested_home(result) == cloud.home.id
    await finish(hass, result, cloud)


def many_homes(cloud: Cloud, count: int) -> None:
    """Let the organization have many homes beside the first one."""
    homes = [
        {"id": f"{number}", "email": f"{number}@e.example"} for number in range(count)
    ]
    first = {"id": cloud.home.id, "email": "Me@E.example", "first_name": "Me"}
    twins = [{"id": letter, "first_name": "Twin"} for letter in "ab"]
    cloud.faults.fail(path="*/users", status=200, body=[*homes, *twins, first])


@pytest.mark.parametrize("entered", ["me", " ME@e.example ", "id"])
async def test_in_a_long_list_a_home_is_found_by_name_email_or_id(
    hass: HomeAssistant, cloud: Cloud, access: dict[str, str], entered: str
) -> None:
    many_homes(cloud, 17)
    result = await submit(hass, await start(hass), access)
    [selector] = fields(result).values()
    assert selector.config["custom_value"]
    for unknown in ("", "nobody", "Twin"):
        result = await submit(hass, result, {CONF_USER_ID: unknown})
        assert result["errors"] == {CONF_USER_ID: "unknown_home"}
    entered = cloud.home.id if entered == "id" else entered
    result = await submit(hass, result, {CONF_USER_ID: entered})
    assert result["result"].unique_id == cloud.home.id
    assert await hass.config_entries.async_unload(result["result"].entry_id)


async def test_a_list_of_many_thousand_homes_is_sorted_soon(
    hass: HomeAssistant, cloud: Cloud, access: dict[str, str]
) -> None:
    many_homes(cloud, 20_000)
    began = perf_counter()
    result = await submit(hass, await start(hass), access)
    assert perf_counter() - began < 10
    [selector] = fields(result).values()
    labels = [option["label"] for option in selector.config["options"]]
    assert len(labels) == 20_003
    assert labels == sorted(labels, key=str.casefold)
    await finish_as(hass, result, cloud.home.id, "Me")


async def test_names_cannot_write_anything_else_into_the_list(
    hass: HomeAssistant, cloud: Cloud, access: dict[str, str]
) -> None:
    name = f"Home\n\n# {'x' * 90}"
    homes = [{"id": "a", "first_name": name}, {"id": "b", "first_name": "B"}]
    cloud.faults.fail(path="*/users", status=200, body=homes)
    result = await submit(hass, await start(hass), access)
    [selector] = fields(result).values()
    labels = [option["label"] for option in selector.config["options"]]
    assert labels == ["B", f"Home # {'x' * 72}…"]
    result = await submit(hass, result, {CONF_USER_ID: "a"})
    assert result["title"] == f"Home # {'x' * 72}…"


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


def reauth_flows(hass: HomeAssistant) -> list[str]:
    return [
        flow["flow_id"]
        for flow in hass.config_entries.flow.async_progress()
        if flow["context"]["source"] == SOURCE_REAUTH
    ]


async def refuse_credentials(home: Home) -> None:
    home.cloud.tokens.change_secret("renewed")
    home.cloud.tokens.expire()
    await home.poll()


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
