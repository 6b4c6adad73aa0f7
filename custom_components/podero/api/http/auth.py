"""Access tokens for the Podero cloud."""

import asyncio
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from urllib.parse import quote_plus

from aiohttp import encode_basic_auth
from yarl import URL

from ..exceptions import (
    PoderoAuthenticationError,
    PoderoError,
    PoderoForbiddenError,
    PoderoNotFoundError,
    PoderoRateLimitError,
    PoderoRejectedError,
    PoderoResponseError,
)
from .rate_limits import RateLimits
from .response import Response
from .transport import Transport

GRANT = {"grant_type": "client_credentials"}
CREDENTIAL_ERRORS = {"invalid_client", "invalid_grant", "unauthorized_client"}
RENEW_EARLY_SECONDS = 60.0
DEFAULT_LIFETIME_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class _Token:
    """A token and the time at which it expires.

    In its debug mode, asyncio logs the results of tasks: the token is no part of the
    representation.
    """

    value: str = field(repr=False)
    expires_at: float
    renew_at: float


class AccessToken:
    """The access token of one client ID and secret, in memory only.

    Podero's page "Authentication": OAuth 2.0 client credentials, Basic authentication,
    typically valid for ten hours, no refresh token.
    """

    def __init__(
        self,
        transport: Transport,
        base_url: str,
        client_id: str,
        client_secret: str,
        rate_limits: RateLimits,
    ) -> None:
        """Initialize the token source; nothing is requested yet."""
        self._transport = transport
        self._url = f"{base_url}/oauth2/token/"
        self._client_id = client_id
        self._rate_limits = rate_limits
        self._authorizations = _authorizations(client_id, client_secret)
        self._body_format = "json"
        self._token: _Token | None = None
        self._renewal: asyncio.Task[_Token] | None = None

    async def get(self) -> str:
        """Return a valid token: one request, however many callers wait for it.

        Raises:
            PoderoAuthenticationError: The client ID or secret is not accepted.
            PoderoError: The token endpoint has another problem, and the current token
                has expired.

        """
        token = self._token
        if token is not None and monotonic() < token.renew_at:
            return token.value
        if (renewal := self._renewal) is None:
            renewal = self._renewal = asyncio.create_task(self._renew())
            renewal.add_done_callback(self._finish_renewal)
        # A caller that is canceled must not cancel the renewal of the others.
        await asyncio.wait([renewal])
        try:
            return renewal.result().value
        except PoderoAuthenticationError:
            raise
        except PoderoError:
            if token is not None and monotonic() < token.expires_at:
                return token.value
            raise

    def drop(self, token: str) -> None:
        """Forget a token that is not accepted, unless it was renewed since."""
        if self._token is not None and self._token.value == token:
            self._token = None

    def _finish_renewal(self, task: asyncio.Task[_Token]) -> None:
        self._renewal = None
        if not task.cancelled():
            # All callers may have been canceled: nobody else gets the exception.
            task.exception()

    async def _renew(self) -> _Token:
        self._rate_limits.check(self._url, self._client_id)
        response = await self._request()
        try:
            response.raise_for_status()
        except PoderoRateLimitError as err:
            self._rate_limits.pause(self._url, self._client_id, err.retry_after)
            raise
        except (PoderoForbiddenError, PoderoNotFoundError, PoderoRejectedError) as err:
            raise PoderoResponseError("This is not a token endpoint") from err
        grant = response.details()
        value = grant.get("access_token")
        if (
            not isinstance(value, str)
            or not value
            or not (value.isascii() and value.isprintable())
        ):
            raise PoderoResponseError("The response has no access token")
        lifetime = grant.get("expires_in")
        if not isinstance(lifetime, int | float) or lifetime <= 0:
            lifetime = DEFAULT_LIFETIME_SECONDS
        now = monotonic()
        self._token = _Token(
            value,
            expires_at=now + lifetime,
            renew_at=now + lifetime - min(RENEW_EARLY_SECONDS, lifetime / 2),
        )
        return self._token

    async def _request(self) -> Response:
        """Request a token in the ways that servers of this type understand.

        What worked is tried first the next time.
        """
        for authorization in [*self._authorizations]:
            response = await self._post(authorization)
            if _is_body_refused(response):
                self._body_format = "data" if self._body_format == "json" else "json"
                response = await self._post(authorization)
            if not _are_credentials_refused(response):
                self._authorizations.sort(key=lambda known: known != authorization)
                return response
        raise PoderoAuthenticationError("The client ID or secret is not accepted")

    async def _post(self, authorization: str) -> Response:
        body: dict[str, Any] = {self._body_format: GRANT}
        return await self._transport.exchange(
            "POST token",
            "POST",
            URL(self._url),
            headers={"Authorization": authorization, "Cache-Control": "no-cache"},
            **body,
        )


def _authorizations(client_id: str, client_secret: str) -> list[str]:
    """Return the headers to authenticate with.

    RFC 6749, section 2.3.1, wants both parts form-encoded, and Django OAuth Toolkit
    decodes them. Podero's page "Authentication" does not mention it, so a server may
    also want them as they are; where nothing has to be encoded that is the same.
    """
    headers = [encode_basic_auth(quote_plus(client_id), quote_plus(client_secret))]
    if ":" not in client_id:
        plain = encode_basic_auth(client_id, client_secret)
        headers += [plain] if plain not in headers else []
    return headers


def _error(response: Response) -> object:
    return response.details().get("error")


def _is_body_refused(response: Response) -> bool:
    """Return whether a server may read the other format: JSON or a form, not both."""
    return response.status in (400, 415) and _error(response) not in CREDENTIAL_ERRORS


def _are_credentials_refused(response: Response) -> bool:
    return response.status == 401 or (
        response.status == 400 and _error(response) in CREDENTIAL_ERRORS
    )
