"""What stands between the program and its database server, and can be cut."""

import asyncio
from urllib.parse import urlsplit, urlunsplit


class Proxy:
    """Passes bytes on in both directions, until it is cut; *address* leads through it."""

    def __init__(self, address: str) -> None:
        self._real = urlsplit(address)
        self._port = 0
        self._writers: set[asyncio.StreamWriter] = set()
        self._passing: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        who = f"{self._real.username}@" if self._real.username else ""
        return urlunsplit(self._real._replace(netloc=f"{who}127.0.0.1:{self._port}"))

    async def open(self) -> None:
        """Listen; after a cut on the same port again."""
        self._server = await asyncio.start_server(self._pass_on, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Reset every connection and refuse new ones, as a server does that is gone."""
        self._server.close()
        for writer in set(self._writers):
            writer.transport.abort()
        await asyncio.gather(*self._passing, return_exceptions=True)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_server = await asyncio.open_connection(self._real.hostname, self._real.port or 5432)
        for source, target in ((reader, to_server[1]), (to_server[0], writer)):
            task = asyncio.create_task(self._pump(source, target))
            self._passing.add(task)
            task.add_done_callback(self._passing.discard)

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        self._writers.add(target)
        try:
            while data := await source.read(65536):
                target.write(data)
                await target.drain()
        except ConnectionError:
            pass
        finally:
            self._writers.discard(target)
            target.transport.abort()
