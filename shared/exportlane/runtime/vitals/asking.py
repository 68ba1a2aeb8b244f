"""Questions to parties that may be slow: whoever asks has a limit, the question itself goes on.

Giving up on a slow database costs it more than waiting: the connection is thrown away, and a new one is as slow to
open. So a question that is not answered in time stays open, and its answer serves whoever asks next.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
Question = Callable[[], Coroutine[Any, Any, T]]
"""Asks anew each time it is called."""


class Questions:
    """The open questions of one service, by name. One that is late is not asked a second time until it is answered."""

    def __init__(self) -> None:
        self._late: dict[str, asyncio.Task[Any]] = {}
        self._open: set[asyncio.Task[Any]] = set()

    async def ask(self, name: str, question: Question[T], *, seconds: float) -> T:
        """The answer, or what was raised instead. Raises TimeoutError when it is not there in time."""
        task: asyncio.Task[T] = self._late.get(name) or self._begun(question)
        done, _ = await asyncio.wait({task}, timeout=seconds)
        if not done:
            self._late.setdefault(name, task)
            raise TimeoutError
        if self._late.get(name) is task:
            del self._late[name]
        return task.result()

    async def close(self) -> None:
        """Let go of what nobody will hear any more."""
        open_ = tuple(self._open)
        for task in open_:
            task.cancel()
        await asyncio.gather(*open_, return_exceptions=True)
        self._late.clear()

    def _begun(self, question: Question[T]) -> asyncio.Task[T]:
        task = asyncio.create_task(question())
        self._open.add(task)
        task.add_done_callback(self._answered)
        return task

    def _answered(self, task: asyncio.Task[Any]) -> None:
        self._open.discard(task)
        if not task.cancelled():
            task.exception()  # what comes too late was told as a time-out; nobody need fetch it
