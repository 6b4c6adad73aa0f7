"""Adding a home: credentials, then which of the organisation's homes it is."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.config_entries import ConfigEntry, ConfigFlow, ConfigFlowResult
from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET
from homeassistant.core import callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.helpers.translation import async_get_translations
import voluptuous as vol

from .api import (
    Podero,
    PoderoAuthenticationError,
    PoderoConnectionError,
    PoderoError,
    PoderoForbiddenError,
    PoderoNotFoundError,
    PoderoRateLimitError,
    PoderoRejectedError,
    PoderoServerError,
    User,
)
from .const import (
    BASE_URLS,
    CONF_BASE_URL,
    CONF_ENVIRONMENT,
    CONF_ORG_ID,
    CONF_USER_ID,
    CUSTOM,
    DOMAIN,
)
from .options_flow import PoderoOptionsFlow
from .url import origin

TEXT = TextSelector(TextSelectorConfig(autocomplete="off"))
SECRET = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
)
CREDENTIALS_SCHEMA = vol.Schema(
    {vol.Required(CONF_CLIENT_ID): TEXT, vol.Required(CONF_CLIENT_SECRET): SECRET}
)
PLACEHOLDERS = {
    "applications_url": "https://app.podero.com/oauth2/applications/",
    # As code, so that nobody is led there.
    "example_url": "`https://podero.example.com`",
}
ERRORS: dict[type[PoderoError], dict[str, str]] = {
    PoderoAuthenticationError: {"base": "invalid_auth"},
    PoderoConnectionError: {"base": "cannot_connect"},
    PoderoForbiddenError: {CONF_ORG_ID: "unknown_organization"},
    PoderoNotFoundError: {CONF_ORG_ID: "unknown_organization"},
    PoderoRateLimitError: {"base": "rate_limited"},
    PoderoRejectedError: {CONF_ORG_ID: "unknown_organization"},
    PoderoServerError: {"base": "cannot_connect"},
}


def _access_schema(secret: type[vol.Required | vol.Optional]) -> vol.Schema:
    return vol.Schema(
        {
            vol.Required(CONF_ENVIRONMENT, default="production"): SelectSelector(
                SelectSelectorConfig(
                    options=[*BASE_URLS, CUSTOM],
                    translation_key=CONF_ENVIRONMENT,
                    mode=SelectSelectorMode.DROPDOWN,
                )
            ),
            vol.Optional(CONF_BASE_URL): TextSelector(
                TextSelectorConfig(type=TextSelectorType.URL)
            ),
            vol.Required(CONF_CLIENT_ID): TEXT,
            secret(CONF_CLIENT_SECRET): SECRET,
            vol.Required(CONF_ORG_ID): TEXT,
        }
    )


class PoderoConfigFlow(ConfigFlow, domain=DOMAIN):
    """Asks for what it takes to reach one home."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self._access: dict[str, str] = {}
        self._users: dict[str, User] = {}

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry[Any]) -> PoderoOptionsFlow:
        """Offer what a home can do beyond what it needs."""
        return PoderoOptionsFlow()

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the organisation and its credentials."""
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = await self._async_find_users(user_input)
            if not errors and not self._homes:
                errors = {CONF_ORG_ID: "no_homes"}
            if not errors:
                return await self.async_step_home()
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(
                _access_schema(vol.Required), user_input
            ),
            description_placeholders=PLACEHOLDERS,
            errors=errors,
        )

    async def async_step_home(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which home it is, unless there is only one."""
        homes = self._homes
        if user_input is None and len(homes) > 1:
            added = self._async_current_ids()
            homes = [home for home in homes if home.id not in added]
            if not homes:
                return self.async_abort(reason="already_configured")
            texts = await async_get_translations(
                self.hass, self.hass.config.language, "selector", [DOMAIN]
            )
            return self.async_show_form(
                step_id="home",
                data_schema=vol.Schema(
                    {
                        vol.Required(CONF_USER_ID): SelectSelector(
                            SelectSelectorConfig(
                                options=[_option(home, texts) for home in homes],
                                mode=SelectSelectorMode.DROPDOWN,
                                sort=True,
                            )
                        )
                    }
                ),
            )
        home = self._users[user_input[CONF_USER_ID]] if user_input else homes[0]
        await self.async_set_unique_id(home.id)
        self._abort_if_unique_id_configured()
        return self.async_create_entry(
            title=home.name, data={**self._access, CONF_USER_ID: home.id}
        )

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Start over with credentials that are no longer accepted."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for new credentials of the same home."""
        entry = self._get_reauth_entry()
        return await self._async_step_again(
            "reauth_confirm", entry, CREDENTIALS_SCHEMA, entry.data, user_input
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change how the same home is reached; an empty secret stays as it is.

        It goes to the address that it was typed for, and to no other.
        """
        entry = self._get_reconfigure_entry()
        kept = {}
        if user_input and _base_url(user_input) == entry.data[CONF_BASE_URL]:
            kept = {CONF_CLIENT_SECRET: entry.data[CONF_CLIENT_SECRET]}
        return await self._async_step_again(
            "reconfigure", entry, _access_schema(vol.Optional), kept, user_input
        )

    async def _async_step_again(
        self,
        step_id: str,
        entry: ConfigEntry[Any],
        schema: vol.Schema,
        kept: Mapping[str, str],
        user_input: dict[str, Any] | None,
    ) -> ConfigFlowResult:
        """Ask again for what leads to a home that was added before."""
        errors: dict[str, str] = {}
        shown = user_input
        if user_input is None:
            shown = {**entry.data}
            del shown[CONF_CLIENT_SECRET]
        else:
            errors = await self._async_find_users({**kept, **user_input})
            if not errors and entry.unique_id not in self._users:
                errors = {"base": "wrong_home"}
            if not errors:
                return self.async_update_reload_and_abort(
                    entry, data_updates=self._access
                )
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            # As code: a title may be an e-mail address, which would become a link.
            description_placeholders={**PLACEHOLDERS, "home": f"`{entry.title}`"},
            errors=errors,
        )

    async def _async_find_users(self, given: Mapping[str, str]) -> dict[str, str]:
        """Ask the cloud for the organisation's users; return what is wrong instead."""
        if (base_url := _base_url(given)) is None:
            return {CONF_BASE_URL: "invalid_url"}
        if CONF_CLIENT_SECRET not in given:
            return {CONF_CLIENT_SECRET: "secret_needed"}
        self._access = {
            CONF_ENVIRONMENT: given[CONF_ENVIRONMENT],
            CONF_BASE_URL: base_url,
            CONF_CLIENT_ID: given[CONF_CLIENT_ID].strip(),
            CONF_CLIENT_SECRET: given[CONF_CLIENT_SECRET].strip(),
            CONF_ORG_ID: given[CONF_ORG_ID].strip(),
        }
        client = Podero(
            async_get_clientsession(self.hass),
            base_url=base_url,
            client_id=self._access[CONF_CLIENT_ID],
            client_secret=self._access[CONF_CLIENT_SECRET],
            org_id=self._access[CONF_ORG_ID],
        )
        try:
            self._users = {user.id: user for user in await client.users()}
        except PoderoError as err:
            return ERRORS.get(type(err), {"base": "unknown"})
        return {}

    @property
    def _homes(self) -> list[User]:
        """The users that are households: the supplier's own staff have no devices."""
        return [
            user
            for user in self._users.values()
            if user.role not in ("admin", "staff") or user.devices != 0
        ]


def _base_url(given: Mapping[str, str]) -> str | None:
    """Return the origin of what was given; None unless a secret may be sent there."""
    address = given.get(CONF_BASE_URL, "")
    return BASE_URLS.get(given[CONF_ENVIRONMENT]) or origin(address)


def _option(home: User, texts: Mapping[str, str]) -> SelectOptionDict:
    """Return a home as it is found in the list: name, e-mail, how many devices."""
    parts = dict.fromkeys(filter(None, (home.name, home.email)))
    if home.devices is not None:
        text = texts[f"component.{DOMAIN}.selector.home.options.devices"]
        parts[text.format(devices=home.devices)] = None
    return SelectOptionDict(value=home.id, label=" · ".join(parts))
