"""The access token of the Podero cloud."""

import asyncio
from time import monotonic

from aiohttp import encode_basic_auth
from yarl import URL

from ..exceptions import (
    PoderoAuthenticationError,
    PoderoError,
    PoderoForbiddenError,
    PoderoNotFoundError,
    PoderoRejectedError,
    PoderoResponseError,
)
from .transport import Answer, Transport

GRANT = {"grant_type": "client_credentials"}
CREDENTIAL_ERRORS = {"invalid_client", "invalid_grant", "unauthorized_client"}
RENEW_EARLY_SECONDS = 60.0
DEFAULT_LIFETIME_SECONDS = 3600.0


class AccessToken:
    """The token of one client id and secret, kept in memory only.

    Podero's page "Authentication": OAuth 2.0 client credentials, Basic
    authentication, typically valid for ten hours, no refresh token.
    """

    def __init__(
        self,
        transport: Transport,
        base_url: str,
        client_id: str,
        client_secret: str,
    ) -> None:
        """Take what a token is bought with; nothing is requested yet."""
        self._transport = transport
        self._url = URL(base_url) / "oauth2" / "token" / ""
        self._client_id = client_id
        self._client_secret = client_secret
        self._body_kind = "json"
        self._token: str | None = None
        self._expires_at = 0.0
        self._renewal: asyncio.Task[str] | None = None

    async def get(self) -> str:
        """Return a valid token: one request, however many callers wait for it.

        Raises:
            PoderoAuthenticationError: client id or secret are not accepted.
            PoderoError: the token endpoint has another problem, and the token
                at hand has expired.

        """
        remaining = self._expires_at - monotonic() if self._token else 0.0
        if self._token and remaining > RENEW_EARLY_SECONDS:
            return self._token
        if (renewal := self._renewal) is None:
            renewal = self._renewal = asyncio.create_task(self._renew())
            renewal.add_done_callback(self._renewed)
        # A caller that gives up must not take the renewal from the others.
        await asyncio.wait([renewal])
        try:
            return renewal.result()
        except PoderoAuthenticationError:
            raise
        except PoderoError:
            if self._token and remaining > 0:
                return self._token
            raise

    def drop(self, token: str) -> None:
        """Forget a token that is not accepted, unless it was renewed since."""
        if self._token == token:
            self._token = None

    def _renewed(self, task: asyncio.Task[str]) -> None:
        self._renewal = None
        if not task.cancelled():
            # Every caller that waited may have been cancelled meanwhile.
            task.exception()

    async def _renew(self) -> str:
        answer = await self._request()
        try:
            answer.raise_for_status()
        except (PoderoForbiddenError, PoderoNotFoundError, PoderoRejectedError) as err:
            raise PoderoResponseError("There is no token endpoint here") from err
        grant = answer.details()
        token = grant.get("access_token")
        if not isinstance(token, str) or not token:
            raise PoderoResponseError("The answer carries no access token")
        lifetime = grant.get("expires_in")
        if not isinstance(lifetime, int | float):
            lifetime = DEFAULT_LIFETIME_SECONDS
        self._token = token
        self._expires_at = monotonic() + lifetime
        return token

    async def _request(self) -> Answer:
        answer = await self._post()
        error = answer.details().get("error")
        if answer.status == 400 and error == "unsupported_grant_type":
            # Servers of this kind read either JSON bodies or forms, never both.
            self._body_kind = "data" if self._body_kind == "json" else "json"
            answer = await self._post()
            error = answer.details().get("error")
        if answer.status == 400 and error in CREDENTIAL_ERRORS:
            raise PoderoAuthenticationError("Client id or secret is not accepted")
        return answer

    async def _post(self) -> Answer:
        try:
            credentials = encode_basic_auth(self._client_id, self._client_secret)
        except ValueError as err:
            raise PoderoAuthenticationError("No client id contains a colon") from err
        return await self._transport.exchange(
            "POST token",
            "POST",
            self._url,
            headers={"Authorization": credentials, "Cache-Control": "no-cache"},
            **{self._body_kind: GRANT},
        )
