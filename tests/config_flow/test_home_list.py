"""The list of homes to choose from."""

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.podero.const import CONF_USER_ID, DOMAIN
from simulator import Cloud
from tests.config_flow.dialog import fields, finish, finish_as, select, start, submit

TWINS = "ab"


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
    twins = [{"id": letter, "first_name": "Twin"} for letter in TWINS]
    cloud.faults.fail(path="*/users", status=200, body=[*homes, *twins, first])


@pytest.mark.parametrize("entered", ["me", " ME@e.example ", "id", "label"])
async def test_in_a_long_list_a_home_is_found_by_name_email_or_id(
    hass: HomeAssistant, cloud: Cloud, access: dict[str, str], entered: str
) -> None:
    many_homes(cloud, 17)
    result = await submit(hass, await start(hass), access)
    [selector] = fields(result).values()
    assert selector.config["custom_value"]
    # The frontend shows the value that was selected.
    values = [option["value"] for option in selector.config["options"]]
    assert values == [option["label"] for option in selector.config["options"]]
    for unknown in ("", "nobody", "Twin"):
        result = await submit(hass, result, {CONF_USER_ID: unknown})
        assert result["errors"] == {CONF_USER_ID: "unknown_home"}
    entered = {"id": cloud.home.id, "label": "Me · Me@E.example"}.get(entered, entered)
    result = await select(hass, result, entered)
    assert result["result"].unique_id == cloud.home.id
    assert await hass.config_entries.async_unload(result["result"].entry_id)


@pytest.mark.parametrize("twin", TWINS)
async def test_homes_that_look_the_same_have_their_id_in_the_list(
    hass: HomeAssistant, cloud: Cloud, access: dict[str, str], twin: str
) -> None:
    many_homes(cloud, 17)
    result = await submit(hass, await start(hass), access)
    result = await select(hass, result, f"Twin · {twin}")
    assert result["result"].unique_id == twin
    assert result["title"] == "Twin"
    assert await hass.config_entries.async_unload(result["result"].entry_id)


async def test_a_list_of_many_thousand_homes_is_sorted(
    hass: HomeAssistant, cloud: Cloud, access: dict[str, str]
) -> None:
    many_homes(cloud, 20_000)
    result = await submit(hass, await start(hass), access)
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
    result = await select(hass, result, "a")
    assert result["title"] == f"Home # {'x' * 72}…"


async def test_nothing_is_left_to_add_when_all_homes_are_there(
    hass: HomeAssistant, cloud: Cloud, access: dict[str, str]
) -> None:
    for user in cloud.organization.users.values():
        MockConfigEntry(domain=DOMAIN, unique_id=user.id).add_to_hass(hass)
    result = await submit(hass, await start(hass), access)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
