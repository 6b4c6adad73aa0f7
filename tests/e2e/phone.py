"""A phone with Home Assistant's app, as far as notifications are concerned."""

from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import json
import threading
from typing import Any, Self, override

from tools.demo.api import Api
from tools.demo.process import HOST
from tools.demo.retries import RETRIES

NAME = "Anna's phone"


class Phone:
    """Hears itself what otherwise the maker of the phone would pass on to it."""

    def __init__(self) -> None:
        self._heard: deque[dict[str, Any]] = deque()
        heard = self._heard

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                heard.append(json.loads(self.rfile.read(length)))
                self.send_response(201)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(b"{}")

            @override
            def log_message(self, *_: object) -> None:
                """Print nothing."""

        self._server = ThreadingHTTPServer((HOST, 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def register(self, api: Api) -> str:
        """Let the app make itself known; return the id of its device."""
        url = f"http://{HOST}:{self._server.server_port}/"
        api.post(
            "/api/mobile_app/registrations",
            {
                "app_data": {"push_token": "token", "push_url": url},
                "app_id": "app",
                "app_name": "Home Assistant",
                "app_version": "1.0.0",
                "device_id": "phone",
                "device_name": NAME,
                "manufacturer": "Maker",
                "model": "Phone",
                "os_name": "Android",
                "os_version": "18",
                "supports_encryption": False,
            },
        )
        ids: dict[str, str] = {
            device["name"]: device["id"]
            for device in api.command("config/device_registry/list")
        }
        return ids[NAME]

    def wait_for_notification(self, seconds: float = 15) -> dict[str, Any]:
        """Wait until it has heard something, and return that.

        Raises:
            LookupError: It has not.
        """
        if not RETRIES.wait(lambda: len(self._heard), seconds):
            raise LookupError(f"No notification came within {seconds:.0f} s")
        return self._heard.popleft()
