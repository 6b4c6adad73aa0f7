"""Clients of the Podero cloud for config entries and flows."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import ClientSession, DummyCookieJar
from homeassistant.const import (
    CONF_CLIENT_ID,
    CONF_CLIENT_SECRET,
    EVENT_HOMEASSISTANT_CLOSE,
)
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_create_clientsession
from homeassistant.helpers.singleton import singleton
from homeassistant.loader import async_get_loaded_integration

from ..api import Podero, RateLimits
from ..const import CONF_BASE_URL, CONF_ORG_ID, CONF_USER_ID, DOMAIN


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all clients share, whatever becomes of the entry or flow they are for."""

    session: ClientSession
    rate_limits: RateLimits
    user_agent: str


@callback
def async_create_client(hass: HomeAssistant, data: Mapping[str, str]) -> Podero:
    """Return a client for the data of a config entry, which may lack the user."""
    shared = _async_shared(hass)
    return Podero(
        shared.session,
        base_url=data[CONF_BASE_URL],
        client_id=data[CONF_CLIENT_ID],
        client_secret=data[CONF_CLIENT_SECRET],
        org_id=data[CONF_ORG_ID],
        user_id=data.get(CONF_USER_ID, ""),
        rate_limits=shared.rate_limits,
        user_agent=shared.user_agent,
    )


@singleton(DOMAIN)
@callback
def _async_shared(hass: HomeAssistant) -> _Shared:
    # A cookie would be sent along with the requests of other homes.
    session = async_create_clientsession(
        hass, auto_cleanup=False, cookie_jar=DummyCookieJar()
    )

    @callback
    def async_detach(_: Event) -> None:
        session.detach()

    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_CLOSE, async_detach)
    version = async_get_loaded_integration(hass, DOMAIN).version
    return _Shared(session, RateLimits(), f"HomeAssistant-Podero/{version}")
