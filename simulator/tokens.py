"""Credentials and tokens of Django OAuth Toolkit (Podero: authentication)."""

from base64 import b64decode
from binascii import Error as Base64Error
from datetime import datetime, timedelta
from string import ascii_letters, digits
from typing import Final
from urllib.parse import unquote_plus

from .json_format import Json, RefusalError
from .weather import seeded

LIFETIME: Final = timedelta(seconds=36000)
_ALPHABET: Final = ascii_letters + digits


class Tokens:
    """The credentials of the client, and the tokens granted for them."""

    def __init__(self, seed: int) -> None:
        """Initialize credentials that depend only on the seed."""
        self._dice = seeded(seed, "tokens")
        self.client_id = self._text(40)
        self.client_secret = self._text(128)
        self._revoked = False
        self._next_token: str | None = None
        self._expiry: dict[str, datetime] = {}

    def grant(
        self,
        authorization: str,
        grant_type: object,
        now: datetime,
        is_form_encoded: bool,
    ) -> Json:
        """Grant a token.

        Args:
            authorization: the header of the request.
            grant_type: the grant type of the body, if it has one.
            now: the wall time.
            is_form_encoded: whether ID and secret are form-encoded in the header.

        Raises:
            RefusalError: 400 for a grant type other than client credentials, 401 for
                wrong credentials.
        """
        if grant_type != "client_credentials":
            raise RefusalError(400, {"error": "unsupported_grant_type"})
        credentials = _basic(authorization, is_form_encoded=is_form_encoded)
        if self._revoked or credentials != (self.client_id, self.client_secret):
            raise RefusalError(401, {"error": "invalid_client"})
        token, self._next_token = self._next_token or self._text(30), None
        self._expiry[token] = now + LIFETIME
        return {
            "access_token": token,
            "expires_in": int(LIFETIME.total_seconds()),
            "token_type": "Bearer",
            "scope": "read write",
        }

    def check(self, authorization: str, now: datetime) -> None:
        """Check the token of a request.

        Raises:
            RefusalError: 401 for a missing, unknown or expired token.
        """
        scheme, _, token = authorization.partition(" ")
        expiry = self._expiry.get(token.strip())
        if scheme.lower() != "bearer" or expiry is None or expiry <= now:
            raise RefusalError(401, {"detail": "Unauthorized"})

    def expire(self) -> None:
        """Expire all tokens; the credentials stay valid."""
        self._expiry.clear()

    def revoke(self) -> None:
        """Revoke the credentials and all tokens, until `change_secret`."""
        self._revoked = True
        self.expire()

    def change_secret(self, secret: str) -> None:
        """Replace the secret, which ends a revocation; tokens stay valid."""
        self.client_secret, self._revoked = secret, False

    def set_next_token(self, token: str) -> None:
        """Set the text of the next granted token, which can have odd characters."""
        self._next_token = token

    def _text(self, length: int) -> str:
        return "".join(self._dice.choices(_ALPHABET, k=length))


def _basic(authorization: str, *, is_form_encoded: bool) -> tuple[str, str] | None:
    """Return the client ID and the secret of a Basic header."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, _, secret = b64decode(encoded, validate=True).decode().partition(":")
    except Base64Error, UnicodeDecodeError:
        return None
    if is_form_encoded:
        return unquote_plus(client_id), unquote_plus(secret)
    return client_id, secret
