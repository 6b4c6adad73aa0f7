"""The dialogs of the config flow, filled in as a person does it."""

from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, SOURCE_USER, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from custom_components.podero.const import CONF_USER_ID, DOMAIN
from simulator import Cloud
from tests.conftest import Home

OTHER_ORG = "00000000-0000-4000-8000-000000000000"


async def start(hass: HomeAssistant) -> ConfigFlowResult:
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "user"
    return result


async def submit(
    hass: HomeAssistant, result: ConfigFlowResult, data: dict[str, Any]
) -> ConfigFlowResult:
    result = await hass.config_entries.flow.async_configure(result["flow_id"], data)
    await hass.async_block_till_done()
    return result


async def select(
    hass: HomeAssistant, result: ConfigFlowResult, user_id: str
) -> ConfigFlowResult:
    """Select a home, and leave the extras as they are suggested."""
    result = await submit(hass, result, {CONF_USER_ID: user_id})
    return await accept_extras(hass, result)


async def accept_extras(
    hass: HomeAssistant, result: ConfigFlowResult
) -> ConfigFlowResult:
    assert result["step_id"] == "extras"
    return await submit(hass, result, {})


async def finish(hass: HomeAssistant, result: ConfigFlowResult, cloud: Cloud) -> None:
    """Choose the home in the dialog and see it set up."""
    await finish_as(hass, result, cloud.home.id, "Sample Home")


async def finish_as(
    hass: HomeAssistant, result: ConfigFlowResult, user_id: str, title: str
) -> None:
    assert result["step_id"] == "home"
    result = await select(hass, result, user_id)
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
