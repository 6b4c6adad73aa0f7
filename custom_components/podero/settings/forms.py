"""Forms of the config flow and the options flow."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET, PERCENTAGE, Platform
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
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
    CONF_DASHBOARD,
    CONF_ENERGY_DASHBOARD,
    CONF_ENVIRONMENT,
    CONF_IMPORT_HISTORY,
    CONF_ORG_ID,
    CONF_PRICE_ENTITY,
    CONF_PRICE_FEES,
    CONF_PRICE_TAX,
    CONF_USER_ID,
    CONF_VOICE,
    CUSTOM,
)
from ..registry import sanitize_name

TEXT = TextSelector(TextSelectorConfig(autocomplete="off"))
SECRET = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
)
PERCENT = NumberSelector(
    NumberSelectorConfig(
        min=0,
        max=100,
        step="any",
        unit_of_measurement=PERCENTAGE,
        mode=NumberSelectorMode.BOX,
    )
)
CREDENTIALS_SCHEMA = vol.Schema(
    {vol.Required(CONF_CLIENT_ID): TEXT, vol.Required(CONF_CLIENT_SECRET): SECRET}
)
# What the last step of setup offers, and the options later.
EXTRAS_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_DASHBOARD, default=True): BooleanSelector(),
        vol.Required(CONF_ENERGY_DASHBOARD, default=True): BooleanSelector(),
        vol.Required(CONF_VOICE, default=True): BooleanSelector(),
        vol.Required(CONF_IMPORT_HISTORY, default=False): BooleanSelector(),
    }
)
# Per kWh, in a currency such as the Hungarian forint.
MAX_FEES: Final = 1000
PRICES_SCHEMA = vol.Schema(
    {
        vol.Optional(CONF_PRICE_ENTITY): EntitySelector(
            EntitySelectorConfig(domain=Platform.SENSOR)
        ),
        # The selector alone lets "nan" pass.
        vol.Optional(CONF_PRICE_FEES): vol.All(
            NumberSelector(
                NumberSelectorConfig(
                    min=0, max=MAX_FEES, step="any", mode=NumberSelectorMode.BOX
                )
            ),
            vol.Range(min=0, max=MAX_FEES),
        ),
        vol.Optional(CONF_PRICE_TAX): vol.All(PERCENT, vol.Range(min=0, max=100)),
    }
)
# From this number on, the list of homes can be searched.
MIN_HOMES_TO_SEARCH: Final = 20


def shown_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options as the form shows them.

    What was never offered is not there yet, except for the sentences.
    """
    never_offered = dict.fromkeys(map(str, EXTRAS_SCHEMA.schema), False)
    return {**never_offered, CONF_VOICE: True, **options}


def options_schema(shown: Mapping[str, Any]) -> vol.Schema:
    """Return the schema of the options; a switch that is left out stays as it is."""
    switches = {
        vol.Required(str(name), default=shown[str(name)]): selector
        for name, selector in EXTRAS_SCHEMA.schema.items()
    }
    return vol.Schema(switches).extend(PRICES_SCHEMA.schema)


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


def home_title(home: User) -> str:
    """Return the name of a home, else its email address, else its ID.

    A name may consist of characters that nobody sees.
    """
    names = map(sanitize_name, (home.name, home.email or ""))
    return next(filter(None, names), home.id)


def label_homes(homes: Iterable[User]) -> dict[str, User]:
    """Return homes by their labels, in order; equal labels have the ID as well."""
    labels = [(_label(home), home) for home in homes]
    counts = Counter(label for label, _ in labels)
    labels.sort(key=lambda item: (item[0].casefold(), item[1].id))
    return {
        label if counts[label] == 1 else f"{label} · {home.id}": home
        for label, home in labels
    }


def find_home(
    homes: Mapping[str, User], labels: Mapping[str, User], entered: str
) -> User | None:
    """Return the home with an ID or label, else the only one with a name or email."""
    if (home := homes.get(entered) or labels.get(entered)) is not None:
        return home
    entered = entered.strip().casefold()
    found = [
        home
        for home in homes.values()
        if entered in (home.name.casefold(), (home.email or "").casefold())
    ]
    return found[0] if len(found) == 1 else None


def home_schema(labels: Mapping[str, User]) -> vol.Schema:
    """Return the schema to select a home; a single one is selected already.

    A list that can be searched shows the value that was selected rather than its label.
    """
    is_searched = len(labels) >= MIN_HOMES_TO_SEARCH
    options = [
        SelectOptionDict(value=label if is_searched else home.id, label=label)
        for label, home in labels.items()
    ]
    # The frontend selects the first option of a required field without a value.
    selected = options[0]["value"] if len(options) == 1 else ""
    field = vol.Required(CONF_USER_ID, description={"suggested_value": selected})
    selector = SelectSelector(
        SelectSelectorConfig(
            options=options,
            mode=SelectSelectorMode.DROPDOWN,
            custom_value=is_searched,
        )
    )
    return vol.Schema({field: selector})


def _label(home: User) -> str:
    """Return the name, email address and number of devices of a home."""
    names = (home_title(home), sanitize_name(home.email or ""))
    label = " · ".join(dict.fromkeys(filter(None, names)))
    return label if home.devices is None else f"{label} ({home.devices})"
