"""Changing what a home does beyond what it needs."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult, OptionsFlowWithReload
from homeassistant.helpers.selector import BooleanSelector
import voluptuous as vol

from .const import CONF_IMPORT_HISTORY

OPTIONS_SCHEMA = vol.Schema(
    {vol.Required(CONF_IMPORT_HISTORY, default=False): BooleanSelector()}
)


class PoderoOptionsFlow(OptionsFlowWithReload):
    """Asks for what a home can do beyond what it needs."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for everything at once."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                OPTIONS_SCHEMA, self.config_entry.options
            ),
        )
