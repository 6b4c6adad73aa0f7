"""An assistant with a language model, which uses the tools."""

from typing import Any

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context
from homeassistant.helpers.llm import (
    LLM_API_ASSIST,
    APIInstance,
    LLMContext,
    ToolInput,
    ToolResult,
    async_get_api,
)
from homeassistant.util.json import JsonObjectType

from tests.conftest import Home

ASSISTANT = "conversation"
CHARGE_NOW = "button.car_charge_now"
AWAY = "switch.heat_pump_away_mode"
OUT_OF_REACH: JsonObjectType = {
    "error": "Podero or the device is unavailable at the moment."
}
WAITS = "The car charges as soon as it is plugged in."


def asking(assistant: str = ASSISTANT, context: Context | None = None) -> LLMContext:
    return LLMContext(
        platform="test",
        context=context or Context(),
        language="en",
        assistant=assistant,
        device_id=None,
    )


def expose(home: Home, *entity_ids: str, yes: bool = True) -> None:
    for entity_id in entity_ids:
        async_expose_entity(home.hass, ASSISTANT, entity_id, yes)


def expose_only(home: Home, *entity_ids: str) -> None:
    expose(home, *home.hass.states.async_entity_ids(), yes=False)
    expose(home, *entity_ids)


async def api(home: Home, context: Context | None = None) -> APIInstance:
    return await async_get_api(home.hass, LLM_API_ASSIST, asking(context=context))


async def names(home: Home) -> list[str]:
    """Return what tools there are, without the name of the integration."""
    tools = (await api(home)).tools
    return [
        tool.name.removeprefix("podero__")
        for tool in tools
        if tool.integration == "podero"
    ]


async def call(
    home: Home, tool: str, context: Context | None = None, **arguments: Any
) -> ToolResult:
    instance = await api(home, context)
    result = await instance.async_call_tool(ToolInput(f"podero__{tool}", arguments))
    await home.hass.async_block_till_done()
    return result


async def told(home: Home, name: str) -> dict[str, Any]:
    """Return what is told of a device."""
    result = await call(home, "get_energy_state")
    assert not result.error
    devices: Any = result.data["devices"]
    [found] = [item for item in devices if item["name"] == name]
    return dict(found)
