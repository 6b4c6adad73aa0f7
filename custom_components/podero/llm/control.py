"""Base class of tools that control a device."""

from typing import Any, ClassVar, Final, override

from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, ServiceResponse, State
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers.llm import (
    LLMContext,
    Tool,
    ToolAnnotations,
    ToolInput,
    ToolResult,
)
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from ..api import Device
from ..const import DOMAIN
from .exposure import ExposedDevice, async_exposed_devices

READ_ONLY: Final = ToolAnnotations(
    read_only=True, destructive=False, idempotent=True, open_world=False
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
    has_response: ClassVar[bool] = False

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
            return error("This device no longer exists.")
        if (reason := self.blocked_reason(device, control)) is not None:
            return error(reason)
        domain, action, data = self.call(arguments)
        try:
            response = await hass.services.async_call(
                domain,
                action,
                {ATTR_ENTITY_ID: control.entity_id, **data},
                blocking=True,
                context=llm_context.context,
                return_response=self.has_response,
            )
        except Unauthorized:
            return error("The user is not allowed to control this device.")
        except HomeAssistantError as err:
            return error(str(err))
        return ToolResult(self.answer(device, response))

    def blocked_reason(self, device: ExposedDevice, control: State) -> str | None:
        """Return why the device cannot be controlled now; None if it can."""
        return None

    def call(self, arguments: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
        """Return the domain, the action, and its data for the arguments of a call."""
        return (*self.action, arguments)

    def answer(
        self, device: ExposedDevice, response: ServiceResponse
    ) -> JsonObjectType:
        """Return the result of the action."""
        return self.result(device.device)

    def result(self, device: Device | None) -> JsonObjectType:
        """Return the state of the device after the action."""
        return {"result": "Done."}


def error(text: str) -> ToolResult:
    """Return a failure, in words."""
    return ToolResult({"error": text}, error=True)
