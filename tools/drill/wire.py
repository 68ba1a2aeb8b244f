"""A loopback line to a database that can be made slow: it carries bytes, and holds each of them back for a while."""

from __future__ import annotations

import asyncio
import contextlib

CHUNK = 65_536


class Wire:
    """A line from a port of its own to `port` on this machine. `delay` holds in seconds, each way."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._server: asyncio.Server | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        self._ends: set[asyncio.StreamWriter] = set()
        self.delay = 0.0

    @property
    def port(self) -> int:
        """Where it listens. Raises RuntimeError before `open`."""
        if self._server is None:
            raise RuntimeError("the line is not open")
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            for task in tuple(self._under_way):
                task.cancel()
            await asyncio.gather(*self._under_way, return_exceptions=True)
            ends = tuple(self._ends)
            for end in ends:
                end.transport.abort()
            await asyncio.gather(*(end.wait_closed() for end in ends), return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            outward, inward = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.close()
            return
        self._ends |= {writer, inward}
        for source, sink in ((reader, inward), (outward, writer)):
            task = asyncio.create_task(self._pass_on(source, sink))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _pass_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                while part := await source.read(CHUNK):
                    if self.delay:
                        await asyncio.sleep(self.delay)
                    sink.write(part)
                    await sink.drain()
        finally:
            sink.close()
