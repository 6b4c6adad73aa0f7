"""Tools for heat pumps."""

from typing import override

from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.const import STATE_UNKNOWN
from homeassistant.helpers.selector import DateTimeSelector
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from ..api import AwayModeStatus, Device, HeatPump
from ..const import DOMAIN
from ..services import (
    ATTR_END,
    ATTR_MINIMUM_HOT_WATER_TEMPERATURE,
    ATTR_MINIMUM_TEMPERATURE,
    ATTR_START,
    ATTR_UNTIL,
    AWAY_LIMITS,
    number_within,
)
from ..settings.limits import HOT_WATER_WHILE_AWAY, ROOM_WHILE_AWAY
from .control import ControlTool
from .state_text import local_time


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
        ): number_within(ROOM_WHILE_AWAY),
        vol.Optional(
            ATTR_MINIMUM_HOT_WATER_TEMPERATURE,
            description="Minimum hot water temperature during away mode, in °C.",
        ): number_within(HOT_WATER_WHILE_AWAY),
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
                result[name] = local_time(time)
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


class PauseTool(ControlTool):
    """Tool to pause a heat pump."""

    name = f"{DOMAIN}__pause_heat_pump"
    title = "Pause the heat pump"
    description = (
        "Pause a heat pump, so that it neither heats nor cools. It resumes by itself."
    )
    device_parameter = "heat_pump"
    domain = SWITCH_DOMAIN
    key = "is_pause_power_active"
    action = (DOMAIN, "pause")
    fields = {
        vol.Optional(
            ATTR_UNTIL, description="End in local time. If omitted, lasts two hours."
        ): DateTimeSelector(),
    }

    @override
    def result(self, device: Device | None) -> JsonObjectType:
        """Return until when the heat pump is paused, in local time."""
        now = dt_util.utcnow()
        if not isinstance(device, HeatPump) or not device.is_paused(now):
            return {"paused": False}
        until = device.pause_power_until
        result: JsonObjectType = {"paused": True}
        if until is not None:
            result[ATTR_UNTIL] = local_time(until)
        return result


class ResumeTool(PauseTool):
    """Tool to end a pause of a heat pump."""

    name = f"{DOMAIN}__resume_heat_pump"
    title = "Resume the heat pump"
    description = "End the pause of a heat pump."
    action = (DOMAIN, "resume")
    fields = {}
