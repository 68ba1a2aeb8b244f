"""The one thread that writes the embedded log, so that many callers share a transaction and a flush to the disk.

Whatever waits when the thread comes round is written together; a caller's future is resolved after the flush. One
caller's failure is undone to its savepoint and leaves the others alone.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass

from exportlane.runtime.bus.contract import BusError, BusUnavailable

Write = Callable[[sqlite3.Connection], object]

_SHARED_COMMIT = 256  # so many waiting writes share one flush; more would make the first of them wait


@dataclass(slots=True)
class _Waiting:
    """A write and whoever waits for it."""

    write: Write
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[object]
    result: object = None
    error: Exception | None = None


class Writer:
    """Owns `connection` from now on. `written` is called in the writer's thread after every commit."""

    def __init__(self, connection: sqlite3.Connection, written: Callable[[sqlite3.Connection], None]) -> None:
        self._connection = connection
        self._written = written
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._accepting = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._write_forever, name="bus-writer", daemon=True)
        self._thread.start()

    async def submit(self, write: Write) -> object:
        """Run `write` in a transaction; returns its result once that is durable. Raises BusUnavailable."""
        loop = asyncio.get_running_loop()
        waiting = _Waiting(write, loop, loop.create_future())
        with self._accepting:
            if self._closed:
                raise BusError("the bus has been closed")
            self._queue.put(waiting)
        return await waiting.future

    def close(self) -> None:
        """Return when everything that waits is written."""
        with self._accepting:
            self._closed = True
            self._queue.put(None)
        self._thread.join()
        self._connection.close()

    def _write_forever(self) -> None:
        last = False
        while not last:
            taken = [self._queue.get()]
            while len(taken) < _SHARED_COMMIT and not self._queue.empty():
                taken.append(self._queue.get())
            last = taken[-1] is None
            batch = [waiting for waiting in taken if waiting is not None]
            if batch:
                self._commit_together(batch)
                for waiting in batch:
                    from_thread(waiting.loop, _settle, waiting)

    def _commit_together(self, batch: list[_Waiting]) -> None:
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            for waiting in batch:
                self._write_one(waiting)
            connection.execute("COMMIT")
            self._written(connection)
        except sqlite3.Error as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            for waiting in batch:
                waiting.error = BusUnavailable(f"the log cannot be written: {error}")

    def _write_one(self, waiting: _Waiting) -> None:
        connection = self._connection
        connection.execute("SAVEPOINT one")
        try:
            waiting.result = waiting.write(connection)
        except Exception as error:  # noqa: BLE001 - it goes to the caller; the thread must outlive it
            sqlite = isinstance(error, sqlite3.Error)
            waiting.error = BusUnavailable(f"the log cannot be written: {error}") if sqlite else error
            connection.execute("ROLLBACK TO one")
        connection.execute("RELEASE one")


def from_thread(loop: asyncio.AbstractEventLoop, act: Callable[..., object], *arguments: object) -> None:
    """Call `act` in the thread of `loop`."""
    try:
        loop.call_soon_threadsafe(act, *arguments)
    except RuntimeError:
        # The loop has been closed while its write was under way: nobody waits any more.
        return


def _settle(waiting: _Waiting) -> None:
    if waiting.future.done():
        return
    if waiting.error:
        waiting.future.set_exception(waiting.error)
    else:
        waiting.future.set_result(waiting.result)
