"""HTTP between a client and a server of the same process, without sockets.

Client and server are unchanged. Bytes arrive always in the same order.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any, override

from aiohttp import BaseConnector, ClientRequest, ClientTimeout
from aiohttp.client_proto import ResponseHandler
from aiohttp.tracing import Trace

type Buffer = bytes | bytearray | memoryview


class InProcessConnector(BaseConnector):
    """Connects to one server, whatever the address."""

    def __init__(self, accept: Callable[[], asyncio.Protocol]) -> None:
        super().__init__()
        self._accept = accept

    @override
    async def _create_connection(
        self, req: ClientRequest, traces: list[Trace], timeout: ClientTimeout
    ) -> ResponseHandler:
        client: ResponseHandler = self._factory()
        near, far = _End(client), _End(self._accept())
        near.other, far.other = far, near
        far.open()
        near.open()
        return client


class _End(asyncio.Transport):
    """One end of a connection."""

    other: _End

    def __init__(self, protocol: asyncio.Protocol) -> None:
        super().__init__()
        self._loop = asyncio.get_running_loop()
        self._protocol = protocol
        self._is_closing = self._is_paused = False
        self._held: list[bytes] = []

    def open(self) -> None:
        self._protocol.connection_made(self)

    @override
    def write(self, data: Buffer) -> None:
        if not self._is_closing:
            self._loop.call_soon(self.other.receive, bytes(data))

    @override
    def writelines(self, list_of_data: Iterable[Buffer]) -> None:
        self.write(b"".join(list_of_data))

    def receive(self, data: bytes) -> None:
        if self._is_paused:
            self._held.append(data)
        elif not self._is_closing:
            self._protocol.data_received(data)

    @override
    def pause_reading(self) -> None:
        self._is_paused = True

    @override
    def resume_reading(self) -> None:
        self._is_paused = False
        held, self._held = self._held, []
        for data in held:
            self.receive(data)

    @override
    def is_closing(self) -> bool:
        return self._is_closing

    @override
    def close(self) -> None:
        if not self._is_closing:
            self._is_closing = True
            self._loop.call_soon(self._protocol.connection_lost, None)
            self._loop.call_soon(self.other.close)

    @override
    def abort(self) -> None:
        self.close()

    @override
    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return ("127.0.0.1", 0) if name == "peername" else default

    @override
    def get_write_buffer_size(self) -> int:
        return 0
