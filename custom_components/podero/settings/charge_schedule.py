"""Form for the weekly charge schedule of a car, filled with what is set now.

It uses the actions, which validate what is entered.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, cast

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigFlowResult,
    OptionsFlowWithReload,
)
from homeassistant.const import ATTR_DEVICE_ID, Platform
from homeassistant.core import ServiceResponse, callback
from homeassistant.data_entry_flow import section
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TimeSelector,
)
import voluptuous as vol

from ..api import DAYS
from ..const import DOMAIN
from ..registry import (
    async_get_devices,
    async_get_entity,
    device_name,
    sanitize_markdown,
)
from .forms import PERCENT

CONF_CHARGE_SCHEDULE: Final = "charge_schedule"
DAY_SCHEMA: Final = vol.Schema(
    {
        vol.Required("charge_percentage"): PERCENT,
        vol.Required("charge_deadline"): TimeSelector(),
    }
)
WEEK_SCHEMA: Final = vol.Schema(
    {vol.Required(day): section(DAY_SCHEMA, {"collapsed": False}) for day in DAYS}
)


class ChargeScheduleFlow(OptionsFlowWithReload):
    """Options flow in which the schedule of a car may follow the options."""

    def __init__(self) -> None:
        """Initialize the flow."""
        self._car = ""
        self._name = ""
        self._week: Mapping[str, Any] = {}
        self._entered: dict[str, Any] = {}

    def _car_schema(self) -> vol.Schema:
        """Return the field for the car whose schedule follows, if there are cars."""
        if not (cars := self._cars()):
            return vol.Schema({})
        options = [SelectOptionDict(value=car, label=cars[car]) for car in cars]
        selector = SelectSelector(
            SelectSelectorConfig(options=options, mode=SelectSelectorMode.DROPDOWN)
        )
        return vol.Schema({vol.Optional(CONF_CHARGE_SCHEDULE): selector})

    def _no_schedule(self) -> dict[str, str]:
        """Return the error of a schedule that is not known, where it can be seen."""
        return {CONF_CHARGE_SCHEDULE if self._cars() else "base": "no_schedule"}

    async def async_step_charge_week(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the week of the car, and save the options with it."""
        errors = {}
        if user_input is None:
            week = await self._act("get_charge_schedule", return_response=True)
            suggested = self._week = cast(dict[str, Any], week)[self._car]
            self._name = self._cars().get(self._car, "")
        else:
            suggested = user_input
            # The other days may have been changed while the form was open.
            changed = {
                day: goal
                for day, goal in user_input.items()
                if _goal(goal) != _goal(self._week.get(day, {}))
            }
            try:
                await self._act("set_charge_schedule", changed)
            except HomeAssistantError, vol.Invalid:
                errors = {"base": "not_saved"}
            else:
                return self.async_create_entry(data=self._entered)
        return self.async_show_form(
            step_id="charge_week",
            data_schema=self.add_suggested_values_to_schema(WEEK_SCHEMA, suggested),
            errors=errors,
            description_placeholders={"car": sanitize_markdown(self._name)},
        )

    async def _act(
        self,
        action: str,
        week: Mapping[str, Any] = MappingProxyType({}),
        *,
        return_response: bool = False,
    ) -> ServiceResponse:
        return await self.hass.services.async_call(
            DOMAIN,
            action,
            {ATTR_DEVICE_ID: [self._car], **week},
            blocking=True,
            return_response=return_response,
        )

    @callback
    def _cars(self) -> dict[str, str]:
        """Return the names of the cars by registry ID, while the home is loaded."""
        if self.config_entry.state is not ConfigEntryState.LOADED:
            return {}
        return {
            device.id: device_name(device)
            for device_id, device in async_get_devices(
                self.hass, self.config_entry.entry_id
            ).items()
            if async_get_entity(
                self.hass, Platform.SWITCH, device_id, "is_charge_policy_enabled"
            )
        }


def _goal(goal: Mapping[str, Any]) -> tuple[Any, str]:
    """Return the level and the time of a day; the form adds seconds to the time."""
    return goal.get("charge_percentage"), str(goal.get("charge_deadline"))[:5]
