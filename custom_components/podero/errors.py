"""What went wrong with the cloud, in the words of the homeowner's language."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypedDict

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


class TranslationArgs(TypedDict):
    """The arguments that make an exception of Home Assistant's a translated one."""

    translation_domain: str
    translation_key: str
    translation_placeholders: dict[str, str]


KEYS: dict[type[PoderoError], str] = {
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
BOOST_KEYS = {
    "already_charging": "boost_already_charging",
    "fully_charged": "boost_fully_charged",
    "no_active_session": "boost_no_active_session",
}


def translation_of(err: PoderoError) -> TranslationArgs:
    """Return the translation that belongs to an error of the cloud's."""
    key = KEYS[type(err)]
    placeholders: dict[str, str] = {}
    if isinstance(err, PoderoBoostRefusedError):
        key = BOOST_KEYS.get(err.reason or "", key)
    if isinstance(err, PoderoRateLimitError):
        placeholders["seconds"] = f"{err.retry_after:.0f}"
    return {
        "translation_domain": DOMAIN,
        "translation_key": key,
        "translation_placeholders": placeholders,
    }


@contextmanager
def translate_errors(hass: HomeAssistant, entry: ConfigEntry[Any]) -> Iterator[None]:
    """Turn errors of the cloud's into Home Assistant's while something is sent.

    Where the cloud refuses the credentials, the homeowner is asked for new ones.

    Raises:
        HomeAssistantError: the cloud did not do what it was asked.

    """
    try:
        yield
    except PoderoAuthenticationError as err:
        if entry.state is ConfigEntryState.LOADED:
            entry.async_start_reauth(hass)
        raise HomeAssistantError(**translation_of(err)) from err
    except PoderoError as err:
        raise HomeAssistantError(**translation_of(err)) from err
