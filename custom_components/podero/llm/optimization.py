"""Tools for the optimization of a device."""

from typing import Any, Final, override

from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.const import SERVICE_TURN_OFF, SERVICE_TURN_ON, STATE_UNAVAILABLE
from homeassistant.core import State
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.selector import DateTimeSelector
import voluptuous as vol

from ..const import DOMAIN
from ..services import ATTR_UNTIL
from .control import ControlTool
from .exposure import ExposedDevice
from .state_text import OUT_OF_REACH

ATTR_ON: Final = "on"


class SetOptimizationTool(ControlTool):
    """Tool to turn the optimization of a device on or off."""

    name = f"{DOMAIN}__set_optimization"
    title = "Set the optimization"
    description = (
        "Let Podero optimize a device, or not. Without optimization, the device uses"
        " its own settings."
    )
    device_parameter = "device"
    domain = SWITCH_DOMAIN
    key = "is_smart_optimization_active"
    fields = {vol.Required(ATTR_ON): cv.boolean}

    @override
    def blocked_reason(self, device: ExposedDevice, control: State) -> str | None:
        """Return why the switch is unavailable: turning it would do nothing."""
        return OUT_OF_REACH if control.state == STATE_UNAVAILABLE else None

    @override
    def call(self, arguments: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
        """Turn the switch on or off."""
        is_on = arguments.pop(ATTR_ON)
        return SWITCH_DOMAIN, SERVICE_TURN_ON if is_on else SERVICE_TURN_OFF, arguments


class PauseOptimizationTool(ControlTool):
    """Tool to turn the optimization of a device off for a while."""

    name = f"{DOMAIN}__pause_optimization"
    title = "Pause the optimization"
    description = (
        "Turn the optimization of a device off until a time. It turns on again by"
        " itself."
    )
    device_parameter = SetOptimizationTool.device_parameter
    domain = SetOptimizationTool.domain
    key = SetOptimizationTool.key
    action = (DOMAIN, "pause_optimization")
    fields = {
        vol.Required(
            ATTR_UNTIL, description="End in local time, in the future."
        ): DateTimeSelector()
    }


class ResumeOptimizationTool(PauseOptimizationTool):
    """Tool to end a pause of the optimization."""

    name = f"{DOMAIN}__resume_optimization"
    title = "Resume the optimization"
    description = "Turn the optimization of a device on, and end its pause."
    action = (DOMAIN, "resume_optimization")
    fields = {}
