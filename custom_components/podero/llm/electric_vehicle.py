"""Tools for electric vehicles."""

from typing import Any, Final, override

from homeassistant.components.button import DOMAIN as BUTTON_DOMAIN, SERVICE_PRESS
from homeassistant.components.event import DOMAIN as EVENT_DOMAIN
from homeassistant.components.sensor import DOMAIN as SENSOR_DOMAIN
from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import ServiceResponse, State
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.selector import DateTimeSelector
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from ..api import DAYS, Device, ElectricVehicle
from ..const import DOMAIN
from ..services import (
    ATTR_CHARGE_DEADLINE,
    ATTR_CHARGE_PERCENTAGE,
    ATTR_END,
    ATTR_START,
    number_within,
)
from ..settings.limits import BATTERY
from .control import READ_ONLY, ControlTool
from .exposure import ExposedDevice
from .state_text import OUT_OF_REACH, local_time

ATTR_DAYS: Final = "days"
WAITS: Final = "The car charges as soon as it is plugged in."


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


class GetChargingPlanTool(ControlTool):
    """Tool to read the charging plan of an electric vehicle."""

    name = f"{DOMAIN}__get_charging_plan"
    title = "Get the charging plan"
    description = (
        "Read when a car is planned to charge, and its weekly schedule: the level in %"
        " that the battery must have on each weekday, and until when."
    )
    annotations = READ_ONLY
    device_parameter = "car"
    domain = SENSOR_DOMAIN
    key = "planned_charge_start"
    action = (DOMAIN, "get_charge_schedule")
    has_response = True

    @override
    def answer(
        self, device: ExposedDevice, response: ServiceResponse
    ) -> JsonObjectType:
        """Return the planned charging in local time, and the weekly schedule."""
        times: JsonObjectType = {}
        for name in ("start", "end"):
            planned = device.state_of(SENSOR_DOMAIN, f"planned_charge_{name}")
            if planned is not None and (at := dt_util.parse_datetime(planned.state)):
                times[name] = local_time(at)
        [schedule] = (response or {}).values()
        return {"planned_charging": times or "nothing planned", "schedule": schedule}


class GetChargingSessionsTool(ControlTool):
    """Tool to read the charging sessions of an electric vehicle."""

    name = f"{DOMAIN}__get_charging_sessions"
    title = "Get charging sessions"
    description = (
        "Read the charging sessions of a car in a period, the oldest first: when it was"
        " plugged in and unplugged, energy in kWh, cost and savings, the levels of the"
        " battery in %, and whether it was at home."
    )
    annotations = READ_ONLY
    device_parameter = "car"
    domain = EVENT_DOMAIN
    key = "charging_session"
    action = (DOMAIN, "get_charging_sessions")
    fields = {
        vol.Required(
            ATTR_START, description="Start of the period in local time."
        ): DateTimeSelector(),
        vol.Optional(
            ATTR_END, description="End of the period in local time. If omitted, now."
        ): DateTimeSelector(),
    }
    has_response = True

    @override
    def answer(
        self, device: ExposedDevice, response: ServiceResponse
    ) -> JsonObjectType:
        """Return the sessions as the action does."""
        return response or {}


class SetChargeScheduleTool(ControlTool):
    """Tool to change days of the weekly charge schedule of an electric vehicle."""

    name = f"{DOMAIN}__set_charge_schedule"
    title = "Set the charge schedule"
    description = (
        "Set how full a car must be, and until when, on one or more weekdays. Other"
        " days do not change."
    )
    device_parameter = "car"
    domain = SWITCH_DOMAIN
    key = "is_charge_policy_enabled"
    action = (DOMAIN, "set_charge_schedule")
    fields = {
        vol.Required(ATTR_DAYS, description="Weekdays."): vol.All(
            cv.ensure_list, [vol.In(DAYS)], vol.Length(min=1)
        ),
        vol.Required(
            ATTR_CHARGE_PERCENTAGE, description="Level of the battery in %."
        ): number_within(BATTERY),
        vol.Required(
            ATTR_CHARGE_DEADLINE, description="Local time, such as 07:00."
        ): cv.string,
    }

    @override
    def call(self, arguments: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
        """Set the same goal for each of the days."""
        days = arguments.pop(ATTR_DAYS)
        return (*self.action, dict.fromkeys(days, arguments))
