"""The simulated Podero cloud."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from .api import make_app
from .control_api import add_control_api
from .parts import CloudParts


class Cloud(CloudParts):
    """A simulated Podero cloud that can be served."""

    @property
    def app(self) -> web.Application:
        """A new application that serves this cloud."""
        app = make_app(self.organization, self.tokens, self.faults, self.requests)
        add_control_api(app, self)
        return app

    @asynccontextmanager
    async def serve(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
        """Serve the API and the controls, and yield the base URL.

        Args:
            host: the address to listen on.
            port: the port to listen on; any free one by default.

        Raises:
            OSError: the port is in use.
        """
        runner = web.AppRunner(
            self.app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
            yield f"http://{host}:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()
