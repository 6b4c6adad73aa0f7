"""Tools with which language models read and steer a home, where it is exposed."""

from abc import abstractmethod
from typing import Any, ClassVar, override

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.components.button import DOMAIN as BUTTON_DOMAIN, SERVICE_PRESS
from homeassistant.components.llm import LLMTools
from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNAVAILABLE
from homeassistant.core import Context, HomeAssistant, State, callback
from homeassistant.exceptions import HomeAssistantError
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

from ..api import Device, ElectricVehicle, HeatPump
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
    "Podero optimizes energy devices of this home. To answer a question about them,"
    " their power, temperatures, charging or modes, call podero__get_energy_state."
)
WAITS = "The car charges as soon as it is plugged in."


@callback
def async_get_tools(
    hass: HomeAssistant, llm_context: LLMContext, api_id: str
) -> LLMTools | None:
    """Return the tools for what is exposed to the assistant."""
    if api_id != LLM_API_ASSIST or not llm_context.assistant:
        return None
    devices = async_exposed_devices(hass, llm_context.assistant)
    if not devices:
        return None
    controls = (
        (tool, [device.name for device in devices if tool.control(device)])
        for tool in (ChargeNowTool, SetAwayModeTool, EndAwayModeTool)
    )
    tools = [tool(names) for tool, names in controls if names]
    return LLMTools(tools=[GetEnergyStateTool(), *tools], prompt=PROMPT)


class GetEnergyStateTool(Tool):
    """Tells what the devices show."""

    name = f"{DOMAIN}__get_energy_state"
    title = "Get energy state"
    description = (
        "Read the current state of the energy devices that Podero optimizes: the heat"
        " pump, the car, the solar inverter and its battery, and the energy contract."
        " Tells temperatures, power flows, battery levels, charging, away mode and"
        " other modes, as far as they are exposed. Names and words are in the language"
        " of the home. Power in W is what flows right now, energy in kWh was counted."
    )
    annotations = ToolAnnotations(
        read_only=True, destructive=False, idempotent=True, open_world=False
    )
    integration = DOMAIN

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext
    ) -> ToolResult:
        """Return the devices, each with what it shows."""
        devices = async_exposed_devices(hass, llm_context.assistant)
        return ToolResult(
            {"devices": [async_describe_device(hass, device) for device in devices]}
        )


class ControlTool(Tool):
    """Steers one device: with an action, through an entity that must be exposed."""

    annotations = ToolAnnotations(idempotent=True, open_world=False)
    integration = DOMAIN

    kind: ClassVar[str]
    domain: ClassVar[str]
    key: ClassVar[str]
    action: ClassVar[tuple[str, str]]
    fields: ClassVar[dict[vol.Marker, Any]] = {}

    def __init__(self, names: list[str]) -> None:
        """Take the names of the devices that there are to choose from."""
        one_of = vol.Optional if len(names) == 1 else vol.Required
        name = one_of(self.kind, description="Which one.")
        self.parameters = vol.Schema({name: vol.In(names), **self.fields})

    @classmethod
    def control(cls, device: ExposedDevice) -> State | None:
        """Return the entity that steers a device; None where it is not exposed."""
        return device.entity(cls.domain, cls.key)

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext
    ) -> ToolResult:
        """Steer the device, and tell what became of it."""
        wanted = self.parameters(tool_input.tool_args)
        name = wanted.pop(self.kind, None)
        for device in async_exposed_devices(hass, llm_context.assistant):
            control = self.control(device)
            if control is not None and name in (device.name, None):
                break
        else:
            return _error("There is no such device any more.")
        if not await _may_control(hass, llm_context.context, control.entity_id):
            return _error("The person who asks may not control this device.")
        if (refusal := self.refusal(device, control)) is not None:
            return _error(refusal)
        try:
            await hass.services.async_call(
                *self.action,
                {ATTR_ENTITY_ID: control.entity_id, **wanted},
                blocking=True,
                context=llm_context.context,
            )
        except HomeAssistantError as err:
            return _error(str(err))
        return ToolResult(self.told(device.record))

    def refusal(self, device: ExposedDevice, control: State) -> str | None:
        """Return why the device cannot be steered now; None where it is worth a try."""
        return None

    @abstractmethod
    def told(self, record: Device | None) -> JsonObjectType:
        """Return what became of the device."""


