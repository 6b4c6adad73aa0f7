"""Client errors as translated Home Assistant errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.translation import (
    async_get_cached_translations,
    async_get_translations,
)

from . import api
from .const import DOMAIN

TRANSLATION_KEYS: dict[type[api.PoderoError], str] = {
    api.PoderoAuthenticationError: "invalid_auth",
    api.PoderoBoostRefusedError: "boost_failed",
    api.PoderoConnectionError: "cannot_connect",
    api.PoderoForbiddenError: "forbidden",
    api.PoderoIgnoredError: "ignored",
    api.PoderoNotFoundError: "not_found",
    api.PoderoRateLimitError: "rate_limited",
    api.PoderoRejectedError: "rejected",
    api.PoderoResponseError: "invalid_response",
    api.PoderoServerError: "server_error",
}
BOOST_TRANSLATION_KEYS = {
    "already_charging": "boost_already_charging",
    "fully_charged": "boost_fully_charged",
    "no_active_session": "boost_no_active_session",
}


def translation_key(err: api.PoderoError) -> str:
    """Return the key of the text that explains a client error."""
    key = TRANSLATION_KEYS[type(err)]
    if isinstance(err, api.PoderoBoostRefusedError):
        return BOOST_TRANSLATION_KEYS.get(err.reason or "", key)
    return key


def translation_placeholders(err: api.PoderoError) -> dict[str, str]:
    """Return the placeholders of the text that explains a client error."""
    if isinstance(err, api.PoderoRateLimitError):
        return {"seconds": f"{err.retry_after:.0f}"}
    return {}


@contextmanager
def translate_errors(hass: HomeAssistant, entry: ConfigEntry[Any]) -> Iterator[None]:
    """Translate client errors of a command, and start a reauthentication if needed.

    Raises:
        HomeAssistantError: Podero did not carry out the command.

    """
    try:
        yield
    except api.PoderoError as err:
        if (
            isinstance(err, api.PoderoAuthenticationError)
            and entry.state is ConfigEntryState.LOADED
        ):
            entry.async_start_reauth(hass)
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=translation_key(err),
            translation_placeholders=translation_placeholders(err),
        ) from err


@callback
def async_decimal_separator(hass: HomeAssistant) -> str:
    """Return the decimal separator of Home Assistant's language, for error messages."""
    texts = async_get_cached_translations(
        hass, hass.config.language, "selector", DOMAIN
    )
    key = f"component.{DOMAIN}.selector.activity.options.decimal_separator"
    return texts.get(key, ".")


async def async_error_text(
    hass: HomeAssistant, err: HomeAssistantError, language: str
) -> str | None:
    """Return the text of an error in a language; None if it has no translation."""
    domain = err.translation_domain or DOMAIN
    texts = await async_get_translations(hass, language, "exceptions", [domain])
    text = texts.get(f"component.{domain}.exceptions.{err.translation_key}.message")
    return text and text.format_map(err.translation_placeholders or {})
