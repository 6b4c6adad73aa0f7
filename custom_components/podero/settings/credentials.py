"""Checks the credentials of an organization."""

from collections.abc import Mapping
from typing import Final

from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET
from homeassistant.core import HomeAssistant

from .. import api
from ..const import BASE_URLS, CONF_BASE_URL, CONF_ENVIRONMENT, CONF_ORG_ID
from .client import async_create_client
from .url import normalize_base_url

ERRORS: Final[dict[type[api.PoderoError], str]] = {
    api.PoderoAuthenticationError: "invalid_auth",
    api.PoderoConnectionError: "cannot_connect",
    api.PoderoForbiddenError: "unknown_organization",
    api.PoderoNotFoundError: "unknown_organization",
    api.PoderoRateLimitError: "rate_limited",
    api.PoderoRejectedError: "unknown_organization",
    api.PoderoServerError: "cannot_connect",
}


class FormError(Exception):
    """An error to show in a form.

    Attributes:
        key: The key of its text.

    """

    def __init__(self, key: str) -> None:
        """Initialize the error."""
        super().__init__(key)
        self.key = key


def base_url_of(user_input: Mapping[str, str]) -> str | None:
    """Return the origin to connect to; None if a secret must not be sent there."""
    environment = user_input[CONF_ENVIRONMENT]
    address = user_input.get(CONF_BASE_URL, "")
    return BASE_URLS.get(environment) or normalize_base_url(address)


def with_stored_secret(
    user_input: Mapping[str, str], stored: Mapping[str, str]
) -> dict[str, str]:
    """Return what was entered, with the stored secret if none was.

    The stored secret is only for the address that it was entered for.
    """
    entered = {**user_input}
    if not entered.get(CONF_CLIENT_SECRET, "").strip():
        entered.pop(CONF_CLIENT_SECRET, None)
        if entered and base_url_of(entered) == stored[CONF_BASE_URL]:
            entered[CONF_CLIENT_SECRET] = stored[CONF_CLIENT_SECRET]
    return entered


async def async_connect(
    hass: HomeAssistant, user_input: Mapping[str, str], user_id: str | None = None
) -> tuple[dict[str, str], list[api.User]]:
    """Return the connection as it is stored, and the users of the organization.

    With the ID of a user, only this one is fetched.

    Raises:
        FormError: What was entered does not lead to the organization or the user.

    """
    if (base_url := base_url_of(user_input)) is None:
        raise FormError("invalid_url")
    if CONF_CLIENT_SECRET not in user_input:
        raise FormError("secret_needed")
    credentials = {
        key: user_input[key].strip()
        for key in (CONF_CLIENT_ID, CONF_CLIENT_SECRET, CONF_ORG_ID)
    }
    environment = {CONF_ENVIRONMENT: user_input[CONF_ENVIRONMENT]}
    connection = {**environment, CONF_BASE_URL: base_url, **credentials}
    client = async_create_client(hass, connection)
    try:
        if user_id is None:
            users = await client.users()
        else:
            users = [await client.user(user_id)]
    except api.PoderoError as err:
        key = ERRORS.get(type(err), "unknown")
        if key == "unknown_organization" and user_id is not None:
            key = "wrong_home"
        raise FormError(key) from err
    return connection, users
