"""Tools for language models to read and control exposed devices."""

from typing import Final, override

from homeassistant.components.llm import LLMTools
from homeassistant.components.sensor import DOMAIN as SENSOR_DOMAIN
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.llm import (
    LLM_API_ASSIST,
    LLMContext,
    Tool,
    ToolInput,
    ToolResult,
)
from homeassistant.util.json import JsonObjectType

from ..activity.sentence import async_get_texts, sentence
from ..const import DOMAIN
from .control import READ_ONLY, ControlTool
from .electric_vehicle import (
    ChargeNowTool,
    GetChargingPlanTool,
    GetChargingSessionsTool,
    SetChargeScheduleTool,
)
from .exposure import ExposedDevice, async_exposed_devices
from .heat_pump import EndAwayModeTool, PauseTool, ResumeTool, SetAwayModeTool
from .optimization import (
    PauseOptimizationTool,
    ResumeOptimizationTool,
    SetOptimizationTool,
)
from .state_text import OUT_OF_REACH, async_describe_device, async_state_text

ACTIVITY: Final = (SENSOR_DOMAIN, "activity")
PROMPT = (
    "Podero optimizes energy devices of this home. To answer questions about their"
    " power, temperatures, charging, or modes, call podero__get_energy_state."
)


@callback
def async_get_tools(
    hass: HomeAssistant, llm_context: LLMContext, api_id: str
) -> LLMTools | None:
    """Return the tools for the devices that are exposed to the assistant."""
    if api_id != LLM_API_ASSIST or not llm_context.assistant:
        return None
    devices = async_exposed_devices(hass, llm_context.assistant)
    if not devices:
        return None
    controls = (
        (tool, [device.name for device in devices if tool.control_state(device)])
        for tool in CONTROLS
    )
    tools: list[Tool] = [tool(names) for tool, names in controls if names]
    if _savings(hass, devices):
        tools.insert(0, GetSavingsTool())
    if any(device.state_of(*ACTIVITY) for device in devices):
        tools.insert(0, ExplainTool())
    return LLMTools(tools=[GetEnergyStateTool(), *tools], prompt=PROMPT)


class GetEnergyStateTool(Tool):
    """Tool to read the states of the devices."""

    name = f"{DOMAIN}__get_energy_state"
    title = "Get energy state"
    description = (
        "Read the current state of the energy devices that Podero optimizes: the heat"
        " pump, the car, the solar inverter and its battery, and the energy contract."
        " Returns temperatures, power flows, battery levels, charging, away mode, and"
        " other modes that are exposed. Names and states are in the language of the"
        " home. Power in W is the current flow, energy in kWh is a meter reading."
    )
    annotations = READ_ONLY
    integration = DOMAIN

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext
    ) -> ToolResult:
        """Return the exposed devices and the states of their entities."""
        devices = async_exposed_devices(hass, llm_context.assistant)
        return ToolResult(
            {"devices": [async_describe_device(hass, device) for device in devices]}
        )


class ExplainTool(GetEnergyStateTool):
    """Tool to explain what the devices do."""

    name = f"{DOMAIN}__explain"
    title = "Explain"
    description = (
        "Explain what each device does at the moment, why, until when, and what comes"
        " next, such as why the car is not charging. The sentences name a cause only"
        " where Podero tells one. They are in the language of the home."
    )

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext
    ) -> ToolResult:
        """Return a sentence for each device whose activity is exposed."""
        texts = await async_get_texts(hass, hass.config.language)
        unit = hass.config.units.temperature_unit
        return ToolResult(
            {
                device.name: OUT_OF_REACH
                if device.is_out_of_reach
                else sentence(device.explanation, texts, unit)
                for device in async_exposed_devices(hass, llm_context.assistant)
                if device.state_of(*ACTIVITY)
            }
        )


class GetSavingsTool(GetEnergyStateTool):
    """Tool to read the savings of the devices."""

    name = f"{DOMAIN}__get_savings"
    title = "Get savings"
    description = (
        "Read how much money the optimization of each device has saved, this month and"
        " in total."
    )

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext
    ) -> ToolResult:
        """Return the savings of the exposed devices."""
        devices = async_exposed_devices(hass, llm_context.assistant)
        return ToolResult({"savings": _savings(hass, devices)})


@callback
def _savings(hass: HomeAssistant, devices: list[ExposedDevice]) -> JsonObjectType:
    """Return the savings of devices, in words, by the names of the devices."""
    savings: JsonObjectType = {
        device.name: {
            key: text
            for entity, state in device.entities
            if (key := entity.translation_key or "").startswith("savings_")
            and (text := async_state_text(hass, entity, state)) is not None
        }
        for device in devices
    }
    return {name: saved for name, saved in savings.items() if saved}


CONTROLS: Final[tuple[type[ControlTool], ...]] = (
    ChargeNowTool,
    GetChargingPlanTool,
    GetChargingSessionsTool,
    SetChargeScheduleTool,
    SetAwayModeTool,
    EndAwayModeTool,
    PauseTool,
    ResumeTool,
    SetOptimizationTool,
    PauseOptimizationTool,
    ResumeOptimizationTool,
)
