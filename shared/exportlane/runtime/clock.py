"""The only place that reads the time. Everything else is given the moment as an argument."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Gives the moment as an aware instant in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ShiftedClock:
    """The machine's clock, wrong by so much: for drills."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> datetime:
        return datetime.now(UTC) + self._by


def clock_of(offset_seconds: float) -> Clock:
    """The machine's clock, or in a drill one that is wrong."""
    return ShiftedClock(timedelta(seconds=offset_seconds)) if offset_seconds else SystemClock()


class ManualClock:
    """A clock that somebody moves: for the demonstration and for tests. It never goes back."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs an aware instant")
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        if by < timedelta(0):
            raise ValueError("a clock never goes back")
        self._now += by

    def move_to(self, instant: datetime) -> None:
        self.advance(max(instant.astimezone(UTC) - self._now, timedelta(0)))


def rfc3339(instant: datetime) -> str:
    """An aware instant as RFC 3339 in UTC with microseconds: fixed width, so that text order is time order."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def parse_rfc3339(text: str) -> datetime:
    """The instant of a string that `rfc3339` wrote. Raises ValueError, also for one without an offset."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text} names no offset from UTC")
    return instant.astimezone(UTC)
