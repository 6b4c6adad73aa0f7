"""Tools for language models to read and control exposed devices."""

from abc import abstractmethod
from typing import Any, ClassVar, override

from homeassistant.components.button import DOMAIN as BUTTON_DOMAIN, SERVICE_PRESS
from homeassistant.components.llm import LLMTools
from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers.llm import (
    LLM_API_ASSIST,
    LLMContext,
    Tool,
    ToolAnnotations,
    ToolInput,
    ToolResult,
)
from homeassistant.helpers.selector import DateTimeSelector
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from ..api import AwayModeStatus, Device, ElectricVehicle, HeatPump
from ..const import DOMAIN
from ..services import (
    ATTR_END,
    ATTR_MINIMUM_HOT_WATER_TEMPERATURE,
    ATTR_MINIMUM_TEMPERATURE,
    ATTR_START,
    AWAY_LIMITS,
)
from ..settings.limits import HOT_WATER_WHILE_AWAY, ROOM_WHILE_AWAY
from .exposure import ExposedDevice, async_exposed_devices
from .state_text import OUT_OF_REACH, async_describe_device

PROMPT = (
    "Podero optimizes energy devices of this home. To answer questions about their"
    " power, temperatures, charging, or modes, call podero__get_energy_state."
)
WAITS = "The car charges as soon as it is plugged in."


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
        for tool in (ChargeNowTool, SetAwayModeTool, EndAwayModeTool)
    )
    tools = [tool(names) for tool, names in controls if names]
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
    annotations = ToolAnnotations(
        read_only=True, destructive=False, idempotent=True, open_world=False
    )
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


class ControlTool(Tool):
    """Base class for tools that control a device through an exposed entity."""

    annotations = ToolAnnotations(idempotent=True, open_world=False)
    integration = DOMAIN

    device_parameter: ClassVar[str]
    domain: ClassVar[str]
    key: ClassVar[str]
    action: ClassVar[tuple[str, str]]
    fields: ClassVar[dict[vol.Marker, Any]] = {}

    def __init__(self, names: list[str]) -> None:
        """Initialize the tool for the devices with these names."""
        marker = vol.Optional if len(names) == 1 else vol.Required
        name = marker(self.device_parameter, description="Name of the device.")
        self.parameters = vol.Schema({name: vol.In(names), **self.fields})

    @classmethod
    def control_state(cls, device: ExposedDevice) -> State | None:
        """Return the state of the controlling entity; None if it is not exposed."""
        return device.state_of(cls.domain, cls.key)

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext
    ) -> ToolResult:
        """Control the device, and return the result."""
        arguments = self.parameters(tool_input.tool_args)
        name = arguments.pop(self.device_parameter, None)
        for device in async_exposed_devices(hass, llm_context.assistant):
            control = self.control_state(device)
            if control is not None and name in (device.name, None):
                break
        else:
            return _error("This device no longer exists.")
        if (reason := self.blocked_reason(device, control)) is not None:
            return _error(reason)
        try:
            await hass.services.async_call(
                *self.action,
                {ATTR_ENTITY_ID: control.entity_id, **arguments},
                blocking=True,
                context=llm_context.context,
            )
        except Unauthorized:
            return _error("The user is not allowed to control this device.")
        except HomeAssistantError as err:
            return _error(str(err))
        return ToolResult(self.result(device.device))

    def blocked_reason(self, device: ExposedDevice, control: State) -> str | None:
        """Return why the device cannot be controlled now; None if it can."""
        return None

    @abstractmethod
    def result(self, device: Device | None) -> JsonObjectType:
        """Return the state of the device after the action."""


class ChargeNowTool(ControlTool):
    """Tool to charge an electric vehicle at once."""

    name = f"{DOMAIN}__charge_now"
    title = "Charge the car now"
    description = (
        "Charge a car now, regardless of the energy price. If the car is not plugged"
        " in, it charges as soon as it is plugged in. Podero cannot stop charging once"
        " it has started."
    )
    device_parameter = "car"
    domain = BUTTON_DOMAIN
    key = "boost"
    action = (BUTTON_DOMAIN, SERVICE_PRESS)

    @override
    def blocked_reason(self, device: ExposedDevice, control: State) -> str | None:
        """Return why the button is unavailable: pressing it would do nothing."""
        if control.state != STATE_UNAVAILABLE:
            return None
        electric_vehicle = device.device
        if device.is_out_of_reach or not isinstance(electric_vehicle, ElectricVehicle):
            return OUT_OF_REACH
        if electric_vehicle.is_boosting or electric_vehicle.is_charging:
            return "The car is already charging."
        if electric_vehicle.is_fully_charged:
            return "The car is already fully charged."
        return "Podero cannot start charging this car at the moment."

    @override
    def result(self, device: Device | None) -> JsonObjectType:
        """Return whether the vehicle charges, or waits to be plugged in."""
        waits = isinstance(device, ElectricVehicle) and device.boost_for_next_session
        return {"result": WAITS if waits else "The car starts charging."}


class SetAwayModeTool(ControlTool):
    """Tool to set the away mode of a heat pump."""

    name = f"{DOMAIN}__set_away_mode"
    title = "Set away mode"
    description = (
        "Turn on away mode, so that a heat pump saves energy while nobody is home,"
        " from now on or from a later time. Replaces an away mode that was set before."
    )
    device_parameter = "heat_pump"
    domain = SWITCH_DOMAIN
    key = "is_away_mode_enabled"
    action = (DOMAIN, "set_away_mode")
    fields = {
        vol.Optional(
            ATTR_START, description="Start in local time. If omitted, starts now."
        ): DateTimeSelector(),
        vol.Optional(
            ATTR_END,
            description="End in local time. If omitted, lasts until it is ended.",
        ): DateTimeSelector(),
        vol.Optional(
            ATTR_MINIMUM_TEMPERATURE,
            description="Minimum room temperature during away mode, in °C.",
        ): vol.All(vol.Coerce(float), vol.Range(*ROOM_WHILE_AWAY)),
        vol.Optional(
            ATTR_MINIMUM_HOT_WATER_TEMPERATURE,
            description="Minimum hot water temperature during away mode, in °C.",
        ): vol.All(vol.Coerce(float), vol.Range(*HOT_WATER_WHILE_AWAY)),
    }

    @override
    def result(self, device: Device | None) -> JsonObjectType:
        """Return the away mode, with times in local time and temperatures in °C."""
        if not isinstance(device, HeatPump):
            return {"away_mode": STATE_UNKNOWN}
        status = device.away_mode_status(dt_util.utcnow())
        result: JsonObjectType = {"away_mode": status}
        if status is AwayModeStatus.OFF:
            return result
        for name in (ATTR_START, ATTR_END):
            if (time := getattr(device, f"away_mode_{name}")) is not None:
                result[name] = f"{dt_util.as_local(time):%Y-%m-%d %H:%M}"
        for name, setting in AWAY_LIMITS.items():
            if (limit := getattr(device, setting)) is not None:
                result[name] = f"{limit:g} °C"
        return result


class EndAwayModeTool(SetAwayModeTool):
    """Tool to end the away mode of a heat pump."""

    name = f"{DOMAIN}__end_away_mode"
    title = "End away mode"
    description = "End away mode of a heat pump, or cancel scheduled away mode."
    action = (DOMAIN, "clear_away_mode")
    fields = {}


def _error(text: str) -> ToolResult:
    return ToolResult({"error": text}, error=True)
