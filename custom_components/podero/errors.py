"""Client errors as translated Home Assistant errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .api import (
    PoderoAuthenticationError,
    PoderoBoostRefusedError,
    PoderoConnectionError,
    PoderoError,
    PoderoForbiddenError,
    PoderoIgnoredError,
    PoderoNotFoundError,
    PoderoRateLimitError,
    PoderoRejectedError,
    PoderoResponseError,
    PoderoServerError,
)
from .const import DOMAIN

TRANSLATION_KEYS: dict[type[PoderoError], str] = {
    PoderoAuthenticationError: "invalid_auth",
    PoderoBoostRefusedError: "boost_failed",
    PoderoConnectionError: "cannot_connect",
    PoderoForbiddenError: "forbidden",
    PoderoIgnoredError: "ignored",
    PoderoNotFoundError: "not_found",
    PoderoRateLimitError: "rate_limited",
    PoderoRejectedError: "rejected",
    PoderoResponseError: "invalid_response",
    PoderoServerError: "server_error",
}
BOOST_TRANSLATION_KEYS = {
    "already_charging": "boost_already_charging",
    "fully_charged": "boost_fully_charged",
    "no_active_session": "boost_no_active_session",
}


def translation_key(err: PoderoError) -> str:
    """Return the key of the text that explains a client error."""
    key = TRANSLATION_KEYS[type(err)]
    if isinstance(err, PoderoBoostRefusedError):
        return BOOST_TRANSLATION_KEYS.get(err.reason or "", key)
    return key


def translation_placeholders(err: PoderoError) -> dict[str, str]:
    """Return the placeholders of the text that explains a client error."""
    if isinstance(err, PoderoRateLimitError):
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
    except PoderoError as err:
        if (
            isinstance(err, PoderoAuthenticationError)
            and entry.state is ConfigEntryState.LOADED
        ):
            entry.async_start_reauth(hass)
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=translation_key(err),
            translation_placeholders=translation_placeholders(err),
        ) from err
