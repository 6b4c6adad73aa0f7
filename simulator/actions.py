"""Pending actions and the secrets in their links (Podero: start a pending action).

The documents do not say how a wrong or expired secret is refused; here with a 403.
"""

from datetime import datetime, timedelta
from typing import Final

from .devices import Action, Device
from .json_format import Json, RefusalError, not_found
from .users import stable_id
from .weather import seeded

REAUTHENTICATE: Final = "reauthenticate"
"""The only documented code."""
_SECRET_LIFETIME: Final = timedelta(hours=1)


class Cues:
    """The pending actions of all devices, and the sign-ins in progress."""

    def __init__(self, seed: int) -> None:
        """Initialize without pending actions."""
        self._dice = seeded(seed, "cues")
        self._count = 0
        self._secrets: dict[str, tuple[str, datetime]] = {}
        self._pending: dict[str, tuple[Device, Action]] = {}
        self._sessions: dict[str, tuple[Device, str | None]] = {}

    def raise_action(self, device: Device, code: str, link: str | None = None) -> None:
        """Add an action, with an optional link that resolves it."""
        self._count += 1
        action = Action(stable_id("cue", device.id, self._count), code, link)
        device.actions.append(action)
        self._pending[action.id] = device, action
        device.update(action_needed=True)
        if code == REAUTHENTICATE:
            device.update(
                is_authenticated=False,
                connection_status="error",
                lifecycle_state="error",
                lifecycle_error="The manufacturer asks the owner to sign in again",
            )

    def solve(self, device: Device) -> None:
        """Resolve all actions of a device."""
        for action in device.actions:
            self._pending.pop(action.id, None)
        device.actions.clear()
        device.update(
            action_needed=False,
            is_authenticated=True,
            connection_status="ok",
            lifecycle_state="authenticated",
            lifecycle_error=None,
            authorization_url=None,
        )

    def as_json(self, device: Device, api: str, now: datetime) -> list[Json]:
        """Return the `actions` of a device, with links that are valid for an hour."""
        return [
            self._link(action, f"{api}/cues/{action.id}/resolve", now)
            for action in device.actions
        ]

    def _link(self, action: Action, url: str, now: datetime) -> Json:
        """Return an action as JSON.

        The documents do not describe actions with other codes. Here they have the same
        shape, with the given link or without one.
        """
        if action.link is not None:
            link = {"url": action.link, "required_parameters": []}
            return {"code": action.code, "resolution_link": link}
        if action.code != REAUTHENTICATE:
            return {"code": action.code}
        secret = f"{self._dice.getrandbits(160):040x}"
        self._secrets[secret] = action.id, now + _SECRET_LIFETIME
        link = {
            "url": f"{url}?secret={secret}",
            "required_parameters": ["successUrl", "cancelUrl"],
        }
        return {"code": action.code, "resolution_link": link}

    def open(self, cue_id: str, secret: str, now: datetime) -> tuple[Device, Action]:
        """Return the device and the action that a link refers to.

        Raises:
            RefusalError: 404 if the action is resolved, 403 if the secret is wrong or
                expired.
        """
        if cue_id not in self._pending:
            raise not_found()
        belongs_to, expires = self._secrets.get(secret, ("", now))
        if belongs_to != cue_id or expires <= now:
            raise RefusalError(403, {"detail": "Forbidden"})
        return self._pending[cue_id]

    def start_session(self, device: Device, success_url: str | None) -> str:
        """Start a sign-in at the manufacturer, and return its ID."""
        self._count += 1
        session_id = stable_id("session", device.id, self._count)
        self._sessions[session_id] = device, success_url
        return session_id

    def finish_session(self, session_id: str) -> tuple[Device, str | None]:
        """Complete a sign-in, and return the device and the success URL.

        Raises:
            RefusalError: 404 if there is no such sign-in in progress.
        """
        try:
            device, success_url = self._sessions.pop(session_id)
        except KeyError:
            raise not_found() from None
        self.solve(device)
        return device, success_url
