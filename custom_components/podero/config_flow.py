"""Config flow and options flow for Podero."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntryState, ConfigFlow, ConfigFlowResult
from homeassistant.const import CONF_CLIENT_SECRET
from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.exceptions import ConfigEntryAuthFailed, HomeAssistantError
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.importlib import async_import_module
import voluptuous as vol

from .api import User
from .const import CONF_BASE_URL, CONF_ORG_ID, CONF_PRICE_ENTITY, CONF_USER_ID, DOMAIN
from .coordinator import PoderoConfigEntry
from .coordinator.price_forecast import read_forecast
from .registry import code_span, sanitize_markdown
from .settings.charge_schedule import CONF_CHARGE_SCHEDULE, ChargeScheduleFlow
from .settings.credentials import FormError, async_connect, with_stored_secret
from .settings.forms import (
    CREDENTIALS_SCHEMA,
    EXTRAS_SCHEMA,
    connection_schema,
    find_home,
    home_schema,
    home_title,
    is_home,
    label_homes,
    options_schema,
    shown_options,
)

IMPORTED: Final = ("statistics.history_import", "async_imported_devices")
METERS: Final = ("energy_preferences", "async_meters_to_add")
PLACEHOLDERS: Final = {
    "applications_url": "https://app.podero.com/oauth2/applications/",
    "example_url": code_span("https://podero.example.com"),
}
ERROR_FIELDS: Final = {
    "invalid_url": CONF_BASE_URL,
    "no_homes": CONF_ORG_ID,
    "secret_needed": CONF_CLIENT_SECRET,
    "unknown_home": CONF_USER_ID,
    "unknown_organization": CONF_ORG_ID,
}
# How long an open dialog may keep Home Assistant from asking for new credentials.
RECONFIGURE_TIMEOUT: Final = timedelta(minutes=10)


class PoderoConfigFlow(ConfigFlow, domain=DOMAIN):
    """Config flow for a home."""

    def __init__(self) -> None:
        """Initialize the flow."""
        self._connection: dict[str, str] = {}
        self._homes: dict[str, User] = {}
        self._labels: dict[str, User] = {}
        self._title = ""
        self._stop_timer: CALLBACK_TYPE | None = None

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: PoderoConfigEntry) -> PoderoOptionsFlow:
        """Return the options flow."""
        return PoderoOptionsFlow()

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the connection to the organization."""
        error = None
        if user_input is not None:
            try:
                self._connection, users = await async_connect(self.hass, user_input)
            except FormError as err:
                error = err.key
            else:
                self._homes = {user.id: user for user in users if is_home(user)}
                if self._homes:
                    return await self.async_step_home()
                error = "no_homes"
        schema = connection_schema(vol.Required)
        return self._show_form("user", schema, user_input, error)

    async def async_step_home(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which home to add, unless there is only one."""
        selected = error = None
        # An organization may have a hundred thousand homes.
        run = self.hass.async_add_executor_job
        if len(self._homes) == 1:
            [selected] = self._homes.values()
        elif user_input is not None:
            entered: str = user_input[CONF_USER_ID]
            selected = await run(find_home, self._homes, self._labels, entered)
            error = "unknown_home"
        if selected is not None:
            # A dialog that was left open somewhere would be in the way until a restart.
            await self.async_set_unique_id(selected.id, raise_on_progress=False)
            self._abort_if_unique_id_configured()
            self._connection[CONF_USER_ID] = selected.id
            self._title = home_title(selected)
            return await self.async_step_extras()
        ids = self._homes.keys() - self._async_current_ids()
        if not ids:
            return self.async_abort(reason="already_configured")
        self._labels = await run(label_homes, [self._homes[user_id] for user_id in ids])
        schema = await run(home_schema, self._labels)
        return self._show_form("home", schema, user_input, error)

    async def async_step_extras(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask what to set up beside the devices, and create the entry."""
        if user_input is not None:
            return self.async_create_entry(
                title=self._title, data=self._connection, options=user_input
            )
        placeholders = {"home": code_span(self._title)}
        return self._show_form("extras", EXTRAS_SCHEMA, None, None, placeholders)

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Start a reauthentication."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for new credentials of the same organization."""
        entry: PoderoConfigEntry = self._get_reauth_entry()
        entered = {**entry.data, **(user_input or {})}
        return await self._async_update_connection(
            "reauth_confirm", CREDENTIALS_SCHEMA, entry, entered, user_input
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for another connection to the same home.

        An empty secret keeps the stored one, which is only sent to the address that it
        was entered for.
        """
        entry: PoderoConfigEntry = self._get_reconfigure_entry()
        if self._stop_timer is None:
            self._stop_timer = async_track_time_interval(
                self.hass,
                self._async_close_if_needed,
                RECONFIGURE_TIMEOUT,
                cancel_on_shutdown=True,
            )
        entered = with_stored_secret(user_input or {}, entry.data)
        schema = connection_schema(vol.Optional)
        return await self._async_update_connection(
            "reconfigure", schema, entry, entered, user_input
        )

    @callback
    def _async_close_if_needed(self, _now: datetime) -> None:
        """Close a dialog that keeps Home Assistant from asking for new credentials."""
        entry = self._async_reconfigured_entry()
        if entry is None or _needs_credentials(entry):
            self.hass.config_entries.flow.async_abort(self.flow_id)

    @callback
    @override
    def async_remove(self) -> None:
        """Reload a home whose credentials were refused while its dialog was open.

        Home Assistant starts no reauthentication during a reconfiguration.
        """
        if self._stop_timer is None:
            return
        self._stop_timer()
        entry = self._async_reconfigured_entry()
        if entry is not None and not self._connection and _needs_credentials(entry):
            self.hass.config_entries.async_schedule_reload(entry.entry_id)

    @callback
    def _async_reconfigured_entry(self) -> PoderoConfigEntry | None:
        """Return the entry; None if it was removed while the dialog was open."""
        return self.hass.config_entries.async_get_entry(self._reconfigure_entry_id)

    async def _async_update_connection(
        self,
        step_id: str,
        schema: vol.Schema,
        entry: PoderoConfigEntry,
        entered: Mapping[str, Any],
        user_input: dict[str, Any] | None,
    ) -> ConfigFlowResult:
        """Ask for another connection to the same home, and update its entry."""
        error = None
        suggested = user_input
        if user_input is None:
            suggested = {**entry.data}
            del suggested[CONF_CLIENT_SECRET]
        else:
            try:
                self._connection, _ = await async_connect(
                    self.hass, entered, entry.data[CONF_USER_ID]
                )
            except FormError as err:
                error = err.key
            else:
                return self.async_update_reload_and_abort(
                    entry, data_updates=self._connection
                )
        placeholders = {"home": code_span(entry.title)}
        return self._show_form(step_id, schema, suggested, error, placeholders)

    def _show_form(
        self,
        step_id: str,
        schema: vol.Schema,
        suggested: Mapping[str, Any] | None,
        error: str | None,
        placeholders: Mapping[str, str] | None = None,
    ) -> ConfigFlowResult:
        """Show a form, with the error at its field or, without such a field, above."""
        name = ERROR_FIELDS.get(error or "", "base")
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, suggested),
            errors={name if name in schema.schema else "base": error} if error else {},
            description_placeholders={**PLACEHOLDERS, **(placeholders or {})},
        )


class PoderoOptionsFlow(ChargeScheduleFlow):
    """Options flow for a home."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the options."""
        options = self.config_entry.options
        errors = {}
        if user_input is not None:
            entity_id = user_input.get(CONF_PRICE_ENTITY)
            if entity_id != options.get(CONF_PRICE_ENTITY):
                errors = self._price_entity_errors(entity_id)
            if not errors:
                self._entered = {**user_input}
                self._car = self._entered.pop(CONF_CHARGE_SCHEDULE, "")
                if not self._car:
                    return self.async_create_entry(data=self._entered)
                try:
                    return await self.async_step_charge_week()
                except HomeAssistantError:
                    errors = self._no_schedule()
        shown = shown_options(options)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                options_schema(shown).extend(self._car_schema().schema),
                shown if user_input is None else user_input,
            ),
            errors=errors,
            description_placeholders={
                "meters": await self._async_names(*METERS),
                "imported": await self._async_names(*IMPORTED),
            },
        )

    async def _async_names(self, module: str, function: str) -> str:
        """Return the names that a module, which only this form needs, returns."""
        imported = await async_import_module(self.hass, f"{__package__}.{module}")
        names = await getattr(imported, function)(self.hass, self.config_entry)
        return ", ".join(map(sanitize_markdown, names)) or "\N{EN DASH}"

    def _price_entity_errors(self, entity_id: str | None) -> dict[str, str]:
        """Return an error if a price sensor has no prices ahead that can be read."""
        state = self.hass.states.get(entity_id or "")
        is_readable = entity_id is None or (state and read_forecast(state)[0])
        return {} if is_readable else {CONF_PRICE_ENTITY: "no_forecast"}


def _needs_credentials(entry: PoderoConfigEntry) -> bool:
    """Return whether Podero refuses the credentials of a home."""
    if entry.state is not ConfigEntryState.LOADED:
        return entry.state is ConfigEntryState.SETUP_ERROR
    return any(
        isinstance(coordinator.last_exception, ConfigEntryAuthFailed)
        for coordinator in entry.runtime_data.device_coordinators
    )
