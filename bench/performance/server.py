"""A server with fixed answers, which can also run as a process.

It uses only the standard library, so that it starts quickly and costs little.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
import json
import sys
from typing import Final, override

SERVE: Final = "/_serve"
ASKED: Final = "/_asked"
DELAY: Final = "/_delay"
END: Final = b"\r\n\r\n"


def response(status: str, body: bytes) -> bytes:
    """Return a complete response."""
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


NOT_FOUND: Final = response("404 Not Found", b'{"detail":"Not Found"}')


class Answers:
    """Fixed answers by path, and a count of the requests."""

    def __init__(self, bodies: Mapping[str, bytes] | None = None) -> None:
        self._responses: dict[str, bytes] = {}
        self.requests: Counter[str] = Counter()
        self.delay = 0.0
        self.change(bodies or {})

    def change(self, bodies: Mapping[str, bytes]) -> None:
        """Replace the answers of paths with JSON."""
        self._responses |= {
            path: response("200 OK", body) for path, body in bodies.items()
        }

    def to(self, method: str, path: str, body: bytes) -> bytes:
        """Return the answer to a request."""
        if path == SERVE:
            texts: dict[str, str] = json.loads(body)
            self.change({path: text.encode() for path, text in texts.items()})
            return response("200 OK", b"{}")
        if path == DELAY:
            self.delay = float(body)
            return response("200 OK", b"{}")
        if path == ASKED:
            return response("200 OK", str(self.requests.total()).encode())
        self.requests[f"{method} {path}"] += 1
        return self._responses.get(path, NOT_FOUND)


class Server(asyncio.Protocol):
    """A connection, with the part of HTTP that the clients use."""

    _transport: asyncio.Transport

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._received = b""

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    @override
    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(END)) >= 0:
            head = self._received[:end].decode()
            start = end + len(END)
            stop = start + _length(head)
            if len(self._received) < stop:
                return
            method, target, _ = head.split(" ", 2)
            body, self._received = self._received[start:stop], self._received[stop:]
            self._answer(method, target.partition("?")[0], body)

    def _answer(self, method: str, path: str, body: bytes) -> None:
        answer = self._answers.to(method, path, body)
        if self._answers.delay:
            loop = asyncio.get_running_loop()
            loop.call_later(self._answers.delay, self._transport.write, answer)
        else:
            self._transport.write(answer)


def _length(head: str) -> int:
    for line in head.split("\r\n"):
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            return int(value)
    return 0


async def main() -> None:
    """Serve on a free port and print the port."""
    answers = Answers()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Server(answers), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    # It stops with its parent process.
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
