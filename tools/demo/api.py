"""Synchronous client of Home Assistant's REST and WebSocket APIs.

The connections run in a separate thread, because a test that drives a browser already
runs an event loop in its own thread.
"""

import asyncio
from collections.abc import Callable, Coroutine
from http import HTTPStatus
import itertools
import threading
from typing import Any, Self

import aiohttp

from tools.demo.retries import RETRIES

REQUEST_SECONDS = 60


class ApiError(Exception):
    """Home Assistant rejected a request. The message contains the answer."""


class Api:
    """A user's access to Home Assistant."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._token: str | None = None
        self._ids = itertools.count(1)
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._session = self._run(self._open_session())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections and end the thread."""
        if self._loop.is_closed():
            return
        self._run(self._session.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def hang_up(self) -> None:
        """Close the WebSocket, which otherwise stays open for the next command."""
        if self._socket is not None:
            self._run(self._socket.close())
            self._socket = None

    # Authentication

    def onboard(self, name: str, username: str, password: str, language: str) -> None:
        """Create the owner's account in a new Home Assistant and log in."""
        answer = self.post(
            "/api/onboarding/users",
            {
                "name": name,
                "username": username,
                "password": password,
                "client_id": self._client_id,
                "language": language,
            },
        )
        self._fetch_token(answer["auth_code"])

    def log_in(self, username: str, password: str) -> None:
        """Log in with a password."""
        flow = self.post(
            "/auth/login_flow",
            {
                "client_id": self._client_id,
                "handler": ["homeassistant", None],
                "redirect_uri": self._client_id,
            },
        )
        answer = self.post(
            f"/auth/login_flow/{flow['flow_id']}",
            {"client_id": self._client_id, "username": username, "password": password},
        )
        self._fetch_token(answer["result"])

    @property
    def _client_id(self) -> str:
        return f"{self.url}/"

    def _fetch_token(self, code: str) -> None:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": self._client_id,
        }
        self._token = self._run(self._request("POST", "/auth/token", data=form))[
            "access_token"
        ]

    # REST

    def answers(self, path: str) -> bool:
        """Return whether Home Assistant answers a GET of a path."""
        try:
            self.get(path)
        except ApiError, OSError, aiohttp.ClientError:
            return False
        return True

    def is_running(self) -> bool:
        """Return whether Home Assistant has started."""
        return bool(self.get("/api/config")["state"] == "RUNNING")

    def get(self, path: str) -> Any:
        """GET a path and return the JSON."""
        return self._run(self._request("GET", path))

    def post(self, path: str, body: Any = None) -> Any:
        """POST JSON to a path and return the JSON."""
        return self._run(self._request("POST", path, json=body))

    def delete(self, path: str) -> Any:
        """DELETE a path and return the JSON."""
        return self._run(self._request("DELETE", path))

    def state(self, entity_id: str) -> dict[str, Any]:
        """Return the state of an entity."""
        state: dict[str, Any] = self.get(f"/api/states/{entity_id}")
        return state

    def call_service(self, service: str, **data: Any) -> None:
        """Call an action such as "switch.turn_on" and wait for it."""
        path = f"/api/services/{service.replace('.', '/')}"
        for _ in range(RETRIES.tries - 1):
            try:
                self.post(path, data)
            except ApiError:
                continue
            return
        self.post(path, data)

    def start_flow(self, handler: str) -> dict[str, Any]:
        """Start the config flow of an integration."""
        flow: dict[str, Any] = self.post(
            "/api/config/config_entries/flow", {"handler": handler}
        )
        return flow

    def continue_flow(self, flow_id: str, answers: dict[str, Any]) -> dict[str, Any]:
        """Submit a step of the config flow."""
        flow: dict[str, Any] = self.post(
            f"/api/config/config_entries/flow/{flow_id}", answers
        )
        return flow

    def entries(self, domain: str) -> list[dict[str, Any]]:
        """Return the config entries of an integration."""
        entries: list[dict[str, Any]] = self.get(
            f"/api/config/config_entries/entry?domain={domain}"
        )
        return entries

    # WebSocket

    def command(self, command_type: str, **fields: Any) -> Any:
        """Send a WebSocket command and return its result."""
        return self._run(self._command(command_type, fields))

    def wait_for(
        self, entity_id: str, wanted: Callable[[str], bool], seconds: float = 15
    ) -> str:
        """Wait until the state of an entity meets a condition, and return it."""

        def state() -> str | None:
            value = str(self.state(entity_id)["state"])
            return value if wanted(value) else None

        if (found := RETRIES.wait(state, seconds)) is None:
            value = self.state(entity_id)["state"]
            raise ApiError(f"{entity_id} is still {value} after {seconds:.0f} s")
        return found

    # In the thread of the connections

    def _run[T](self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(
            REQUEST_SECONDS
        )

    async def _open_session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(self.url)

    async def _request(self, method: str, path: str, **body: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        async with self._session.request(
            method, path, headers=headers, **body
        ) as response:
            if response.status >= HTTPStatus.BAD_REQUEST:
                answer = await response.text()
                raise ApiError(f"{method} {path}: {response.status} {answer}")
            return await response.json()

    async def _command(self, command_type: str, fields: dict[str, Any]) -> Any:
        if self._socket is None or self._socket.closed:
            self._socket = await self._session.ws_connect(
                "/api/websocket", max_msg_size=0
            )
            await self._socket.receive_json()
            await self._socket.send_json({"type": "auth", "access_token": self._token})
            if (await self._socket.receive_json())["type"] != "auth_ok":
                self._socket = None
                raise ApiError("The WebSocket interface refused the access token")
        number = next(self._ids)
        try:
            await self._socket.send_json({"id": number, "type": command_type} | fields)
        except aiohttp.ClientError:
            # Home Assistant closes idle connections.
            self._socket = None
            return await self._command(command_type, fields)
        while (answer := await self._socket.receive_json())["id"] != number:
            pass
        if not answer["success"]:
            raise ApiError(f"{command_type}: {answer['error']}")
        return answer["result"]
