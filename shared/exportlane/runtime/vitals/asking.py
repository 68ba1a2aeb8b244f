"""Questions to parties that may be slow: whoever asks has a limit, the question itself goes on.

Giving up on a slow database costs it more than waiting: the connection is thrown away, and a new one is as slow to
open. So a question that is not answered in time stays open, and its answer serves whoever asks next.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

T = TypeVar("T")


class Questions:
    """The open questions of one service, by name; the same one is never asked twice at a time."""

    def __init__(self) -> None:
        self._open: dict[str, asyncio.Task[Any]] = {}

    async def ask(self, name: str, make: Callable[[], Awaitable[T]], *, seconds: float) -> T:
        """The answer, or what was raised instead. Raises TimeoutError when it is not there in time."""
        task = self._open.get(name)
        if task is None:
            task = self._open[name] = asyncio.ensure_future(make())
            task.add_done_callback(_seen)
        done, _ = await asyncio.wait({task}, timeout=seconds)
        if not done:
            raise TimeoutError
        if self._open.get(name) is task:
            del self._open[name]
        answer: T = task.result()
        return answer

    async def close(self) -> None:
        """Let go of what nobody will hear any more."""
        for task in self._open.values():
            task.cancel()
        await asyncio.gather(*self._open.values(), return_exceptions=True)
        self._open.clear()


def _seen(task: asyncio.Future[Any]) -> None:
    """What a late answer raised was told as a time-out already."""
    if not task.cancelled():
        task.exception()
