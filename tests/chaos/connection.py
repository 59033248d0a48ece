"""One HTTP/1.1 connection with keep-alive: as lean as a server may be that must not be the brake."""

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_HEAD = b"HTTP/1.1 %d X\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n%b"


class Connection(asyncio.Protocol):
    """Hands each request to *called*, which answers it or does not; *open* holds those alive."""

    def __init__(
        self, called: Callable[["Connection", str, bytes], None], opened: set["Connection"]
    ) -> None:
        self._called = called
        self._opened = opened
        self._data = b""

    @property
    def alive(self) -> bool:
        return not self._transport.is_closing()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._opened.add(self)

    def connection_lost(self, _: Exception | None) -> None:
        self._opened.discard(self)

    def data_received(self, data: bytes) -> None:
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            found = _LENGTH.search(self._data, 0, end)
            whole = end + 4 + (int(found[1]) if found else 0)
            if len(self._data) < whole:
                return
            request, self._data = self._data[:whole], self._data[whole:]
            path = request[: request.index(b"\r\n")].split(b" ")[1].decode()
            self._called(self, path, request[end + 4 :])

    def abort(self) -> None:
        """Reset the connection, whatever is under way on it."""
        self._transport.abort()

    def answer(self, code: int, said: Any, *, after: float = 0.0) -> None:
        """Answer in JSON, after so many seconds."""
        self._answer(code, b"application/json", json.dumps(said).encode(), after)

    def page(self, code: int, html: bytes, *, after: float = 0.0) -> None:
        """Answer with a page, as a gateway does whose server is away."""
        self._answer(code, b"text/html", html, after)

    def _answer(self, code: int, kind: bytes, body: bytes, after: float) -> None:
        whole = _HEAD % (code, kind, len(body), body)
        if after:
            asyncio.get_running_loop().call_later(after, self._write, whole)
        else:
            self._write(whole)

    def _write(self, whole: bytes) -> None:
        if self.alive:
            self._transport.write(whole)