class ChargeNowTool(ControlTool):
    """Lets a car charge at once."""

    name = f"{DOMAIN}__charge_now"
    title = "Charge the car now"
    description = (
        "Let a car charge at once, whatever energy costs. If it is not plugged in, it"
        " charges as soon as it is. Podero cannot stop it afterwards."
    )
    kind = "car"
    domain = BUTTON_DOMAIN
    key = "boost"
    action = (BUTTON_DOMAIN, SERVICE_PRESS)

    @override
    def refusal(self, device: ExposedDevice, control: State) -> str | None:
        """Return why the button is unavailable; pressed, it would do nothing."""
        if control.state != STATE_UNAVAILABLE:
            return None
        car = device.record
        if device.is_out_of_reach or not isinstance(car, ElectricVehicle):
            return OUT_OF_REACH
        if car.is_boosting or car.is_charging:
            return "The car is charging already."
        if car.is_fully_charged:
            return "The car is full already."
        return "Podero cannot let this car charge at once at the moment."

    @override
    def told(self, record: Device | None) -> JsonObjectType:
        """Return whether the car charges, or waits to be plugged in."""
        waits = isinstance(record, ElectricVehicle) and record.boost_for_next_session
        return {"result": WAITS if waits else "The car starts to charge."}


class SetAwayModeTool(ControlTool):
    """Lets a heat pump save energy while nobody is at home."""

    name = f"{DOMAIN}__set_away_mode"
    title = "Set away mode"
    description = (
        "Let a heat pump save energy while nobody is at home, from now or later on."
        " It replaces an away mode that was set before."
    )
    kind = "heat_pump"
    domain = SWITCH_DOMAIN
    key = "is_away_mode_enabled"
    action = (DOMAIN, "set_away_mode")
    fields = {
        vol.Optional(
            ATTR_START, description="When they leave, in local time. Without it: now."
        ): DateTimeSelector(),
        vol.Optional(
            ATTR_END,
            description="When they are back, in local time. Without it: until ended.",
        ): DateTimeSelector(),
        vol.Optional(
            ATTR_MINIMUM_TEMPERATURE,
            description="How cold the rooms may become meanwhile, in °C.",
        ): vol.All(vol.Coerce(float), vol.Range(*ROOM_WHILE_AWAY)),
        vol.Optional(
            ATTR_MINIMUM_HOT_WATER_TEMPERATURE,
            description="How cold the hot water may become meanwhile, in °C.",
        ): vol.All(vol.Coerce(float), vol.Range(*HOT_WATER_WHILE_AWAY)),
    }

    @override
    def told(self, record: Device | None) -> JsonObjectType:
        """Return how away mode is set now, in local time and °C."""
        status = "unknown"
        if isinstance(record, HeatPump):
            status = record.away_mode_status(dt_util.utcnow())
        told: JsonObjectType = {"away_mode": status}
        if status not in ("scheduled", "active"):
            return told
        for name in (ATTR_START, ATTR_END):
            if (moment := getattr(record, f"away_mode_{name}")) is not None:
                told[name] = f"{dt_util.as_local(moment):%Y-%m-%d %H:%M}"
        for name, field in AWAY_LIMITS.items():
            if (limit := getattr(record, field)) is not None:
                told[name] = f"{limit:g} °C"
        return told


class EndAwayModeTool(SetAwayModeTool):
    """Lets a heat pump heat as usual again."""

    name = f"{DOMAIN}__end_away_mode"
    title = "End away mode"
    description = "End away mode of a heat pump, or cancel one that lies ahead."
    action = (DOMAIN, "clear_away_mode")
    fields = {}


async def _may_control(
    hass: HomeAssistant, context: Context | None, entity_id: str
) -> bool:
    """Return whether who asks may control an entity; nobody in particular may."""
    if context is None or context.user_id is None:
        return True
    user = await hass.auth.async_get_user(context.user_id)
    return user is not None and user.permissions.check_entity(entity_id, POLICY_CONTROL)


def _error(text: str) -> ToolResult:
    return ToolResult({"error": text}, error=True)
