"""Forms of the config flow and the options flow."""

from collections.abc import Iterable, Mapping
from typing import Final

from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from ..api import User
from ..const import (
    BASE_URLS,
    CONF_BASE_URL,
    CONF_ENVIRONMENT,
    CONF_IMPORT_HISTORY,
    CONF_ORG_ID,
    CONF_USER_ID,
    CUSTOM,
)
from ..registry import sanitize_name

TEXT = TextSelector(TextSelectorConfig(autocomplete="off"))
SECRET = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
)
CREDENTIALS_SCHEMA = vol.Schema(
    {vol.Required(CONF_CLIENT_ID): TEXT, vol.Required(CONF_CLIENT_SECRET): SECRET}
)
OPTIONS_SCHEMA = vol.Schema(
    {vol.Required(CONF_IMPORT_HISTORY, default=False): BooleanSelector()}
)
# From this number on, the list of homes can be searched.
MIN_HOMES_TO_SEARCH: Final = 20


def connection_schema(secret: type[vol.Required | vol.Optional]) -> vol.Schema:
    """Return the schema of a connection, with the secret as required or optional."""
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


def is_home(user: User) -> bool:
    """Return whether a user is a household: the supplier's staff have no devices."""
    return user.role not in ("admin", "staff") or user.devices != 0


def find_home(homes: Mapping[str, User], entered: str) -> User | None:
    """Return the home with an ID, else the only one with a name or email address."""
    if entered in homes:
        return homes[entered]
    entered = entered.strip().casefold()
    found = [
        home
        for home in homes.values()
        if entered in (home.name.casefold(), (home.email or "").casefold())
    ]
    return found[0] if len(found) == 1 else None


def home_schema(homes: Iterable[User]) -> vol.Schema:
    """Return the schema to select a home; a single one is selected already."""
    options = [SelectOptionDict(value=home.id, label=_label(home)) for home in homes]
    options.sort(key=lambda option: option["label"].casefold())
    # The frontend selects the first option of a required field without a value.
    selected = options[0]["value"] if len(options) == 1 else ""
    field = vol.Required(CONF_USER_ID, description={"suggested_value": selected})
    selector = SelectSelector(
        SelectSelectorConfig(
            options=options,
            mode=SelectSelectorMode.DROPDOWN,
            custom_value=len(options) >= MIN_HOMES_TO_SEARCH,
        )
    )
    return vol.Schema({field: selector})


def _label(home: User) -> str:
    """Return the name, email address and number of devices of a home."""
    names = dict.fromkeys(filter(None, (home.name, home.email)))
    label = " · ".join(map(sanitize_name, names))
    return label if home.devices is None else f"{label} ({home.devices})"
