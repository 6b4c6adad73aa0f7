"""The simulated Podero cloud, ready to be served."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from .api import make_app
from .control_api import add_control
from .controls import Knobs


class Cloud(Knobs):
    """An organisation, the knobs that turn it, and a server for both."""

    @property
    def app(self) -> web.Application:
        """A fresh application that answers for this cloud."""
        app = make_app(self)
        add_control(app, self)
        return app

    @asynccontextmanager
    async def serve(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
        """Serve the API and the knobs, and give the base URL.

        Raises:
            OSError: the port is taken.
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
